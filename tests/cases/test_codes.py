"""What is sensitive opens by a code to the mobile of the case; `miz.accounts.codes` keeps it."""

import re

import pytest

from miz.accounts.errors import QuotaExceeded
from miz.cases import codes
from miz.cases.errors import WrongCode
from miz.cases.models import Case
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


def test_the_code_opens_once(case: Case) -> None:
    code = _send(case)
    codes.check(case=case, code=code)
    with pytest.raises(WrongCode):
        codes.check(case=case, code=code)


def test_the_code_of_another_case_opens_nothing(case: Case, complaints: PublishedService) -> None:
    other = factories.case(complaints)
    code = _send(case)
    while _send(other) == code:
        pass
    with pytest.raises(WrongCode):
        codes.check(case=other, code=code)


def test_a_code_that_was_ended_opens_nothing(case: Case) -> None:
    code = _send(case)
    codes.end(case=case)
    with pytest.raises(WrongCode):
        codes.check(case=case, code=code)


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
