"""Passkeys, with an authenticator made of software: what it signs for us is taken, no other."""

import json
from typing import Any

import pytest

from miz.accounts import passkeys
from miz.accounts.errors import WrongCode
from miz.accounts.models import Factor, User

from .keys import ORIGIN, Key


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.BASE_URL = ORIGIN


@pytest.fixture
def key(narges: User) -> Key:
    made = Key()
    asked, state = passkeys.offer(narges)
    passkeys.add(user=narges, state=state, answer=made.make(asked))
    return made


def challenge(user: User) -> tuple[dict[str, Any], Any]:
    made = passkeys.challenge(user.pk)
    assert made
    return made


def test_a_passkey_opens_for_its_owner(narges: User, key: Key) -> None:
    asked, state = challenge(narges)
    passkeys.use(narges.pk, state, key.sign(asked))
    assert Factor.objects.get().used_at


def test_what_is_asked_can_be_written_into_a_page(narges: User, key: Key) -> None:
    for asked, state in (passkeys.offer(narges), challenge(narges)):
        assert json.loads(json.dumps(asked))["challenge"]
        assert json.loads(json.dumps(state))


def test_an_answer_to_an_older_question_opens_nothing(narges: User, key: Key) -> None:
    older, _ = challenge(narges)
    _, state = challenge(narges)
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, key.sign(older))


def test_what_was_signed_for_another_page_opens_nothing(narges: User, key: Key) -> None:
    asked, state = challenge(narges)
    key.origin = "http://127.0.0.1.evil.example"
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, key.sign(asked))
    key.origin = ORIGIN
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, key.sign(asked, rp="evil.example"))


def test_another_key_opens_nothing(narges: User, reza: User, key: Key) -> None:
    asked, state = challenge(narges)
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, Key().sign(asked))
    with pytest.raises(WrongCode):
        passkeys.use(reza.pk, state, key.sign(asked))


def test_a_counter_that_does_not_grow_tells_of_a_copy(narges: User, key: Key) -> None:
    key.counter = 5
    asked, state = challenge(narges)
    passkeys.use(narges.pk, state, key.sign(asked))
    for counter, opens in ((5, False), (0, False), (6, True)):
        key.counter = counter
        asked, state = challenge(narges)
        if opens:
            passkeys.use(narges.pk, state, key.sign(asked))
        else:
            with pytest.raises(WrongCode):
                passkeys.use(narges.pk, state, key.sign(asked))


def test_a_passkey_is_added_once_and_only_when_it_was_asked_for(
    narges: User, reza: User, key: Key
) -> None:
    asked, state = passkeys.offer(reza)
    with pytest.raises(WrongCode):
        passkeys.add(user=reza, state=state, answer=key.make(asked))
    with pytest.raises(WrongCode):
        passkeys.add(user=reza, state=state, answer=Key(b"two").make(passkeys.offer(reza)[0]))
    with pytest.raises(WrongCode):
        passkeys.add(user=reza, state=state, answer={"id": 3})
    assert Factor.objects.count() == 1


def test_who_has_none_is_asked_for_none(reza: User) -> None:
    assert passkeys.challenge(reza.pk) is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://127.0.0.1:8000", "localhost"),
        ("http://[::1]:8000", "localhost"),
        ("http://localhost:8000", "localhost"),
        ("https://desk.example.ir", "desk.example.ir"),
        ("https://192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_desk_on_this_machine_is_known_by_its_name(
    settings: Any, address: str, name: str
) -> None:
    settings.BASE_URL = address
    assert passkeys.host() == name


def test_at_this_machines_number_a_passkey_is_taken_for_its_name(
    settings: Any, narges: User, key: Key
) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    asked, state = challenge(narges)
    passkeys.use(narges.pk, state, key.sign(asked))
    key.origin = "http://localhost:9000"
    asked, state = challenge(narges)
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, key.sign(asked))


def test_a_name_alone_does_not_tell_who_has_a_passkey(
    narges: User, reza: User, key: Key, django_assert_num_queries: Any
) -> None:
    asked = {}
    for name, number in (("narges", narges.pk), ("reza", reza.pk), ("nobody", 0)):
        with django_assert_num_queries(1):
            asked[name] = passkeys.challenge_of_name(name, number)[0]["allowCredentials"]
    assert [len(each) for each in asked.values()] == [1, 1, 1]
    assert asked["reza"] != asked["nobody"]
    assert asked["nobody"] == passkeys.challenge_of_name("nobody", 0)[0]["allowCredentials"]
