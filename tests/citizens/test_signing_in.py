"""Coming in by a code or a password; a stranger gets the same after the same work."""

import pytest

from miz.accounts.errors import WrongCode
from miz.citizens import signing_in
from miz.citizens.identities import Identity
from miz.citizens.models import Way
from miz.outbox.models import Message

from . import people

pytestmark = pytest.mark.django_db


def ask(identity: Identity, mobile: str = people.MOBILE) -> None:
    signing_in.ask_code(identity=identity, mobile=mobile, subject="step:1", browser="mine")


def come_in(
    identity: Identity, code: str, mobile: str = people.MOBILE, browser: str = "mine"
) -> signing_in.Known:
    return signing_in.by_code(
        identity=identity, mobile=mobile, subject="step:1", browser=browser, code=code
    )


def test_who_reads_the_code_comes_in() -> None:
    citizen = people.citizen()
    ask(people.identity(citizen))
    found = come_in(people.identity(citizen), people.last_code())
    assert (found.citizen, found.way) == (citizen, Way.CODE)


def test_the_code_opens_in_no_other_browser() -> None:
    citizen = people.citizen()
    ask(people.identity(citizen))
    with pytest.raises(WrongCode):
        come_in(people.identity(citizen), people.last_code(), browser="theirs")


def test_a_strangers_code_is_handed_to_nobody_and_opens_nothing() -> None:
    ask(people.STRANGER)
    assert Message.objects.get().decoy
    with pytest.raises(WrongCode):
        come_in(people.STRANGER, people.last_code())


def test_another_mobile_than_the_accounts_is_a_strangers() -> None:
    citizen = people.citizen()
    ask(people.identity(citizen), people.OTHER_MOBILE)
    assert Message.objects.get().decoy
    with pytest.raises(WrongCode):
        come_in(people.identity(citizen), people.last_code(), people.OTHER_MOBILE)


def test_the_right_password_comes_in() -> None:
    citizen = people.citizen(password=people.PASSWORD)
    found = signing_in.by_password(identity=people.identity(citizen), password=people.PASSWORD)
    assert found == signing_in.Known(citizen, Way.PASSWORD)


@pytest.mark.parametrize("password", ["", people.NEW_PASSWORD, "\ud800", "x" * 300])
def test_no_other_password_comes_in(password: str) -> None:
    citizen = people.citizen(password=people.PASSWORD)
    assert signing_in.by_password(identity=people.identity(citizen), password=password) is None


def test_an_account_without_a_password_is_not_entered_by_one() -> None:
    identity = people.identity(people.citizen())
    assert all(signing_in.by_password(identity=identity, password=p) is None for p in ("", "\x00"))


def test_a_stranger_costs_the_same_statements() -> None:
    known = people.identity(people.citizen(password=people.PASSWORD))

    def by_password(identity: Identity) -> None:
        assert signing_in.by_password(identity=identity, password=people.NEW_PASSWORD) is None

    for act in (ask, by_password):
        assert people.statements(act, known) == people.statements(act, people.STRANGER)
