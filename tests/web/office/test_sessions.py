"""Coming in and going out."""

import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import Quota, User
from miz.audit.models import Event
from miz.web.office.sessions import WRONG

from .conftest import PASSWORD

LOGIN = "/office/login/"


@pytest.fixture(autouse=True)
def by_password_alone(settings: Any) -> None:
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def clerk(narges: User) -> User:
    narges.set_password(PASSWORD)
    narges.save()
    return narges


def sign_in(browser: Client, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return browser.post(LOGIN, {"username": name, "password": password, **more})  # type: ignore[return-value]


def test_a_clerk_lands_in_her_inbox(client: Client, clerk: User) -> None:
    response = sign_in(client, "narges")
    assert response["Location"] == reverse("office:inbox")
    assert client.get(response["Location"]).status_code == 200
    assert Event.objects.filter(action="staff.login", actor_id=str(clerk.pk)).count() == 1


def test_a_publisher_lands_where_her_door_is(client: Client, publisher: User) -> None:
    publisher.set_password(PASSWORD)
    publisher.save()
    assert sign_in(client, "publisher")["Location"] == reverse("office:notices")


def test_who_was_sent_to_sign_in_goes_on_to_the_page(client: Client, clerk: User) -> None:
    asked = client.get("/office/?due=overdue")
    assert asked.status_code == 302
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/office/?due=overdue"' in page
    assert sign_in(client, "narges", next="/office/?due=overdue")["Location"].endswith("=overdue")


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_the_way_on_never_leaves_the_house(client: Client, clerk: User, where: str) -> None:
    assert sign_in(client, "narges", next=where)["Location"] == reverse("office:inbox")


def test_a_wrong_password_an_unknown_name_and_a_dismissed_one_answer_alike(
    clerk: User, reza: User
) -> None:
    reza.set_password(PASSWORD)
    reza.is_active = False
    reza.save()
    tries = [("narges", "wrong"), ("nobody", "wrong"), ("reza", PASSWORD)]
    for name, password in tries:
        response = sign_in(Client(), name, password)
        assert response.status_code == 200
        assert WRONG in response.content.decode()
        assert "sessionid" not in response.cookies


def test_an_unknown_name_costs_the_time_of_a_hash(clerk: User) -> None:
    def seconds(name: str) -> float:
        start = time.perf_counter()
        sign_in(Client(), name, "wrong")
        return time.perf_counter() - start

    known = min(seconds("narges") for _ in range(4))
    unknown = min(seconds("nobody") for _ in range(4))
    assert known / 3 < unknown < known * 3


def test_guessing_at_one_name_ends_and_says_to_wait(clerk: User, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "login_by_name": (3, 600)}
    for _ in range(3):
        assert WRONG in sign_in(Client(), "narges", "wrong").content.decode()
    response = sign_in(Client(), "narges")
    assert response.status_code == 200
    assert "کمی بعد دوباره تلاش کنید" in response.content.decode()


def test_guessing_from_one_address_ends_whatever_the_names(clerk: User, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "login_by_address": (3, 600)}
    for number in range(3):
        sign_in(Client(), f"nobody{number}", "wrong")
    assert sign_in(Client(), "narges").status_code == 200
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9"), "narges").status_code == 302


def test_a_stranger_who_guesses_does_not_lock_her_out_of_her_own_browser(
    client: Client, clerk: User, settings: Any
) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "login_by_name": (3, 600)}
    sign_in(client, "narges")
    client.post(reverse("office:logout"))
    for _ in range(5):
        sign_in(Client(), "narges", "wrong")
    assert sign_in(Client(), "narges").status_code == 200
    assert sign_in(client, "narges").status_code == 302


def test_right_passwords_are_not_counted(clerk: User, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "login_by_name": (2, 600)}
    for _ in range(5):
        assert sign_in(Client(), "narges").status_code == 302
    assert not Quota.objects.exists()


@pytest.mark.parametrize("name", ["nar\x00ges", "n" * 65, " "])
def test_an_odd_name_is_refused_and_breaks_nothing(client: Client, db: None, name: str) -> None:
    assert sign_in(client, name).status_code == 200


def test_going_out_ends_the_session_and_takes_a_post(client: Client, clerk: User) -> None:
    sign_in(client, "narges")
    assert client.get(reverse("office:logout")).status_code == 405
    client.post(reverse("office:logout"))
    assert client.get(reverse("office:inbox")).status_code == 302
    assert Event.objects.filter(action="staff.logout").count() == 1
