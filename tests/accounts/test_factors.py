"""The second factor: what opens, what opens once, and what never does."""

import time

import pyotp
import pytest

from miz.accounts import factors, vault
from miz.accounts.errors import StaffRefused, WrongCode
from miz.accounts.models import Factor, RecoveryCode, User
from miz.audit.models import Event

STEP = factors.STEP_SECONDS


def code(secret: str, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(time.time() + ahead * STEP)


@pytest.fixture
def secret(narges: User) -> str:
    """Narges' app, added a while ago."""
    drawn = factors.new_secret()
    factors.add_app(user=narges, secret=drawn, code=code(drawn))
    Factor.objects.update(last_step=0)
    return drawn


def test_a_code_of_now_opens_once(narges: User, secret: str) -> None:
    now = code(secret)
    assert factors.use_code(narges.pk, now) == "app"
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, now)


def test_an_older_code_opens_nothing_after_a_newer_one(narges: User, secret: str) -> None:
    factors.use_code(narges.pk, code(secret, 1))
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, code(secret, 0))


def test_persian_digits_and_spaces_are_read(narges: User, secret: str) -> None:
    typed = code(secret).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert factors.use_code(narges.pk, f"{typed[:3]} {typed[3:]}") == "app"


@pytest.mark.parametrize("ahead", [-3, 3])
def test_a_code_of_another_time_opens_nothing(narges: User, secret: str, ahead: int) -> None:
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, code(secret, ahead))


@pytest.mark.parametrize("typed", ["", "000000x", "²²²²²²", "\x00", "۱" * 40])
def test_an_odd_code_is_wrong_and_breaks_nothing(narges: User, secret: str, typed: str) -> None:
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, typed)


def test_the_code_of_a_colleague_opens_nothing(narges: User, reza: User, secret: str) -> None:
    for stranger in (reza.pk, 0):
        with pytest.raises(WrongCode):
            factors.use_code(stranger, code(secret))


def test_the_secret_is_not_to_be_read_in_the_database(narges: User, secret: str) -> None:
    kept = bytes(Factor.objects.get().secret)
    assert secret.encode() not in kept
    assert vault.unseal(kept) == secret.encode()


def test_with_another_key_of_the_deployment_nothing_opens(
    narges: User, secret: str, settings
) -> None:
    settings.SECRET_KEY = "another"
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, code(secret))


def test_ten_codes_for_the_paper_open_once_each(narges: User) -> None:
    drawn = factors.new_secret()
    paper = factors.add_app(user=narges, secret=drawn, code=code(drawn))
    assert len(set(paper)) == factors.RECOVERY_CODES
    kept = b"".join(bytes(row.digest) for row in RecoveryCode.objects.all())
    assert paper[0].encode() not in kept
    assert factors.use_code(narges.pk, paper[0].upper().replace("-", " ")) == "recovery"
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, paper[0])
    assert factors.use_code(narges.pk, paper[1]) == "recovery"


def test_new_codes_end_the_old_ones(narges: User, reza: User, secret: str) -> None:
    old = factors.renew_recovery_codes(user=narges)
    new = factors.renew_recovery_codes(user=narges)
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, old[0])
    with pytest.raises(WrongCode):
        factors.use_code(reza.pk, new[0])
    assert factors.use_code(narges.pk, new[0]) == "recovery"


def test_a_second_app_takes_the_place_of_the_first(narges: User, secret: str) -> None:
    other = factors.new_secret()
    assert factors.add_app(user=narges, secret=other, code=code(other)) == []
    with pytest.raises(WrongCode):
        factors.use_code(narges.pk, code(secret))


def test_an_app_that_does_not_know_the_secret_is_not_added(narges: User) -> None:
    with pytest.raises(WrongCode):
        factors.add_app(user=narges, secret=factors.new_secret(), code="123456")
    assert not Factor.objects.exists()


def test_the_last_factor_stays_where_one_is_required(narges: User, secret: str, settings) -> None:
    settings.SECOND_FACTOR = "required"
    with pytest.raises(StaffRefused):
        factors.remove(factor=Factor.objects.get())
    settings.SECOND_FACTOR = "optional"
    factors.remove(factor=Factor.objects.get())
    assert not factors.enrolled(narges)
    assert not RecoveryCode.objects.exists()


def test_a_reset_takes_everything_away_and_ends_the_sessions(
    narges: User, parisa: User, secret: str
) -> None:
    before = narges.get_session_auth_hash()
    factors.reset(by=parisa, user=narges, reason="گوشی گم شد")
    assert not Factor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert User.objects.get(pk=narges.pk).get_session_auth_hash() != before
    row = Event.objects.get(action="factor.reset")
    assert (row.subject, row.reason) == (f"user:{narges.pk}", "گوشی گم شد")
