"""A caller hears state and day of a code, and cannot guess codes through."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.lib import digits, jalali
from miz.web.shared.inbound import voice
from miz.web.shared.inbound.voice import TooManyCalls
from tests import factories

CALLER = "02188000000"


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def test_state_and_promised_day_are_told_and_noted(case: Case) -> None:
    told = voice.ask(CALLER, case.tracking_code)
    assert told is not None
    assert told.state == case.state
    assert "-".join(told.due) == jalali.to_iso(case.due_at)
    event = Event.objects.get(action="case.tell_state")
    assert (event.subject, event.actor_id) == (case.subject, "phone")


def test_an_answered_case_has_no_day(case: Case) -> None:
    Case.objects.update(state="answered", answered_at=timezone.now())
    assert voice.ask(CALLER, digits.group(case.tracking_code)) == voice.Told("answered")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "1", "1234#", "1" * 12, "x" * 5000])
def test_what_is_no_code_tells_nothing(typed: str) -> None:
    assert voice.ask(CALLER, typed) is None
    assert not Event.objects.filter(action="case.tell_state").exists()


def test_a_number_may_ask_only_so_often(case: Case, settings: Settings) -> None:
    settings.QUOTAS = settings.QUOTAS | {"call_by_number": (2, 3600)}
    for _ in range(2):
        voice.ask(CALLER, case.tracking_code)
    with pytest.raises(TooManyCalls):
        voice.ask(CALLER, case.tracking_code)
    assert voice.ask("02199000000", case.tracking_code) is not None


def test_misses_are_counted_over_all_numbers(case: Case, settings: Settings) -> None:
    settings.QUOTAS = settings.QUOTAS | {"call_misses": (2, 3600)}
    for number in range(2):
        voice.ask(f"0218800000{number}", "")
    with pytest.raises(TooManyCalls):
        voice.ask(CALLER, case.tracking_code)
