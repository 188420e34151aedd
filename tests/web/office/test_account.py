"""One's own account: the password, the factors, the sessions elsewhere."""

import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.test import Client

from miz.accounts import factors
from miz.accounts.models import Factor, User
from miz.audit.models import Event

from .conftest import PASSWORD

SignIn = Callable[[User], Client]
PAGE = "/office/account/"
STRONG = "سه واژهٔ بی‌ربط و بلند"


@pytest.fixture(autouse=True)
def by_password_alone(settings: Any) -> None:
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def clerk(narges: User) -> User:
    narges.set_password(PASSWORD)
    narges.save()
    return narges


def has_app(user: User) -> pyotp.TOTP:
    secret = factors.new_secret()
    past = pyotp.TOTP(secret).at(time.time() - factors.STEP_SECONDS)
    factors.add_app(user=user, secret=secret, code=past)
    return pyotp.TOTP(secret)


@pytest.mark.parametrize("who", ["narges", "administrator", "publisher", "inspector"])
def test_everybody_has_an_account(as_user: SignIn, request: Any, who: str) -> None:
    user = request.getfixturevalue(who)
    page = as_user(user).get(PAGE)
    assert page.status_code == 200
    assert user.username in page.content.decode()


def test_another_password_ends_the_other_sessions_and_keeps_this_one(
    as_user: SignIn, clerk: User
) -> None:
    here, elsewhere = as_user(clerk), as_user(clerk)
    said = {"current": PASSWORD, "new": STRONG, "again": STRONG}
    assert here.post(f"{PAGE}password/", said)["Location"] == PAGE
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    assert User.objects.get(pk=clerk.pk).check_password(STRONG)


@pytest.mark.parametrize(
    "changes",
    [
        {"current": "wrong"},
        {"new": "short", "again": "short"},
        {"new": "password123", "again": "password123"},
        {"again": "another"},
        {"new": PASSWORD, "again": PASSWORD},
        {"current": "a\x00b"},
    ],
)
def test_a_password_that_will_not_do_is_refused(
    as_user: SignIn, clerk: User, changes: dict[str, str]
) -> None:
    said = {"current": PASSWORD, "new": STRONG, "again": STRONG} | changes
    assert as_user(clerk).post(f"{PAGE}password/", said).status_code == 200
    assert User.objects.get(pk=clerk.pk).check_password(PASSWORD)


def test_guessing_at_the_own_password_from_a_borrowed_browser_ends(
    as_user: SignIn, clerk: User, settings: Any
) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "own_password": (2, 600)}
    browser = as_user(clerk)
    for _ in range(2):
        browser.post(f"{PAGE}factors/add/", {"password": "wrong"})
    said = browser.post(f"{PAGE}factors/add/", {"password": PASSWORD})
    assert "کمی بعد دوباره تلاش کنید" in said.content.decode()


def test_a_factor_is_added_behind_the_password(as_user: SignIn, clerk: User) -> None:
    browser, address = as_user(clerk), f"{PAGE}factors/add/"
    assert browser.post(address, {"code": "123456"}).context["title"] == "افزودن عامل دوم"
    assert browser.post(address, {"password": PASSWORD})["Location"] == address
    secret = browser.get(address).context["secret"].replace(" ", "")
    shown = browser.post(address, {"code": pyotp.TOTP(secret).now()})
    assert len(shown.context["codes"]) == 10
    assert factors.enrolled(clerk)
    assert "title" in browser.get(address).context


def test_a_factor_is_removed_behind_the_password_and_by_its_owner(
    as_user: SignIn, clerk: User, reza: User
) -> None:
    has_app(clerk)
    address = f"{PAGE}factors/{Factor.objects.get().pk}/remove/"
    assert as_user(reza).post(address, {"password": PASSWORD}).status_code == 404
    browser = as_user(clerk)
    browser.post(address, {"password": "wrong"})
    assert factors.enrolled(clerk)
    assert browser.post(address, {"password": PASSWORD})["Location"] == PAGE
    assert not factors.enrolled(clerk)


def test_new_recovery_codes_are_shown_once(as_user: SignIn, clerk: User) -> None:
    has_app(clerk)
    browser = as_user(clerk)
    codes = browser.post(f"{PAGE}codes/", {"password": PASSWORD}).context["codes"]
    assert codes[0] not in browser.get(f"{PAGE}codes/").content.decode()
    assert factors.use_code(clerk.pk, codes[0]) == "recovery"


def test_the_other_sessions_end_when_asked(as_user: SignIn, clerk: User) -> None:
    here, elsewhere = as_user(clerk), as_user(clerk)
    here.post(f"{PAGE}sessions/end/")
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    assert Event.objects.filter(action="staff.end_sessions").count() == 1
