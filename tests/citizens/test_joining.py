"""Making an account: in which language the first message comes, and what it tells a stranger."""

import datetime

import pytest

from miz.citizens import joining
from miz.citizens.identities import Identity, Kind
from miz.citizens.joining import Newcomer
from miz.citizens.models import Citizen
from miz.outbox.models import Message

from . import people

pytestmark = pytest.mark.django_db
PASSPORT = Identity(Kind.PASSPORT, "A12345678")
BORN = datetime.date(1985, 2, 28)


def newcomer(identity: Identity = PASSPORT, language: str = "") -> Newcomer:
    return Newcomer(identity, "Jan", "Novak", "", BORN, people.OTHER_MOBILE, language)


def told(who: Newcomer, *, owns: bool = True) -> Message:
    joining.ask_code(newcomer=who, owns=owns, subject="account-step:1", browser="here")
    return Message.objects.latest("pk")


def test_who_was_asked_for_no_language_is_told_in_persian_and_keeps_it() -> None:
    message = told(newcomer(people.STRANGER))
    assert (message.language, message.kind) == ("fa", "account_sign_up")
    code = people.last_code()
    citizen = joining.join(
        newcomer=newcomer(people.STRANGER), subject="account-step:1", browser="here", code=code
    )
    assert citizen.language == Citizen.Language.PERSIAN


def test_the_chosen_language_is_that_of_the_code_and_of_the_account() -> None:
    message = told(newcomer(language="en"))
    assert (message.language, message.body.isascii()) == ("en", True)
    who = newcomer(language="en")
    code = people.last_code()
    citizen = joining.join(newcomer=who, subject="account-step:1", browser="here", code=code)
    assert citizen.language == Citizen.Language.ENGLISH


def test_whose_number_it_is_not_reads_so_in_the_chosen_language() -> None:
    message = told(newcomer(language="en"), owns=False)
    assert (message.kind, message.language) == ("account_not_yours", "en")


def test_who_has_an_account_already_is_told_so_in_its_language() -> None:
    owner = people.citizen(language="en")
    message = told(newcomer(owner.identity))
    assert (message.kind, message.language) == ("account_taken", "en")


@pytest.mark.parametrize("chosen", ["fa", "en"])
def test_a_stranger_does_not_learn_the_language_of_a_passports_account(chosen: str) -> None:
    people.citizen(kind=PASSPORT.kind, code=PASSPORT.code, language="fa")
    message = told(newcomer(language=chosen))
    assert (message.kind, message.language) == ("account_taken", chosen)


def test_to_a_number_of_another_the_account_says_nothing_of_its_language() -> None:
    owner = people.citizen(language="en")
    message = told(newcomer(owner.identity), owns=False)
    assert (message.kind, message.language) == ("account_not_yours", "fa")
