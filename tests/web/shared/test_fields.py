"""The controls of the forms: what the browser gets to draw."""

from django import forms
from lxml import html

from miz.web.shared.fields import CodeField
from miz.web.shared.request_forms import ContactForm, DetailsForm


class Form(forms.Form):
    colour = CodeField(choices=[("", "برگزینید"), ("r", "سرخ"), ("b", "<آبی>")])


def drawn(form: forms.Form) -> html.HtmlElement:
    return html.fragment_fromstring(str(form["colour"]))


def test_a_list_offers_every_choice_in_order_with_its_code():
    options = drawn(Form()).findall("option")
    assert [(o.get("value"), o.text) for o in options] == [
        ("", "برگزینید"), ("r", "سرخ"), ("b", "<آبی>"),
    ]  # fmt: skip


def test_a_list_keeps_what_was_chosen_and_nothing_else():
    chosen = drawn(Form({"colour": "b"})).xpath("option[@selected]/@value")
    assert chosen == ["b"]


def test_a_list_of_an_unknown_code_has_nothing_chosen():
    assert not drawn(Form({"colour": "x"})).xpath("option[@selected]")


def test_a_list_carries_its_name_its_id_and_that_it_must_be_filled():
    select = drawn(Form())
    assert (select.get("name"), select.get("id")) == ("colour", "id_colour")
    assert "required" in select.attrib


def test_forms_share_their_fields_but_not_the_lists_of_a_service(desk):
    one, two = ContactForm(), ContactForm()
    assert one.fields["mobile"] is two.fields["mobile"]
    hajj = DetailsForm(service=desk, main_topic="hajj-tamattu")
    umrah = DetailsForm(service=desk, main_topic="umrah")
    assert str(hajj["topic"]) != str(umrah["topic"])
    assert str(hajj["topic"]) == str(DetailsForm(service=desk, main_topic="hajj-tamattu")["topic"])
