"""Signing in by the national window, with a browser's requests and the sandbox's provider."""

from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from miz.audit.models import Event
from miz.citizens.models import Citizen, CitizenSession
from miz.connectors.sandbox import population
from miz.web.portal.account import window

pytestmark = pytest.mark.django_db
LEAVE, BACK = reverse("portal:account-window"), reverse("portal:account-window-back")


@pytest.fixture(autouse=True)
def provider(agencies, settings):
    settings.NATIONAL_WINDOW_URL = f"{agencies.url}/national-window"
    return agencies


@pytest.fixture
def person():
    return population.demo_people(1)[0]


@pytest.fixture
def account(person):
    return Citizen.objects.create(
        kind="national", code=person.national_code, given_name=person.given_name,
        family_name=person.family_name, birth_date=person.birth_date,
        mobile=person.mobile, mobile_proved_at=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def pressed(client, person) -> str:
    """The address to which the window sends the browser after the person pressed the own name."""
    address = client.get(LEAVE).headers["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    approve = address.split("?")[0].replace("authorize", "approve")
    query = urlencode({**asked, "person": person.national_code})
    with pytest.raises(HTTPError) as redirect:
        build_opener(_Stay).open(f"{approve}?{query}", timeout=5)
    redirect.value.close()
    found = urlsplit(redirect.value.headers["Location"])
    return f"{found.path}?{found.query}"


def told(client) -> list[str]:
    return [str(each) for each in client.get(reverse("portal:account-in")).context["messages"]]


def test_who_has_an_account_is_signed_in(client, person, account):
    answer = client.get(pressed(client, person))
    assert answer.headers["Location"] == reverse("portal:account")
    assert CitizenSession.objects.get().way == "window"
    assert Event.objects.filter(action="citizen.sign_in", subject=account.subject).exists()
    assert client.get(reverse("portal:account")).status_code == 200


def test_who_has_none_is_led_to_make_one(client, person):
    answer = client.get(pressed(client, person))
    assert answer.headers["Location"] == reverse("portal:account-new")
    assert not CitizenSession.objects.exists()


def test_the_way_back_of_another_browser_signs_nobody_in(client, person, account):
    way = pressed(client, person)
    stranger = Client()
    assert stranger.get(way).headers["Location"] == reverse("portal:account-in")
    assert told(stranger) == [window.TURNED_AWAY]
    assert not CitizenSession.objects.exists()


def test_a_browser_that_left_takes_nobody_elses_way_back(client, person, account):
    """Else a link could sign a victim in as its sender."""
    others = Client()
    way = pressed(others, person)
    client.get(LEAVE)
    client.get(way)
    assert not CitizenSession.objects.exists()


def test_a_way_back_is_walked_once(client, person, account):
    way = pressed(client, person)
    client.get(way)
    client.post(reverse("portal:account-out"))
    assert client.get(way).headers["Location"] == reverse("portal:account-in")
    assert CitizenSession.objects.filter(ended_at=None).count() == 0


def test_who_refuses_at_the_window_is_told_what_to_do(client, account):
    client.get(LEAVE)
    client.get(BACK, {"error": "access_denied"})
    assert told(client) == [window.TURNED_AWAY]


def test_a_silent_window_is_said_to_be_silent(client, provider, person, account):
    way = pressed(client, person)
    provider.set_switch("national_window", unavailable=100)
    client.get(way)
    assert told(client) == [window.SILENT]
    assert not CitizenSession.objects.exists()


def test_leaving_has_a_limit(client, settings):
    settings.QUOTAS = settings.QUOTAS | {"window_by_address": (1, 600)}
    client.get(LEAVE)
    assert client.get(LEAVE).headers["Location"] == reverse("portal:account-in")


@pytest.mark.parametrize("address", [LEAVE, BACK])
def test_only_links_lead_there(client, address):
    assert client.post(address).status_code == 405
