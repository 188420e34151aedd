"""The catalogue's pages as a citizen opens them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from pytest_django import Settings

from miz.accounts.models import Organisation
from miz.audit.actors import SYSTEM
from miz.cases.models import Case
from miz.catalogue import actions as catalogue_actions
from miz.catalogue import search
from miz.catalogue.models import Notice, Service
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.catalogue import drawing as staff

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
    titles = [title.text_content() for title in page.iter("h2")]
    assert titles[:2] == ["از راهی دیگر پیدا کنید", "سازمان حج و زیارت"]
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


def test_a_slip_leads_to_what_is_nearest_and_says_so(visit: Open) -> None:
    page = visit("/services/?q=ملقات زندانیان")
    assert "به آن نزدیک است" in words(page)
    assert INFORMATION in links(page)


def test_where_nothing_fits_some_near_services_and_the_desk_are_offered(visit: Open) -> None:
    page = visit("/services/?q=ملاقات ناموجودترین")
    assert "شاید یکی از این‌ها" in words(page)
    assert {INFORMATION, "/request/"} <= set(links(page))


def test_every_agency_has_a_list_of_its_own(visit: Open) -> None:
    assert "/services/agency/prisons/" in links(visit("/services/"))
    page = visit("/services/agency/prisons/")
    assert INFORMATION in links(page)
    assert not [link for link in links(page) if link.startswith("/services/hajj")]
    assert "/services/hajj-desk/" not in links(visit("/services/agency/prisons/?q=میز خدمت"))


def test_audiences_and_life_events_have_lists_of_their_own(visit: Open) -> None:
    assert "/services/audience/G2C/" in links(visit("/services/"))
    assert "/services/hajj-desk/" in links(visit("/services/audience/G2C/"))
    Service.objects.filter(slug="prisons-visits").update(life_events=["health"])
    assert "/services/event/health/" in links(visit("/services/"))
    assert INFORMATION in links(visit("/services/event/health/"))


def test_an_empty_list_says_what_to_do_next(visit: Open) -> None:
    page = visit("/services/event/tax/")
    assert "هنوز خدمتی در این فهرست نیست" in words(page)
    assert {"/services/", "/request/"} <= set(links(page))


@pytest.mark.parametrize(
    "address",
    [
        *("/services/agency/none/", "/services/audience/G2X/", "/services/event/none/"),
        *("/services/?page=2", "/services/?page=0", "/services/?page=-1", "/services/?page=9e9"),
        "/services/?page=99999999999999999999",
    ],
)
def test_a_list_that_there_is_not_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_long_lists_come_in_pages_that_lead_to_each_other(
    visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 5)
    first, third = visit("/services/"), visit("/services/?page=3")
    assert "?page=2" in links(first)
    assert "?page=2" in links(third)
    assert "صفحهٔ ۳ از ۳" in words(third)
    assert not set(links(first)) & {f"/services/{s.slug}/" for s in last_services(4)}


def last_services(count: int) -> list[Service]:
    return search.find(first=Service.objects.count() - count, limit=count).services


@pytest.mark.parametrize(("address", "most"), [("/services/", 5), ("/services/?q=ملاقات", 2)])
def test_a_list_costs_few_statements(client: Client, address: str, most: int) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= most, [query["sql"] for query in asked]


def test_a_withdrawn_service_keeps_its_page_and_says_why(visit: Open, hajj: Organisation) -> None:
    by = staff.person(hajj, "approver", "approver")
    row = Service.objects.get(slug="hajj-desk")
    catalogue_actions.withdraw(service=row, reason="ادغام در خدمت دیگر", by=by)
    page = visit("/services/hajj-desk/")
    assert "برداشته شده است" in words(page)
    assert "دلیل: ادغام در خدمت دیگر" in words(page)
    assert not page.xpath(".//a[@class='m-button']")
    assert "/services/hajj-desk/" not in links(visit("/services/"))


def test_measured_time_is_told_of_ten_answers_and_of_no_fewer(
    visit: Open, desk: PublishedService
) -> None:
    for number in range(9):
        answered(desk, number)
    cache.clear()
    assert "در یک سال گذشته" not in words(visit("/services/hajj-desk/"))
    answered(desk, 9)
    cache.clear()
    told = words(visit("/services/hajj-desk/"))
    assert "در یک سال گذشته ۱۰ پاسخ داده شده" in told
    assert "پاسخ حداکثر تا ۵ روز کاری" in told


def answered(desk: PublishedService, number: int) -> None:
    case = factories.case(desk, applicant=factories.applicant(number))
    Case.objects.filter(pk=case.pk).update(answered_at=case.submitted_at + factories.days(0))


def test_the_official_form_is_offered_in_three_formats(visit: Open) -> None:
    forms = [link for link in links(visit(INFORMATION)) if "/form." in link]
    assert [link.rpartition(".")[2] for link in forms] == ["html", "pdf", "docx"]
    assert forms[1] == "/services/prisons-visits/form.pdf"


def test_a_form_that_is_not_drawn_yet_is_waited_for(client: Client) -> None:
    answer = client.get("/services/prisons-visits/form.pdf")
    assert answer.status_code == 202
    assert answer["Refresh"] == "3; url=/services/prisons-visits/form.pdf"


def test_another_agencys_own_desk_takes_its_questions(visit: Open) -> None:
    Service.objects.filter(slug="prisons-support").update(kind="desk")
    page = visit(INFORMATION)
    assert "/services/prisons-support/" in links(page)
    assert not {"/request/", "/complaint/"} & set(links(page))


def test_a_page_says_who_answers(visit: Open) -> None:
    shown = words(visit("/services/hajj-desk/"))
    assert "واحد مسئول دفتر حج و زیارت استان" in shown


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
    assert page.xpath(".//a[@class='m-button']/@href") == ["/request/"]


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
    assert folds[0] == "عنوان خدمت"
    assert "ارتباط خدمت با سایر دستگاه‌های دیگر" in folds


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
