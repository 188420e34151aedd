"""Steps that fail: tried again when that may help, else waiting for the supervisor."""

import datetime

import pytest
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import incidents, timers
from miz.cases.errors import ChangedMeanwhile, NotAllowed, NotNow
from miz.cases.models import Case, Incident
from miz.cases.progress import BACK_OFF
from miz.processes.errors import StepFailed
from miz.processes.steps import step
from tests import factories
from tests.cases import processes

pytestmark = pytest.mark.django_db

BEHAVIOUR: dict[str, object] = {}


@step("test_outside")
def outside(data):
    """Does what the test wants of it: an error to raise, or data to bring."""
    wanted = BEHAVIOUR["does"]
    if isinstance(wanted, Exception):
        raise wanted
    return wanted


def failing(desk, error: Exception, *, gate: bool = False) -> Case:
    BEHAVIOUR["does"] = error
    return factories.case(factories.service_with(desk, processes.stepping("test_outside", gate)))


def waiting(case: Case) -> list[str]:
    return [task.element for task in case.tasks.filter(done_at=None)]


def retry(minutes: float) -> int:
    return timers.retry_due(now=timezone.now() + datetime.timedelta(minutes=minutes))


def test_a_step_that_fails_leaves_the_case_and_tells_what_happened(desk):
    case = failing(desk, StepFailed("the other system said no"))
    incident = Incident.objects.get(case=case)
    assert (incident.element, incident.tries, incident.retry_at) == ("act", 1, None)
    assert "the other system said no" in incident.error
    assert waiting(case) == []


def test_a_fault_in_a_step_is_parked_without_what_it_said(desk):
    """Its message may hold what the citizen wrote."""
    case = failing(desk, ValueError("0013542419"))
    error = Incident.objects.get(case=case).error
    assert "ValueError" in error
    assert "0013542419" not in error


def test_a_step_that_may_help_itself_is_tried_again_later_and_later(desk):
    case = failing(desk, StepFailed("busy", retry=True))
    for tries, wait in enumerate(BACK_OFF, 1):
        incident = Incident.objects.get(case=case)
        assert incident.tries == tries
        assert incident.retry_at is not None
        at = incident.retry_at
        assert timers.retry_due(now=at - datetime.timedelta(seconds=1)) == 0
        assert timers.retry_due(now=at) == 1
        assert wait > datetime.timedelta()
    incident = Incident.objects.get(case=case)
    assert (incident.tries, incident.retry_at) == (len(BACK_OFF) + 1, None)


def test_a_step_that_works_at_last_goes_on_and_closes_the_incident(desk):
    case = failing(desk, StepFailed("busy", retry=True))
    BEHAVIOUR["does"] = {"amount": 7}
    assert retry(2) == 1
    incident = Incident.objects.get(case=case)
    assert (incident.resolution, incident.retry_at) == ("passed", None)
    assert waiting(case) == ["work"]
    assert Event.objects.get(subject=case.subject, action="case.retry").actor_kind == "system"


def test_a_supervisor_tries_again_at_once(desk, parisa: User):
    case = failing(desk, StepFailed("broken"))
    BEHAVIOUR["does"] = {"amount": 7}
    incidents.retry(by=parisa, incident=case.incidents.get(), revision=1)
    assert (case.incidents.get().resolution, waiting(case)) == ("passed", ["work"])


def test_a_try_that_fails_again_is_counted(desk, parisa: User):
    case = failing(desk, StepFailed("broken"))
    incidents.retry(by=parisa, incident=case.incidents.get(), revision=1)
    assert (case.incidents.get().tries, case.incidents.get().resolution) == (2, "")


def test_a_supervisor_passes_a_step_by_with_a_reason_and_its_data(desk, parisa: User):
    case = failing(desk, StepFailed("broken"))
    incident = case.incidents.get()
    incidents.skip(by=parisa, incident=incident, revision=1, reason="تلفنی شد", data={"amount": 3})
    incident.refresh_from_db()
    assert (incident.resolution, waiting(case)) == ("skipped", ["work"])
    assert Event.objects.get(subject=case.subject, action="case.skip").reason == "تلفنی شد"


def test_data_that_the_step_could_not_have_brought_is_refused(desk, parisa: User):
    case = failing(desk, StepFailed("broken"))
    with pytest.raises(NotNow):
        incidents.skip(by=parisa, incident=case.incidents.get(), revision=1, reason="دلیل",
                       data={"amount": "many"})  # fmt: skip
    assert case.incidents.get().resolution == ""


def test_a_choice_without_data_is_mended_and_goes_on(desk, parisa: User):
    BEHAVIOUR["does"] = {}
    service = factories.service_with(desk, processes.stepping("test_outside", gate=True))
    case = factories.case(service)
    incident = case.incidents.get()
    assert incident.element == "gate"
    incidents.repair(
        by=parisa, incident=incident, revision=1, reason="از پرونده", data={"amount": 9}
    )
    incident.refresh_from_db()
    assert (incident.resolution, waiting(case)) == ("passed", ["work"])


def test_a_choice_is_passed_by_on_one_of_its_roads_alone(desk, parisa: User):
    BEHAVIOUR["does"] = {}
    service = factories.service_with(desk, processes.stepping("test_outside", gate=True))
    case = factories.case(service)
    said = {"by": parisa, "incident": case.incidents.get(), "revision": 1, "reason": "دلیل"}
    with pytest.raises(NotNow):
        incidents.skip(**said, flow="act_gate")
    incidents.skip(**said, flow="gate_work")
    assert waiting(case) == ["work"]


@pytest.mark.parametrize("who", ["narges", "reza", "inspector"])
def test_only_the_supervisor_of_the_place_may_do_it(desk, request, who: str):
    case = failing(desk, StepFailed("broken"))
    stranger = request.getfixturevalue(who)
    incident = case.incidents.get()
    said = {"by": stranger, "incident": incident, "revision": 1}
    for attempt in (
        lambda: incidents.retry(**said),
        lambda: incidents.skip(**said, reason="دلیل"),
        lambda: incidents.repair(**said, reason="دلیل", data={"amount": 1}),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    incident.refresh_from_db()
    assert (incident.tries, incident.resolution) == (1, "")


def test_who_acts_on_a_case_that_has_moved_is_told(desk, parisa: User):
    case = failing(desk, StepFailed("broken"))
    incident = case.incidents.get()
    incidents.retry(by=parisa, incident=incident, revision=1)
    with pytest.raises(ChangedMeanwhile):
        incidents.retry(by=parisa, incident=incident, revision=1)


def test_an_incident_that_is_over_cannot_be_resolved_again(desk, parisa: User):
    case = failing(desk, StepFailed("broken"))
    incident = case.incidents.get()
    incidents.skip(by=parisa, incident=incident, revision=1, reason="دلیل")
    with pytest.raises(NotNow):
        incidents.retry(by=parisa, incident=incident, revision=2)
