"""One-time codes: six digits to the mobile of the case, few tries, used once."""

import datetime
import re

import pytest
from django.utils import timezone

from miz.accounts.errors import QuotaExceeded
from miz.cases import codes
from miz.cases.errors import WrongCode
from miz.cases.models import Case, OneTimeCode
from miz.catalogue.queries import PublishedService
from miz.lib import digits
from miz.outbox.models import Message
from tests import factories


@pytest.fixture
def case(complaints: PublishedService) -> Case:
    return factories.case(complaints)


def _send(case: Case) -> str:
    codes.send(case=case)
    message = Message.objects.filter(priority=Message.Priority.CODE).latest("pk")
    assert message.recipient == case.mobile
    return digits.to_ascii(re.findall("[۰-۹]{6}", message.body)[0])


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_opens_once(case: Case) -> None:
    code = _send(case)
    codes.check(case=case, code=code)
    with pytest.raises(WrongCode):
        codes.check(case=case, code=code)


def test_the_code_may_be_typed_as_it_was_read(case: Case) -> None:
    code = digits.to_persian(_send(case))
    codes.check(case=case, code=f" {code[:3]} {code[3:]}\u200e")


def test_the_code_itself_is_kept_nowhere_but_in_the_message(case: Case) -> None:
    code = _send(case)
    assert code.encode() not in bytes(OneTimeCode.objects.get().digest)


def test_five_wrong_tries_end_a_code(case: Case) -> None:
    code = _send(case)
    for _ in range(codes.TRIES):
        with pytest.raises(WrongCode):
            codes.check(case=case, code=_wrong(code))
    with pytest.raises(WrongCode):
        codes.check(case=case, code=code)


def test_the_fifth_try_may_be_right(case: Case) -> None:
    code = _send(case)
    for _ in range(codes.TRIES - 1):
        with pytest.raises(WrongCode):
            codes.check(case=case, code=_wrong(code))
    codes.check(case=case, code=code)


def test_a_code_lives_five_minutes(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    code, now = _send(case), timezone.now()
    late = now + codes.LIFE + datetime.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: late)
    with pytest.raises(WrongCode):
        codes.check(case=case, code=code)


def test_a_new_code_ends_the_older(case: Case) -> None:
    older = _send(case)
    newer = _send(case)
    if older != newer:
        with pytest.raises(WrongCode):
            codes.check(case=case, code=older)
    codes.check(case=case, code=newer)


def test_the_code_of_another_case_opens_nothing(case: Case, complaints: PublishedService) -> None:
    other = factories.case(complaints)
    code = _send(case)
    with pytest.raises(WrongCode):
        codes.check(case=other, code=code)
    _send(other)
    if _send(other) != code:
        with pytest.raises(WrongCode):
            codes.check(case=other, code=code)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "²²²²²²", "۱۲۳", "\x00" * 6])
def test_nonsense_is_a_wrong_code(case: Case, typed: str) -> None:
    _send(case)
    with pytest.raises(WrongCode):
        codes.check(case=case, code=typed)


def test_without_a_code_nothing_opens(case: Case) -> None:
    with pytest.raises(WrongCode):
        codes.check(case=case, code="123456")


def test_codes_are_not_sent_without_end(case: Case) -> None:
    for _ in range(3):
        _send(case)
    with pytest.raises(QuotaExceeded) as refused:
        codes.send(case=case)
    assert refused.value.retry_after > 0
    assert Message.objects.filter(priority=Message.Priority.CODE).count() == 3


def test_a_number_that_was_corrected_meanwhile_gets_no_code(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(mobile="09191111111")
    codes.send(case=case)
    assert Message.objects.latest("pk").recipient == "09191111111"
