"""One-time codes: six digits, five minutes, five tries, used once, in one browser."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts import codes, tasks
from miz.accounts.errors import WrongCode
from miz.accounts.models import OneTimeCode
from miz.lib import digits

pytestmark = pytest.mark.django_db


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_opens_once() -> None:
    code = codes.issue("door:1")
    codes.check("door:1", code)
    with pytest.raises(WrongCode):
        codes.check("door:1", code)


def test_the_code_may_be_typed_as_it_was_read() -> None:
    code = digits.to_persian(codes.issue("door:1"))
    codes.check("door:1", f" {code[:3]} {code[3:]}\u200e")


def test_the_code_itself_is_kept_nowhere() -> None:
    code = codes.issue("door:1")
    assert code.encode() not in bytes(OneTimeCode.objects.get().digest)


def test_five_wrong_tries_end_a_code() -> None:
    code = codes.issue("door:1")
    for _ in range(codes.TRIES):
        with pytest.raises(WrongCode):
            codes.check("door:1", wrong(code))
    with pytest.raises(WrongCode):
        codes.check("door:1", code)


def test_the_fifth_try_may_be_right() -> None:
    code = codes.issue("door:1")
    for _ in range(codes.TRIES - 1):
        with pytest.raises(WrongCode):
            codes.check("door:1", wrong(code))
    codes.check("door:1", code)


def test_a_code_lives_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    code, now = codes.issue("door:1"), timezone.now()
    late = now + codes.LIFE + datetime.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: late)
    with pytest.raises(WrongCode):
        codes.check("door:1", code)


def test_a_new_code_ends_the_older_and_has_five_tries_of_its_own() -> None:
    older = codes.issue("door:1")
    with pytest.raises(WrongCode):
        codes.check("door:1", wrong(older))
    newer = codes.issue("door:1")
    assert OneTimeCode.objects.get().tries == 0
    if older != newer:
        with pytest.raises(WrongCode):
            codes.check("door:1", older)
    codes.check("door:1", newer)


def test_the_code_of_another_subject_opens_nothing() -> None:
    code = codes.issue("door:1")
    while codes.issue("door:2") == code:
        pass
    with pytest.raises(WrongCode):
        codes.check("door:2", code)


def test_a_code_opens_only_in_the_browser_it_was_asked_for_in() -> None:
    code = codes.issue("door:1", browser="mine")
    for stranger in ("", "theirs"):
        with pytest.raises(WrongCode):
            codes.check("door:1", code, browser=stranger)
    codes.check("door:1", code, browser="mine")


def test_a_code_that_was_ended_opens_nothing() -> None:
    code = codes.issue("door:1")
    codes.end("door:1")
    with pytest.raises(WrongCode):
        codes.check("door:1", code)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "²²²²²²", "۱۲۳", "\x00" * 6])
def test_nonsense_is_a_wrong_code(typed: str) -> None:
    codes.issue("door:1")
    with pytest.raises(WrongCode):
        codes.check("door:1", typed)


def test_without_a_code_nothing_opens() -> None:
    with pytest.raises(WrongCode):
        codes.check("door:1", "123456")


def test_the_database_counts_no_further_than_five() -> None:
    with pytest.raises(IntegrityError, match="one_time_code_five_tries"), transaction.atomic():
        OneTimeCode.objects.create(subject="door:1", digest=b"", expires_at=timezone.now(), tries=6)


def test_lapsed_codes_are_forgotten_and_living_ones_are_kept() -> None:
    codes.issue("door:1")
    codes.issue("door:2")
    OneTimeCode.objects.filter(subject="door:1").update(expires_at=timezone.now())
    tasks.forget_lapsed_codes(0)
    assert OneTimeCode.objects.get().subject == "door:2"
