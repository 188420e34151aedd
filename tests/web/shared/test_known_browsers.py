"""A browser that has come in before is counted apart, and no other is."""

from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from miz.web.shared.known_browsers import KnownBrowsers

DOOR = KnownBrowsers(cookie="door", path="/door/")
OTHER = KnownBrowsers(cookie="other", path="/other/")


def request(cookie: str = "", name: str = "door"):
    made = RequestFactory().get("/door/")
    made.COOKIES[name] = cookie
    return made


def remembered(name: str, door: KnownBrowsers = DOOR):
    response = HttpResponse()
    door.remember(response, name)
    return response.cookies[door.cookie]


def test_a_stranger_is_counted_under_the_bare_name():
    assert DOOR.counted_as(request(), "narges") == "narges"
    assert not DOOR.is_known(request(), "narges")


def test_who_has_come_in_is_counted_apart():
    known = request(remembered("narges").value)
    assert DOOR.is_known(known, "narges")
    assert DOOR.counted_as(known, "narges").startswith("narges ")


def test_two_browsers_of_one_person_are_counted_apart():
    first, second = (request(remembered("narges").value) for _ in range(2))
    assert DOOR.counted_as(first, "narges") != DOOR.counted_as(second, "narges")


def test_under_another_name_it_is_a_stranger():
    assert not DOOR.is_known(request(remembered("narges").value), "parisa")


def test_a_cookie_of_another_door_is_worth_nothing():
    assert not DOOR.is_known(request(remembered("narges", OTHER).value), "narges")


def test_a_forged_or_old_cookie_is_worth_nothing(monkeypatch):
    forged = signing.dumps({"who": "narges", "browser": "1"}, key="guess", salt="door")
    assert not DOOR.is_known(request(forged), "narges")
    cookie = remembered("narges").value
    monkeypatch.setattr("miz.web.shared.known_browsers.LIFE_SECONDS", -1)
    assert not DOOR.is_known(request(cookie), "narges")


def test_the_cookie_stays_at_its_door_and_tells_no_name():
    morsel = remembered("narges")
    assert (morsel["path"], morsel["httponly"], morsel["samesite"]) == ("/door/", True, "Lax")
    assert "narges" not in str(signing.loads(morsel.value, salt="door"))
