"""The history of a case is whole: where it stands can be worked out from its rows alone."""

import datetime

import pytest
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.cases import actions, history, incidents, timers
from miz.cases.errors import NotNow
from miz.cases.models import Case, ProcessState
from miz.processes.errors import StepFailed
from tests import factories
from tests.cases import processes
from tests.cases.test_incidents import BEHAVIOUR, failing

pytestmark = pytest.mark.django_db


def stored(case: Case) -> bytes:
    return bytes(ProcessState.objects.get(case=case).state)


def test_a_round_of_questions_and_answers_can_be_gone_through_again(desk, narges: User):
    case = factories.case(desk)
    case = actions.claim(by=narges, case=case, revision=1)
    case = actions.complete(by=narges, case=case, revision=2, outcome="ask", text="کارت ملی؟")
    case = actions.receive(by=CITIZEN, case=case, message="citizen_reply", text="پیوست شد")
    case = actions.complete(by=narges, case=case, revision=4, outcome="answer", text="پاسخ")
    assert history.rebuild(case) == stored(case)


def test_a_timer_is_part_of_it(desk):
    late = factories.case(factories.service_with(desk, processes.lapsing("P3D")))
    timers.fire_due(now=timezone.now() + datetime.timedelta(days=4))
    assert history.rebuild(late) == stored(late)


def test_passing_a_step_by_is_part_of_it(desk, parisa: User):
    case = failing(desk, StepFailed("broken"))
    incidents.skip(by=parisa, incident=case.incidents.get(), revision=1, reason="دلیل",
                   data={"amount": 4})  # fmt: skip
    assert history.rebuild(case) == stored(case)


def test_mended_data_is_part_of_it(desk, parisa: User):
    BEHAVIOUR["does"] = {}
    service = factories.service_with(desk, processes.stepping("test_outside", gate=True))
    case = factories.case(service)
    said = {"by": parisa, "incident": case.incidents.get(), "revision": 1, "reason": "دلیل"}
    incidents.repair(**said, data={"amount": 9})
    assert history.rebuild(case) == stored(case)


def test_each_row_says_who_when_what_and_what_was_before(desk, narges: User):
    case = actions.claim(by=narges, case=factories.case(desk), revision=1)
    first, claimed = history.of(case)
    assert (first.action, first.did["verb"]) == ("case.open", "start")
    assert (claimed.who, claimed.changed) == (str(narges), {"assignee_id": [None, narges.pk]})
    assert first.at <= claimed.at


def test_a_look_is_no_change(desk, narges: User):
    case = factories.case(desk)
    actions.see(by=narges, case=case)
    assert [happened.action for happened in history.of(case)] == ["case.open"]


def test_a_history_without_its_beginning_is_refused(desk):
    with pytest.raises(NotNow):
        history.rebuild(Case(pk=0, version_id=desk.version_id))
