"""The includes that forms and pages are put together from, rendered for real."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import override_settings
from lxml import html

from miz.web.shared.templatetags import miz

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def plain_static_files() -> Iterator[None]:
    with override_settings(STORAGES=PLAIN):
        yield


class Question(forms.Form):
    name = forms.CharField(label="نام", help_text="مانند شناسنامه")
    email = forms.EmailField(label="رایانامه", required=False)
    way = forms.ChoiceField(
        label="راه پاسخ", choices=[("sms", "پیامک")], widget=forms.RadioSelect, help_text="یکی"
    )
    paper = forms.FileField(label="پرونده", required=False, widget=forms.FileInput)
    agree = forms.BooleanField(label="می‌پذیرم")


def render(template: str, **context: Any) -> html.HtmlElement:
    text = render_to_string(f"shared/{template}.html", context)
    return html.fragment_fromstring(text, create_parent="div")


def test_a_wrong_field_is_tied_to_its_hint_and_its_error() -> None:
    page = render("field", field=Question({})["name"])
    control = page.get_element_by_id("id_name")
    assert control.get("aria-invalid") == "true"
    for described in control.get("aria-describedby").split():
        assert page.get_element_by_id(described).text_content().strip()
    assert page.xpath("//label[@for='id_name']")


def test_a_field_in_order_is_not_called_wrong() -> None:
    control = render("field", field=Question({"name": "مینا"})["name"]).get_element_by_id("id_name")
    assert control.get("aria-invalid") is None
    assert control.get("aria-describedby") == "id_name_hint"


def test_only_a_field_that_may_stay_empty_says_so() -> None:
    assert "(اختیاری)" in render("field", field=Question()["email"]).text_content()
    assert "(اختیاری)" not in render("field", field=Question()["name"]).text_content()


def test_radio_buttons_stand_in_a_group_with_a_legend_and_an_error() -> None:
    page = render("field", field=Question({})["way"])
    group = page.find(".//fieldset")
    assert group.find("legend").text_content().strip() == "راه پاسخ"
    for described in group.get("aria-describedby").split():
        assert page.get_element_by_id(described).text_content().strip()


def test_a_file_is_chosen_with_the_control_itself_whatever_is_drawn_over_it() -> None:
    page = render("field", field=Question()["paper"])
    assert page.xpath("//div[@data-file]/input[@type='file']")
    face = page.find_class("m-file-face")[0]
    assert face.get("aria-hidden") == "true"
    assert "انتخاب فایل" in face.text_content()
    assert not face.xpath(".//input | .//button | .//label | .//a")


def test_each_line_of_the_error_summary_leads_to_a_control() -> None:
    form = Question({})
    summary = render("error_summary", form=form)
    fields = "".join(render_to_string("shared/field.html", {"field": field}) for field in form)
    page = html.fragment_fromstring(fields, create_parent="div")
    targets = [link.get("href")[1:] for link in summary.iter("a")]
    assert targets == ["id_name", "id_way_0", "id_agree"]
    assert all(page.get_element_by_id(target).tag == "input" for target in targets)


def test_a_form_in_order_has_no_error_summary() -> None:
    assert not render("error_summary", form=Question()).text_content().strip()


def test_a_tracking_code_reads_left_to_right_in_persian_digits() -> None:
    assert miz.code("1405123456") == '<bdi dir="ltr" class="m-code">۱۴۰۵ ۱۲۳۴ ۵۶</bdi>'


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "۰ بایت"), (1023, "۱۰۲۳ بایت"), (2048, "۲ کیلوبایت"), (68_096, "۶۶٫۵ کیلوبایت")],
)
def test_the_size_of_a_file_is_told_in_persian(size: int, said: str) -> None:
    assert miz.file_size(size) == said


def test_a_tag_says_its_state_in_a_word_beside_the_icon() -> None:
    tag = html.fromstring(miz.tag("overdue"))
    assert tag.text_content().strip() == "گذشته از مهلت"
    assert tag.find(".//svg").get("aria-hidden") == "true"


def test_an_unknown_kind_of_tag_is_plain_and_keeps_the_word_it_was_given() -> None:
    tag = html.fromstring(miz.tag("odd", "<تازه>"))
    assert tag.get("class") == "m-tag m-plain"
    assert tag.text_content().strip() == "<تازه>"


def test_the_present_stage_is_marked_and_dated() -> None:
    at = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    page = render("stages", stages=[{"title": "بررسی", "state": "present", "at": at, "note": ""}])
    step = page.find(".//li")
    assert step.get("aria-current") == "step"
    assert "۱۴ اردیبهشت ۱۴۰۵" in step.text_content()


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_the_last_pages_stand_without_any_context(page: str) -> None:
    assert "<h1>" in render_to_string(page)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (12, "۱۲"),
        ("تا 12 روز", "تا ۱۲ روز"),
        ("G2C و 3 خدمت", "G2C و ۳ خدمت"),
        ("hajj-390", "hajj-390"),
        ("1234-5678", "۱۲۳۴-۵۶۷۸"),
    ],
)
def test_digits_are_persian_but_in_latin_words(text: object, shown: str) -> None:
    assert miz.fa(text) == shown
