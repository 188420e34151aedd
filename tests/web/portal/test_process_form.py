"""The public page of a process: its form, and what was measured beside each criterion."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.insights import recoveries

pytestmark = pytest.mark.django_db
ADDRESS = "/services/hajj-password-recovery/process/"


@pytest.fixture
def page(client: Client) -> html.HtmlElement:
    return main(client)


def main(client: Client) -> html.HtmlElement:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode()).get_element_by_id("main")


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_the_form_stands_with_its_code_its_glossary_and_its_controls(
    page: html.HtmlElement,
) -> None:
    told = words(page)
    for word in (
        "فرآیند بازیابی رمز عبور",
        "۰۰۵/۱۷۰۴۱۳۲۶۰۰۰",
        "سرگروه",
        "معیارهای پذیرش: کمتر از ۱ دقیقه",
    ):
        assert word in told


def test_few_cases_are_told_as_few_and_nothing_is_judged(
    page: html.HtmlElement,
) -> None:
    assert words(page).count("هنوز کمتر از ۱۰ مورد سنجیده شده است (۰ مورد)") == 2
    assert not page.xpath(".//dl[contains(@class, 'm-figures')]")


def test_each_criterion_has_its_share_its_percentiles_and_its_months(client: Client) -> None:
    person = recoveries.citizen()
    for n in range(20):
        at = timezone.now() - timedelta(minutes=10)
        slow = 70 if n == 0 else 4
        recoveries.recovery(at, person=person, sent=2, delivered=slow, password_set=30)
    recovered, told = main(client).xpath(".//section[contains(@class, 'm-criterion')]")
    for section in (recovered, told):
        assert "در کمتر از ۱ دقیقه" in words(section)
        assert "۹۵٪" in words(section.xpath(".//dl[contains(@class, 'm-figures')]")[0])
        assert "پیامک ۱۹ مورد در کمتر از ۱ دقیقه رسیده است" in words(section)
    assert "نیمی تا ۳۰ ثانیه" in words(recovered)
    assert "نیمی تا ۲ ثانیه، ۹۹٪ تا ۲ ثانیه" in words(told)
    assert "بیرون از عملیات" in words(told)


def test_a_message_without_a_report_is_told_as_late(client: Client) -> None:
    person = recoveries.citizen()
    for n in range(10):
        delivered = None if n == 0 else 4
        at = timezone.now() - timedelta(minutes=10)
        recoveries.recovery(at, person=person, sent=2, delivered=delivered)
    assert "از رسیدن ۱ پیامک گزارشی نیامده است" in words(main(client))


def test_the_page_of_the_service_leads_here(client: Client) -> None:
    page = html.fromstring(client.get("/services/hajj-password-recovery/").content.decode())
    assert ADDRESS in [link.get("href") for link in page.iter("a")]


@pytest.mark.parametrize("slug", ["hajj-desk", "no-such-service"])
def test_a_service_without_a_process_form_has_no_such_page(client: Client, slug: str) -> None:
    assert client.get(f"/services/{slug}/process/").status_code == 404
