"""What a password must be, and what setting one ends."""

import pytest

from miz.audit.models import Event
from miz.citizens import passwords, queries
from miz.citizens.errors import WeakPassword
from miz.outbox.models import Message

from . import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("کوتاه۱۲۳", passwords.TOO_SHORT),
        ("x" * 129 + "ab", passwords.TOO_LONG),
        ("ababababababab", passwords.TOO_PLAIN),
        ("1234567890", passwords.TOO_COMMON),
        ("۱۲۳۴۵۶۷۸۹۰", passwords.TOO_COMMON),
        ("باران ۹۱۲۱۱۱۱۱۱۱", passwords.OWN_DATA),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        passwords.judge(password, people.citizen())
    assert str(refused.value) == reason


def test_own_name_and_code_are_no_passwords() -> None:
    citizen = people.citizen()
    for own in (citizen.code, f"{citizen.full_name} است"):
        with pytest.raises(WeakPassword):
            passwords.judge(f"{own}xyz12", citizen)


def test_a_sentence_is_a_good_password_and_fits_on_any_keyboard() -> None:
    citizen = people.citizen(password="باران ۱۲ روز بارید")
    assert passwords.fits("باران 12 روز بارید", citizen.password)
    assert not passwords.fits("باران 13 روز بارید", citizen.password)


def test_only_a_hash_of_it_is_kept() -> None:
    assert people.citizen(password=people.PASSWORD).password.startswith("argon2$argon2id$")


def test_nobodys_hash_fits_nothing_that_can_be_typed() -> None:
    for typed in ("", " ", "\x00", "\ud800"):
        assert not passwords.fits(typed, passwords.nobodys())


def test_a_new_password_ends_the_other_sessions_and_tells_every_channel() -> None:
    citizen = people.citizen(email="someone@example.com")
    here, there = people.session(citizen), people.session(citizen)
    passwords.set_new(citizen=citizen, password=people.PASSWORD, but=here)
    assert [each.pk for each in queries.sessions(citizen)] == [here.pk]
    there.refresh_from_db()
    assert there.ended_at is not None
    told = Message.objects.filter(kind="account_password_changed")
    assert {each.channel for each in told} == {"sms", "email", "app"}
    assert Event.objects.filter(subject=citizen.subject, action="citizen.password").exists()
