"""The way in behind the password: asked for, enrolled, forgotten; and nothing before it opens."""

import json
import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from miz.accounts import factors, passkeys, staff
from miz.accounts.models import Factor, User
from miz.audit.models import Event
from miz.web.office.second_factor import WRONG_RECOVERY, WRONG_RECOVERY_PASSKEY
from tests.accounts.keys import ORIGIN, Key

from .conftest import PASSWORD

LOGIN, FACTOR, ENROL = "/office/login/", "/office/login/factor/", "/office/login/enrol/"
FORGOTTEN, NEW = "/office/login/forgotten/", "/office/login/forgotten/new/"
STRONG = "سه واژهٔ بی‌ربط و بلند"


@pytest.fixture
def clerk(narges: User) -> User:
    narges.set_password(PASSWORD)
    narges.save()
    return narges


@pytest.fixture
def app(clerk: User) -> pyotp.TOTP:
    """The clerk's app, added a while ago."""
    secret = factors.new_secret()
    past = pyotp.TOTP(secret).at(time.time() - factors.STEP_SECONDS)
    factors.add_app(user=clerk, secret=secret, code=past)
    return pyotp.TOTP(secret)


def sign_in(browser: Client, password: str = PASSWORD, **more: str) -> Any:
    return browser.post(LOGIN, {"username": "narges", "password": password, **more})


def inside(browser: Client) -> bool:
    return browser.get(reverse("office:inbox")).status_code == 200


# --- asked for


def test_the_password_alone_opens_nothing_for_who_has_a_factor(
    client: Client, app: pyotp.TOTP
) -> None:
    assert sign_in(client)["Location"] == FACTOR
    assert not inside(client)
    assert client.get("/office/account/").status_code == 302
    assert client.post(FACTOR, {"code": "000000"}).status_code == 200
    assert not inside(client)


def test_the_right_code_comes_in_and_goes_on_to_the_page(client: Client, app: pyotp.TOTP) -> None:
    sign_in(client, next="/office/?due=overdue")
    assert client.post(FACTOR, {"code": app.now()})["Location"] == "/office/?due=overdue"
    assert inside(client)
    assert Event.objects.get(action="staff.login").details["factor"] == "app"


def test_a_code_that_was_seen_over_the_shoulder_is_worth_nothing(app: pyotp.TOTP) -> None:
    seen = app.now()
    for browser, comes_in in ((Client(), True), (Client(), False)):
        sign_in(browser)
        browser.post(FACTOR, {"code": seen})
        assert inside(browser) == comes_in


def test_nobody_reaches_the_factor_without_the_password(client: Client, app: pyotp.TOTP) -> None:
    for address in (FACTOR, ENROL, "/office/login/password/", "/office/login/on/"):
        assert client.get(address)["Location"] == LOGIN
        assert client.post(address, {"code": app.now()})["Location"] == LOGIN
    assert not inside(client)


def test_the_number_of_the_session_changes_at_the_password(client: Client, app: pyotp.TOTP) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted


def test_guessing_at_codes_ends(client: Client, app: pyotp.TOTP, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "second_factor_by_user": (3, 600)}
    sign_in(client)
    for _ in range(3):
        client.post(FACTOR, {"code": "000000"})
    said = client.post(FACTOR, {"code": app.now()}).content.decode()
    assert "کمی بعد دوباره تلاش کنید" in said
    assert not inside(client)
    assert Event.objects.filter(action="factor.wrong").count() == 3


def test_a_password_changed_elsewhere_ends_the_way_in(
    client: Client, clerk: User, app: pyotp.TOTP
) -> None:
    sign_in(client)
    staff.change_password(user=clerk, password=STRONG, action="staff.change_password")
    assert client.post(FACTOR, {"code": app.now()})["Location"] == LOGIN


@pytest.mark.parametrize("said", ["[]", "{}", "not json", '{"id": "AAAA"}', '{"response": 3}'])
def test_an_odd_passkey_is_refused_and_breaks_nothing(
    client: Client, app: pyotp.TOTP, said: str
) -> None:
    sign_in(client)
    assert client.post(FACTOR, {"passkey": said}).status_code == 200
    assert not inside(client)


# --- enrolled


def test_where_a_factor_is_required_nothing_opens_before_one_is_enrolled(
    client: Client, clerk: User
) -> None:
    assert sign_in(client)["Location"] == ENROL
    assert not inside(client)
    page = client.get(ENROL)
    secret = page.context["secret"].replace(" ", "")
    assert client.post(ENROL, {"code": "000000"}).status_code == 200
    shown = client.post(ENROL, {"code": pyotp.TOTP(secret).now()})
    assert len(shown.context["codes"]) == factors.RECOVERY_CODES
    assert not inside(client)
    client.get("/office/login/on/")
    assert inside(client)
    assert factors.enrolled(clerk)


def test_the_secret_of_the_app_is_not_kept_openly_in_the_session(
    client: Client, clerk: User
) -> None:
    sign_in(client)
    secret = client.get(ENROL).context["secret"].replace(" ", "")
    assert secret not in str(dict(client.session.items()))


def test_where_a_factor_is_not_required_the_password_is_enough(
    client: Client, clerk: User, settings: Any
) -> None:
    settings.SECOND_FACTOR = "optional"
    sign_in(client)
    assert inside(client)


def test_a_temporary_password_is_changed_first(client: Client, clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    assert sign_in(client)["Location"] == "/office/login/password/"
    assert client.get(ENROL)["Location"] == "/office/login/password/"
    for wrong in ({"new": PASSWORD, "again": PASSWORD}, {"new": STRONG, "again": "دیگری است"}):
        assert client.post("/office/login/password/", wrong).status_code == 200
    sent = client.post("/office/login/password/", {"new": STRONG, "again": STRONG})
    assert sent["Location"] == ENROL
    assert User.objects.get(pk=clerk.pk).check_password(STRONG)


def test_who_has_a_factor_gives_it_before_changing_a_temporary_password(
    client: Client, clerk: User, app: pyotp.TOTP
) -> None:
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    assert sign_in(client)["Location"] == FACTOR
    client.post("/office/login/password/", {"new": STRONG, "again": STRONG})
    assert User.objects.get(pk=clerk.pk).check_password(PASSWORD)


def test_who_lost_the_factor_to_a_reset_is_told_by_whom_and_why(
    client: Client, clerk: User, administrator: User, app: pyotp.TOTP
) -> None:
    staff.reset_factors(by=administrator, user=clerk, reason="گوشی گم شد")
    assert sign_in(client)["Location"] == ENROL
    page = client.get(ENROL).content.decode()
    assert administrator.full_name in page
    assert "گوشی گم شد" in page


# --- a forgotten password


def test_a_forgotten_password_comes_back_by_the_factor_and_asks_for_it_again(
    client: Client, clerk: User, app: pyotp.TOTP, as_user: Callable[[User], Client]
) -> None:
    elsewhere = as_user(clerk)
    assert inside(elsewhere)
    sent = client.post(FORGOTTEN, {"username": "narges", "code": app.now()})
    assert sent["Location"] == NEW
    assert client.post(NEW, {"new": STRONG, "again": STRONG})["Location"] == LOGIN
    assert not inside(client)
    assert not inside(elsewhere)
    assert sign_in(client, STRONG)["Location"] == FACTOR
    assert Event.objects.filter(action="staff.recover_password").count() == 1


def test_a_code_of_the_paper_brings_it_back_as_well(client: Client, clerk: User) -> None:
    secret = factors.new_secret()
    paper = factors.add_app(user=clerk, secret=secret, code=pyotp.TOTP(secret).now())
    sent = client.post(FORGOTTEN, {"username": "narges", "code": paper[3]})
    assert sent["Location"] == NEW


def test_unknown_names_wrong_codes_and_people_without_a_factor_answer_alike(
    clerk: User, reza: User, app: pyotp.TOTP
) -> None:
    pages = set()
    for name in ("narges", "nobody", "reza"):
        said = Client().post(FORGOTTEN, {"username": name, "code": "000000"}).content.decode()
        assert WRONG_RECOVERY in said
        shown = said.split('<main id="main"')[1].split("</main>")[0]
        token = shown.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        pages.add(shown.replace(name, "NAME").replace(token, ""))
    assert len(pages) == 1


def test_guessing_at_a_name_ends_and_leaves_the_front_door_open(
    client: Client, clerk: User, app: pyotp.TOTP, settings: Any
) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "staff_recovery_by_name": (2, 600)}
    for _ in range(2):
        client.post(FORGOTTEN, {"username": "narges", "code": "000000"})
    said = client.post(FORGOTTEN, {"username": "narges", "code": app.now()})
    assert "کمی بعد دوباره تلاش کنید" in said.content.decode()
    sign_in(client)
    client.post(FACTOR, {"code": app.now()})
    assert inside(client)


@pytest.fixture
def key(clerk: User, settings: Any) -> Key:
    """The only factor of the clerk."""
    settings.BASE_URL = ORIGIN
    made = Key()
    asked, state = passkeys.offer(clerk)
    passkeys.add(user=clerk, state=state, answer=made.make(asked))
    return made


def asked_for(browser: Client, name: str) -> dict[str, Any]:
    page = browser.post(FORGOTTEN, {"username": name, "ask": "passkey"})
    asked: dict[str, Any] = json.loads(page.context["challenge"])
    return asked


def answered(browser: Client, name: str, answer: dict[str, Any]) -> Any:
    return browser.post(FORGOTTEN, {"username": name, "passkey": json.dumps(answer)})


def test_a_passkey_alone_brings_a_forgotten_password_back(client: Client, key: Key) -> None:
    answer = key.sign(asked_for(client, "narges"))
    assert answered(client, "narges", answer)["Location"] == NEW
    assert client.post(NEW, {"new": STRONG, "again": STRONG})["Location"] == LOGIN
    assert not inside(client)
    assert sign_in(client, STRONG)["Location"] == FACTOR


def test_an_answer_to_no_question_to_another_name_or_twice_brings_nothing_back(
    client: Client, key: Key, reza: User
) -> None:
    answer = key.sign(asked_for(client, "narges"))
    for browser, name in ((Client(), "narges"), (client, "reza"), (client, "narges")):
        said = answered(browser, name, answer)
        assert WRONG_RECOVERY_PASSKEY in said.content.decode()
    assert answered(client, "reza", key.sign(asked_for(client, "reza"))).status_code == 200


def test_a_passkey_that_was_removed_brings_nothing_back(
    client: Client, clerk: User, key: Key
) -> None:
    asked = asked_for(client, "narges")
    Factor.objects.filter(user=clerk).delete()
    assert answered(client, "narges", key.sign(asked)).status_code == 200
    assert client.get(NEW)["Location"] == FORGOTTEN


def test_a_stranger_is_asked_for_a_passkey_like_anybody(client: Client, key: Key) -> None:
    asked = [asked_for(client, name) for name in ("narges", "nobody")]
    assert [len(each["allowCredentials"]) for each in asked] == [1, 1]
    assert [set(each) for each in asked] == [set(asked[0])] * 2


def test_nobody_sets_a_new_password_without_the_code(client: Client, clerk: User) -> None:
    assert client.post(NEW, {"new": STRONG, "again": STRONG})["Location"] == FORGOTTEN
    assert User.objects.get(pk=clerk.pk).check_password(PASSWORD)


def test_no_code_or_secret_comes_into_the_audit(client: Client, app: pyotp.TOTP) -> None:
    code = app.now()
    sign_in(client)
    client.post(FACTOR, {"code": code})
    told = str([(row.details, row.reason) for row in Event.objects.all()])
    assert code not in told
    assert app.secret not in told
    assert Factor.objects.get().used_at
