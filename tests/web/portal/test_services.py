"""The catalogue's pages as a citizen opens them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from lxml import html
from pytest_django import Settings

from miz.accounts.models import Organisation
from miz.audit.actors import SYSTEM
from miz.catalogue import actions as catalogue_actions
from miz.catalogue.models import Notice, Service

pytestmark = pytest.mark.django_db

INFORMATION = "/services/prisons-visits/"
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
Open = Callable[[str], html.HtmlElement]


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = PLAIN
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def visit(client: Client) -> Open:
    """The <main> of a page that opens."""

    def open_page(address: str) -> html.HtmlElement:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return html.fromstring(answer.content.decode()).get_element_by_id("main")

    return open_page


def words(page: html.HtmlElement) -> str:
    return " ".join(" ".join(page.itertext()).split())


def links(page: html.HtmlElement) -> list[str]:
    return [str(link.get("href")) for link in page.iter("a")]


def test_the_list_shows_every_service_under_its_agency_with_ours_first(visit: Open) -> None:
    page = visit("/services/")
    assert "۱۴ خدمت از ۳ دستگاه" in words(page)
    assert page.xpath("(.//h2)[1]")[0].text_content() == "سازمان حج و زیارت"
    assert {f"/services/{service.slug}/" for service in Service.objects.all()} <= set(links(page))


@pytest.mark.parametrize(
    "typed", ["ملاقات زندانيان", "  ملاقات  زندانیان ", "زندانیان ملاقات", "میباشد خصوصی"]
)
def test_the_search_forgives_spelling_and_order(visit: Open, typed: str) -> None:
    assert INFORMATION in links(visit(f"/services/?q={typed}"))


@pytest.mark.parametrize("typed", ["19011332000", "۱۹۰۱۱۳۳۲۰۰۰"])
def test_a_service_is_found_by_its_identifier_in_any_digits(visit: Open, typed: str) -> None:
    page = visit(f"/services/?q={typed}")
    assert "۱ خدمت" in words(page)
    assert "/services/hajj-insurance-health/" in links(page)


def test_a_search_that_finds_nothing_says_what_to_do_next(visit: Open) -> None:
    page = visit("/services/?q=گذرنامه%00<b>")
    assert "خدمتی پیدا نشد" in words(page)
    assert "/services/" in links(page)
    assert not page.xpath(".//b")


def test_every_service_has_a_page_without_latin_digits(visit: Open) -> None:
    for service in Service.objects.all():
        page = visit(f"/services/{service.slug}/")
        shown = re.sub(r"\S*https?://\S*", "", words(page))
        assert service.title in shown
        assert not re.findall("[0-9]", shown), service.slug


@pytest.mark.parametrize(
    ("slug", "door"), [("hajj-desk", "/request/"), ("hajj-complaints", "/complaint/")]
)
def test_a_service_that_takes_requests_has_one_button(visit: Open, slug: str, door: str) -> None:
    buttons = visit(f"/services/{slug}/").xpath(".//a[@class='m-button']/@href")
    assert buttons == [door]


def test_a_service_of_ours_that_only_informs_points_to_the_desk_and_to_complaints(
    visit: Open,
) -> None:
    page = visit("/services/hajj-insurance-health/")
    assert "هنوز در این سامانه باز نشده است" in words(page)
    assert {"/request/", "/complaint/"} <= set(links(page))
    assert not page.xpath(".//a[@class='m-button']")


def test_another_agencys_service_never_points_to_our_desk(visit: Open) -> None:
    page = visit(INFORMATION)
    assert not {"/request/", "/complaint/"} & set(links(page))
    assert "پرسش خود را از سازمان زندانها" in words(page)


def test_parent_and_child_point_to_each_other(visit: Open) -> None:
    assert "/services/hajj-password-recovery/" in links(
        visit("/services/hajj-caravan-registration/")
    )
    assert "/services/hajj-caravan-registration/" in links(
        visit("/services/hajj-password-recovery/")
    )


def test_a_page_tells_its_version_and_when_it_was_published(visit: Open) -> None:
    page = visit(INFORMATION)
    assert page.xpath(".//dt[.='نسخهٔ انتشار']/following-sibling::dd")[0].text_content() == "۱"
    assert re.search("۱۴[۰-۹]{2}", page.xpath(".//time")[0].text_content())


def test_the_sheet_folds_without_scripts(visit: Open) -> None:
    folds = visit(INFORMATION).xpath(".//details/summary/h3/text()")
    assert folds[0] == "عنوان و ارائه‌دهندهٔ خدمت"
    assert "ارتباط خدمت با دستگاه‌های دیگر" in folds


@pytest.mark.parametrize("address", ["/services/none/", "/notices/999999/"])
def test_what_is_not_published_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_about_page_tells_the_office_hours(visit: Open) -> None:
    shown = words(visit("/about/"))
    assert "شنبه تا چهارشنبه ۷:۳۰ صبح تا ۲:۳۰ بعدازظهر" in shown
    assert "پنجشنبه و جمعه تعطیل" in shown


def test_a_notice_shows_its_words_and_its_day(visit: Open, hajj: Organisation) -> None:
    notice = Notice.objects.create(organisation=hajj, title="تعطیلی", text="فردا <i>بسته‌ایم</i>")
    catalogue_actions.publish_notice(notice=notice, by=SYSTEM)
    page = visit(f"/notices/{notice.pk}/")
    assert "فردا <i>بسته‌ایم</i>" in words(page)
    assert page.xpath(".//time/@datetime")


def test_a_withdrawn_notice_is_gone(client: Client, hajj: Organisation) -> None:
    notice = Notice.objects.create(organisation=hajj, title="تعطیلی", text="متن")
    catalogue_actions.publish_notice(notice=notice, by=SYSTEM)
    catalogue_actions.withdraw_notice(notice=notice, by=SYSTEM)
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
