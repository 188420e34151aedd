"""The page of connections: who may see it, what it tells, and the live check."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from miz.accounts.models import User
from miz.connectors import breaker
from miz.connectors.models import Call
from miz.web.office.templatetags.connections import latency, percent, seconds
from tests import factories
from tests.sandbox import RunningSandbox

SignIn = Callable[[User], Client]
PAGE = "/office/connections/"
CHECK = f"{PAGE}shahkar/check/"


def page(browser: Client) -> str:
    return browser.get(PAGE).content.decode()


def called(outcome: str, milliseconds: float = 20, days_ago: float = 0) -> None:
    Call.objects.create(
        connector="shahkar", operation="owner", purpose="x", legal_basis="y", asked=[],
        answered=[], subject="person:secret", at=timezone.now() - factories.days(days_ago),
        milliseconds=milliseconds, outcome=outcome,
    )  # fmt: skip


def test_every_connection_is_told_with_whose_it_is(as_user: SignIn, headquarters: User) -> None:
    html = page(as_user(headquarters))
    for words in (
        "ثبت احوال",
        "شاهکار",
        "پنجرهٔ ملی",
        "بانک‌های عامل",
        "وزارت امور خارجه",
        "برنامهٔ ششم",
    ):
        assert words in html


def test_an_administrator_sees_the_connections(as_user: SignIn, administrator: User) -> None:
    assert as_user(administrator).get(PAGE).status_code == 200


def test_the_supervisor_and_the_clerk_are_refused(
    as_user: SignIn, parisa: User, narges: User
) -> None:
    for user in (parisa, narges):
        assert as_user(user).get(PAGE).status_code == 403
        assert as_user(user).post(CHECK).status_code == 403


def test_a_stranger_comes_to_the_door(db: None) -> None:
    assert "/login/" in Client().get(PAGE)["Location"]


def test_latencies_and_failures_are_shown_and_nothing_of_what_was_asked(
    as_user: SignIn, headquarters: User
) -> None:
    for milliseconds in (10, 20, 1500):
        called("answered", milliseconds)
    called("unavailable", 5000)
    called("answered", 77, days_ago=0.5)
    called("answered", 88, days_ago=2)
    html = page(as_user(headquarters))
    assert "۲۰ هزارم ثانیه" in html
    assert "۱٫۴ ثانیه" in html
    assert "پاسخ نداد" in html
    assert "secret" not in html


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([], "در یک روز گذشته پرسیده نشد"),
        (["unavailable", "answered"], "پاسخ می‌دهد"),
        (["answered", "unavailable"], "آخرین پرسش بی‌پاسخ ماند"),
        (["answered", "refused"], "پرسش ما را نمی‌پذیرد"),
        (["unavailable"] * breaker.THRESHOLD, "نگه داشته می‌شوند"),
        (["answered", "held"], "نگه داشته می‌شوند"),
    ],
)
def test_how_it_stands_follows_from_the_newest_calls(
    as_user: SignIn, headquarters: User, outcomes: list[str], words: str
) -> None:
    for outcome in outcomes:
        called(outcome)
    shahkar = page(as_user(headquarters)).partition('id="c-shahkar"')[2]
    assert words in shahkar


def test_a_live_check_asks_now_and_says_how_it_went(
    agencies: RunningSandbox, as_user: SignIn, headquarters: User
) -> None:
    browser = as_user(headquarters)
    assert "سامانهٔ شاهکار در" in browser.post(CHECK, follow=True).content.decode()
    agencies.set_switch("shahkar", unavailable=100)
    assert "پاسخ نداد" in browser.post(CHECK, follow=True).content.decode()
    assert Call.objects.filter(purpose="بررسی اتصال").count() == 2


def test_a_live_check_is_the_probe_of_a_system_left_alone(
    agencies: RunningSandbox, as_user: SignIn, headquarters: User
) -> None:
    for _ in range(breaker.THRESHOLD):
        breaker.of("shahkar").note(failed=True)
    assert not breaker.of("shahkar").lets_through()
    as_user(headquarters).post(CHECK)
    assert breaker.of("shahkar").lets_through()


def test_a_wrong_key_is_told_to_who_can_mend_it(
    agencies: RunningSandbox, as_user: SignIn, headquarters: User, settings: object
) -> None:
    settings.SHAHKAR_TOKEN = "guess"  # type: ignore[attr-defined]
    html = as_user(headquarters).post(CHECK, follow=True).content.decode()
    assert "کلید دسترسی" in html


def test_a_live_check_cannot_be_used_to_flood_an_agency(
    agencies: RunningSandbox, as_user: SignIn, headquarters: User
) -> None:
    browser = as_user(headquarters)
    for _ in range(10):
        browser.post(CHECK)
    assert Call.objects.count() == 6
    assert "چند بار آزموده شد" in browser.post(CHECK, follow=True).content.decode()


@pytest.mark.parametrize("name", ["nobody", "agent_banks"])
def test_what_is_not_asked_online_cannot_be_checked(
    as_user: SignIn, headquarters: User, name: str
) -> None:
    assert as_user(headquarters).post(f"{PAGE}{name}/check/").status_code == 404
    assert as_user(headquarters).get(CHECK).status_code == 405


def test_latencies_are_read_as_words() -> None:
    assert [latency(n) for n in (None, 0.2, 12.4, 1260)] == [
        "–", "۱ هزارم ثانیه", "۱۲ هزارم ثانیه", "۱٫۳ ثانیه",
    ]  # fmt: skip
    assert seconds(0.5) == "۵۰۰ هزارم ثانیه"
    assert seconds(None) == "–"
    assert percent(0.125) == "۱۲٪"
