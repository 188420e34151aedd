"""Two at once, through real threads and connections: one wins, the other is told."""

import pytest
from django.db import transaction
from django.utils import timezone

from miz.accounts.models import OneTimeCode, Organisation
from miz.audit.actors import CITIZEN
from miz.cases import actions, codes, timers, turns, visits
from miz.cases.errors import AlreadyRated, ChangedMeanwhile, NotNow, WrongCode
from miz.cases.models import Case, Entry, Rating, State
from miz.catalogue import queries as catalogue
from miz.outbox.models import Message
from tests import factories
from tests.cases import processes, talking
from tests.cases.people import make
from tests.committed import in_parallel

pytestmark = pytest.mark.usefixtures("committed")


def _case() -> Case:
    return factories.case(catalogue.current("hajj-desk"))


def test_of_two_clerks_at_once_one_claims_and_the_other_is_told_who() -> None:
    case, hajj = _case(), Organisation.objects.get(code="hajj")
    clerks = [make(hajj, "clerk") for _ in range(8)]
    done = in_parallel(8, lambda n: actions.claim(by=clerks[n], case=case, revision=1))
    winner = next(each for each in done if isinstance(each, Case)).assignee
    losers = [each for each in done if isinstance(each, ChangedMeanwhile)]
    assert len(losers) == 7
    assert all(f"{winner} در ساعت" in str(loser) for loser in losers)
    case.refresh_from_db()
    assert (case.revision, case.assignee) == (2, winner)


def test_of_two_answers_at_once_one_is_told_to_the_citizen() -> None:
    case, hajj = _case(), Organisation.objects.get(code="hajj")
    clerks = [make(hajj, "clerk") for _ in range(4)]

    def answer(number: int) -> Case:
        said = {"by": clerks[number], "case": case, "revision": 1, "outcome": "answer"}
        return actions.complete(**said, text=f"پاسخ {number}", attachments=[factories.attachment()])

    done = in_parallel(4, answer)
    assert sum(isinstance(each, ChangedMeanwhile) for each in done) == 3
    assert case.entries.filter(kind=Entry.Kind.ANSWER).count() == 1
    assert case.attachments.count() == 1
    assert Message.objects.filter(reference=case.subject).count() == 4


def test_a_citizen_who_clicks_twice_replies_objects_and_rates_once() -> None:
    case, clerk = _case(), make(Organisation.objects.get(code="hajj"), "clerk")
    case = actions.complete(by=clerk, case=case, revision=1, outcome="ask", text="مدرک")
    replied = in_parallel(4, lambda _: _receive(case, "citizen_reply"))
    assert sum(isinstance(each, NotNow) for each in replied) == 3
    case.refresh_from_db()
    actions.complete(by=clerk, case=case, revision=case.revision, outcome="answer", text="پاسخ")
    rated = in_parallel(4, lambda _: actions.rate(case=case, score=5, text=""))
    assert sum(isinstance(each, AlreadyRated) for each in rated) == 3
    objected = in_parallel(4, lambda _: _receive(case, "objection"))
    assert sum(isinstance(each, Case) for each in objected) == 1
    case.refresh_from_db()
    assert (case.state, case.entries.count(), Rating.objects.count()) == (State.OBJECTED, 4, 1)


def _receive(case: Case, message: str) -> Case:
    return actions.receive(by=CITIZEN, case=case, message=message, text="متن")


def test_codes_asked_for_at_once_leave_one_that_lives() -> None:
    case = _case()
    in_parallel(3, lambda _: codes.send(case=case))
    assert OneTimeCode.objects.filter(subject=case.subject).count() == 1
    codes.check(case=case, code=_last_code())


def test_parallel_guesses_share_the_five_tries() -> None:
    case = _case()
    codes.send(case=case)
    right = _last_code()
    guesses = [f"{(int(right) + n) % 10**6:06}" for n in range(1, 33)]
    tried = in_parallel(32, lambda n: codes.check(case=case, code=guesses[n]))
    assert all(isinstance(each, WrongCode) for each in tried)
    assert OneTimeCode.objects.get().tries == 5
    with pytest.raises(WrongCode):
        codes.check(case=case, code=right)


def test_one_code_given_many_times_at_once_opens_once() -> None:
    case = _case()
    codes.send(case=case)
    right = _last_code()
    given = in_parallel(5, lambda _: codes.check(case=case, code=right))
    assert [each for each in given if each is None] == [None]


def _last_code() -> str:
    body = Message.objects.filter(priority=Message.Priority.CODE).latest("pk").body
    return "".join(char for char in body if char.isdecimal())


def test_of_many_workers_each_timer_is_fired_by_one() -> None:
    ping = {"ping": {"sms": "هنوز در دست بررسی است."}}
    desk = catalogue.current("hajj-desk")
    service = factories.service_with(desk, processes.reminded("P3D"), messages=ping)
    cases = [factories.case(service) for _ in range(12)]
    now = timezone.now() + factories.days(4)
    taken = in_parallel(8, lambda _: sum(timers.fire_due(2, now) for _ in range(12)))
    assert sum(taken) == 12
    told = Message.objects.filter(body="هنوز در دست بررسی است.")
    assert sorted(m.reference for m in told) == sorted(case.subject for case in cases)


def test_a_visit_that_somebody_has_in_hand_is_not_reminded_of_meanwhile() -> None:
    case, clerk = _case(), make(Organisation.objects.get(code="hajj"), "clerk")
    visit = talking.invite(clerk, case, at=talking.open_hour(9))
    with transaction.atomic():
        visits._seen(turns.reached(case), visit.at)
        assert in_parallel(1, lambda _: visits.remind_due(now=visit.remind_at)) == [0]
    assert visits.remind_due(now=visit.remind_at) == 1
