"""Another agency's system is down: the case is kept, says what it waits for, and goes on by itself.

The real client asks the real sandbox; nothing is pretended but the fall.
"""

import datetime
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import progress, queries, timers
from miz.cases.models import Case, Incident
from miz.connectors import breaker
from miz.connectors.base import Purpose
from miz.connectors.models import Call
from miz.connectors.sandbox import population
from miz.connectors.shahkar.client import owns
from miz.processes.steps import step
from tests import factories
from tests.cases.processes import DECIDE, STAGES
from tests.processes.drawing import draw, node
from tests.sandbox import RunningSandbox
from tests.web.plain import plain_static_files

__all__ = ["plain_static_files"]
pytestmark = pytest.mark.django_db
OWNER = Purpose("تطبیق شمارهٔ متقاضی", "ماده ۱")
WAITS = "در انتظار پاسخ سامانهٔ شاهکار"
WEEK = datetime.timedelta(days=7)


@step("test_owner_of_mobile")
def owner_of_mobile(data):
    """Lets whatever the connector raises through, as a step of a package does."""
    person = population.demo_people(1)[0]
    return {"owner": owns(person.national_code, person.mobile, purpose=OWNER)}


def service(desk):
    ask = {"step": "test_owner_of_mobile", "data.owner": "boolean", "state": "in_review",
           "stage": "work"}  # fmt: skip
    process = draw(
        node("serviceTask", "ask", ask), node("userTask", "work", DECIDE),
        roads="start>ask ask>work work>end", properties=STAGES,
    )  # fmt: skip
    return factories.service_with(desk, process)


@pytest.fixture
def down(agencies: RunningSandbox) -> RunningSandbox:
    agencies.set_switch("shahkar", unavailable=100)
    return agencies


def passes(length: datetime.timedelta) -> None:
    """Time goes by, and the worker looks every quarter of an hour."""
    begun = timezone.now()
    for quarter in range(1, int(length.total_seconds()) // 900 + 1):
        # Breakers count in seconds of their own clock, which this test does not turn.
        breaker.of.cache_clear()
        timers.retry_due(now=begun + datetime.timedelta(minutes=15 * quarter))


def open_tasks(case: Case) -> list[str]:
    return [task.element for task in case.tasks.filter(done_at=None)]


def test_a_case_is_taken_waits_and_goes_on_by_itself(desk, down: RunningSandbox) -> None:
    case = factories.case(service(desk))
    incident = case.incidents.get()
    assert (case.tracking_code != "", open_tasks(case)) == (True, [])
    assert incident.retry_at is not None
    down.heal()
    passes(datetime.timedelta(minutes=15))
    incident.refresh_from_db()
    assert (incident.resolution, open_tasks(case)) == ("passed", ["work"])
    assert Event.objects.get(subject=case.subject, action="case.retry").actor_kind == "system"


def test_an_agency_that_is_down_for_a_week_loses_no_case(desk, down: RunningSandbox) -> None:
    case = factories.case(service(desk))
    passes(WEEK)
    incident = case.incidents.get()
    assert incident.tries > len(progress.BACK_OFF) * 10
    assert incident.retry_at is not None
    down.heal()
    later = timezone.now() + WEEK + progress.AGENCY_BACK_OFF[-1]
    breaker.of.cache_clear()
    assert timers.retry_due(now=later) == 1
    assert open_tasks(case) == ["work"]


def test_the_citizen_reads_what_the_case_waits_for_until_it_goes_on(
    desk, down: RunningSandbox
) -> None:
    case = factories.case(service(desk))
    tracked = queries.tracked(case.national_code, case.tracking_code)
    assert tracked is not None
    for stages in (queries.stages(case), tracked.stages):
        assert WAITS in next(each for each in stages if each.state == "present").note
    down.heal()
    passes(datetime.timedelta(minutes=15))
    assert not any(each.note for each in queries.stages(case))


def test_the_clerk_and_the_supervisor_read_it_too(
    desk, down: RunningSandbox, as_user: Callable[[User], Client], narges: User, parisa: User
) -> None:
    case = factories.case(service(desk))
    for user in (narges, parisa):
        assert WAITS in as_user(user).get(f"/office/cases/{case.pk}/").content.decode()


def test_a_system_that_refuses_us_waits_for_a_person(desk, agencies, settings) -> None:
    settings.SHAHKAR_TOKEN = "guess"
    case = factories.case(service(desk))
    assert case.incidents.get().retry_at is None
    assert not any(each.note for each in queries.stages(case))


def test_many_cases_ask_a_silent_system_a_few_times_only(desk, down: RunningSandbox) -> None:
    cases = [factories.case(service(desk), applicant=factories.applicant(n)) for n in range(8)]
    asked = Call.objects.exclude(outcome="held").count()
    assert asked == breaker.THRESHOLD
    assert Incident.objects.open().exclude(retry_at=None).count() == len(cases)
    down.heal()
    cache.clear()
    passes(datetime.timedelta(minutes=15))
    assert all(open_tasks(case) == ["work"] for case in cases)
