"""Time that the desk lost is given back: to whom it was owed, once, in groups, and taken back."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miz.accounts.models import Organisation, User
from miz.audit.actors import CITIZEN, SYSTEM
from miz.audit.models import Event
from miz.cases import actions, deadlines, downtimes, history
from miz.cases.errors import DowntimeRefused, NotAllowed
from miz.cases.models import Case, CaseDowntime, Downtime
from miz.catalogue.queries import PublishedService
from miz.lib import jalali
from miz.lib.jalali import TEHRAN
from miz.outbox.models import Message
from tests import factories
from tests.cases import people, processes

pytestmark = pytest.mark.django_db

WEEK = datetime.timedelta(weeks=1)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime.datetime:
    """A moment of Tir 1405, whose 6th is a Saturday and whose first three weeks are known."""
    date = jalali.from_iso(f"1405-04-{day:02}")
    return datetime.datetime.combine(date, datetime.time(hour, minute), TEHRAN)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Now, to be set: all of it happens in a summer that has no holiday in these weeks."""

    class Clock:
        now = at(13, 12)

    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


@pytest.fixture
def boss(hajj: Organisation) -> User:
    return people.make(hajj, "headquarters")


def opened(service: PublishedService, clock: Any, moment: datetime.datetime, **more: Any) -> Case:
    """A case that was sent at `moment`; five working days are promised."""
    now, clock.now = clock.now, moment
    case = factories.case(service, **more)
    clock.now = now
    return case


def lost(
    boss: User,
    start: datetime.datetime,
    end: datetime.datetime,
    reason: str = "قطعی مرکز داده",
) -> Downtime:
    downtime = downtimes.record(
        by=boss, organisation=boss.organisation, starts_at=start, ends_at=end, reason=reason
    )
    work()
    return downtime


def work(limit: int = 2) -> int:
    rounds = 0
    while downtimes.work_off(limit):
        rounds += 1
    return rounds


def due(case: Case) -> datetime.datetime:
    return Case.objects.get(pk=case.pk).due_at


def told(case: Case) -> list[Event]:
    return list(Event.objects.filter(subject=case.subject, action="case.extend"))


def test_a_promise_that_ran_gets_back_the_office_hours_it_lost(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    assert case.due_at == at(13, 14, 30)
    lost(boss, at(7, 10), at(7, 12, 30))
    assert due(case) == at(14, 10)


def test_a_night_and_a_weekend_cost_nothing(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    lost(boss, at(10, 15), at(13, 7))
    assert due(case) == case.due_at
    assert not CaseDowntime.objects.exists()


def test_a_deadline_inside_the_downtime_leaves_what_was_left_of_it(desk, boss, clock):
    clock.now = at(17, 12)
    case = opened(desk, clock, at(6, 9))
    # an hour and a half of the promise was left at thirteen o'clock
    lost(boss, at(13, 13), at(14, 10))
    assert due(case) == at(14, 11, 30)


@pytest.mark.parametrize(("sent", "helped"), [((7, 9), True), ((7, 10), False), ((7, 11), False)])
def test_what_was_sent_during_or_after_it_counts_as_ever(desk, boss, clock, sent, helped):
    case = opened(desk, clock, at(*sent))
    lost(boss, at(7, 10), at(7, 12))
    assert (due(case) > case.due_at) == helped


def test_a_promise_already_broken_gets_nothing(desk, boss, clock):
    clock.now = at(21, 12)
    case = opened(desk, clock, at(6, 9))
    lost(boss, at(14, 8), at(14, 12))
    assert due(case) == case.due_at


def test_an_answered_case_gets_nothing(desk, boss, narges, clock):
    case = opened(desk, clock, at(6, 9))
    actions.complete(by=narges, case=case, revision=1, outcome="answer", text="انجام شد.")
    lost(boss, at(7, 10), at(7, 12))
    assert due(case) == case.due_at


def asked(case: Case, clerk: User, clock: Any, moment: datetime.datetime) -> None:
    now, clock.now = clock.now, moment
    revision = Case.objects.get(pk=case.pk).revision
    actions.complete(by=clerk, case=case, revision=revision, outcome="ask", text="مدرک؟")
    clock.now = now


def replied(case: Case, clock: Any, moment: datetime.datetime) -> None:
    now, clock.now = clock.now, moment
    actions.receive(by=CITIZEN, case=case, message="citizen_reply", text="این هم مدرک")
    clock.now = now


def test_a_clock_that_stood_during_the_downtime_lost_nothing(desk, boss, narges, clock):
    standing, resumed = (opened(desk, clock, at(6, 9)) for _ in range(2))
    for case in (standing, resumed):
        asked(case, narges, clock, at(7, 9))
    replied(resumed, clock, at(10, 9))
    before = due(resumed)
    lost(boss, at(8, 8), at(8, 12))
    assert due(standing) == standing.due_at
    assert due(resumed) == before


def test_a_pause_that_began_after_the_downtime_keeps_what_was_lost(desk, boss, narges, clock):
    case, other = (opened(desk, clock, at(6, 9)) for _ in range(2))
    asked(case, narges, clock, at(9, 9))
    lost(boss, at(8, 8), at(8, 12))
    replied(case, clock, at(13, 9))
    # the pause cost no office hour of the promise, and neither did the downtime
    calendar = deadlines.calendar(desk.office_hours)
    left = calendar.working_time_between(at(9, 9), due(other))
    assert due(case) == calendar.add_working_time(at(13, 9), left)
    assert left == calendar.working_time_between(at(9, 9), at(13, 14, 30)) + 4 * hour()


def hour() -> datetime.timedelta:
    return datetime.timedelta(hours=1)


def test_only_the_part_before_the_pause_was_lost(desk, boss, narges, clock):
    case = opened(desk, clock, at(6, 9))
    asked(case, narges, clock, at(8, 10))
    lost(boss, at(8, 8), at(8, 14))
    assert CaseDowntime.objects.get(case=case).lost == 2 * hour()


def test_two_pauses_inside_one_downtime_are_both_left_out(desk, boss, narges, clock):
    case = opened(desk, clock, at(6, 9))
    asked(case, narges, clock, at(8, 9))
    replied(case, clock, at(8, 10))
    asked(case, narges, clock, at(8, 11))
    replied(case, clock, at(8, 12))
    lost(boss, at(8, 8), at(8, 13))
    assert CaseDowntime.objects.get(case=case).lost == 3 * hour()


def test_what_is_promised_anew_owes_nothing_to_an_older_downtime(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    now, clock.now = clock.now, at(9, 9)
    with transaction.atomic():
        again = history.lock(case)
        again.due_at = before = at(16, 14, 30)
        again.save()
        history.record(again, by=CITIZEN, action="case.objection")
    clock.now = now
    lost(boss, at(8, 8), at(8, 12))
    assert due(case) == before
    lost(boss, at(10, 8), at(10, 12))
    assert due(case) > before
    assert [row.downtime.starts_at for row in case.extensions.all()] == [at(10, 8)]


def test_another_organisation_is_left_alone_and_the_platform_is_everyones(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    stranger = people.colleague_elsewhere("headquarters")
    lost(stranger, at(7, 8), at(7, 10))
    assert due(case) == case.due_at
    whole = {"organisation": None, "reason": "قطع شبکه"}
    downtimes.record(by=SYSTEM, starts_at=at(8, 8), ends_at=at(8, 10), **whole)
    work()
    assert due(case) == at(14, 9, 30)


def test_every_case_is_extended_once_whatever_the_groups(desk, boss, clock):
    cases = [opened(desk, clock, at(6, 9)) for _ in range(5)]
    downtimes.record(
        by=boss, organisation=boss.organisation, starts_at=at(7, 8), ends_at=at(7, 10), reason="ر"
    )
    assert work(limit=2) == 4  # three groups, and one that finds none
    assert {due(case) for case in cases} == {at(14, 9, 30)}
    assert [len(told(case)) for case in cases] == [1] * 5
    assert work() == 0


def test_a_group_takes_as_many_statements_as_one_case(desk, boss, clock):
    taken = []
    for day, number in ((7, 1), (8, 20)):
        for _ in range(number):
            opened(desk, clock, at(6, 9))
        downtimes.record(
            by=boss,
            organisation=boss.organisation,
            starts_at=at(day, 8),
            ends_at=at(day, 9),
            reason="ر",
        )
        with CaptureQueriesContext(connection) as queries:
            downtimes.work_off()
        taken.append(len(queries))
        work()
    assert taken[0] == taken[1] < 20


@transaction.atomic
def die_in_the_next_group() -> None:
    downtimes.work_off(2)
    raise KeyboardInterrupt


def test_a_worker_that_dies_goes_on_behind_its_last_whole_group(desk, boss, clock):
    cases = [opened(desk, clock, at(6, 9)) for _ in range(4)]
    downtime = downtimes.record(
        by=boss, organisation=boss.organisation, starts_at=at(7, 8), ends_at=at(7, 10), reason="ر"
    )
    downtimes.work_off(2)
    with pytest.raises(KeyboardInterrupt):
        die_in_the_next_group()
    assert [due(case) > case.due_at for case in cases] == [True, True, False, False]
    # where it had come to was taken back with what it had done
    assert Downtime.objects.get(pk=downtime.pk).progress == cases[1].pk
    work()
    assert {due(case) for case in cases} == {at(14, 9, 30)}


def test_no_case_is_extended_twice_by_one_downtime(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    downtime = lost(boss, at(7, 8), at(7, 10))
    Downtime.objects.filter(pk=downtime.pk).update(progress=0, done_at=None)
    with pytest.raises(IntegrityError, match="case_extended_once"), transaction.atomic():
        downtimes.work_off()
    assert due(case) == at(14, 9, 30)


def test_the_history_says_who_why_and_from_when_to_when(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    lost(boss, at(7, 8), at(7, 10), reason="قطعی برق")
    happened = [row for row in history.of(case) if row.action == "case.extend"]
    assert [(row.who, row.reason) for row in happened] == [(boss.full_name, "قطعی برق")]
    before, after = happened[0].changed["due_at"]
    assert datetime.datetime.fromisoformat(before) == case.due_at
    assert datetime.datetime.fromisoformat(after) == due(case)
    assert history.rebuild(case)


def test_the_citizen_is_told_when_it_is_more_than_a_day(desk, boss, clock):
    case, clock.now = opened(desk, clock, at(6, 9)), at(13, 12)
    before = Message.objects.filter(reference=case.subject).count()
    lost(boss, at(7, 7, 30), at(7, 14, 30))
    assert Message.objects.filter(reference=case.subject).count() == before
    lost(boss, at(8, 7, 30), at(8, 10))
    bodies = Message.objects.filter(reference=case.subject).order_by("-pk")[:2]
    assert len(bodies) == 2
    lost(boss, at(9, 7, 30), at(10, 14, 30))
    assert Message.objects.filter(reference=case.subject, body__contains="تمدید شد").count() == 2


def test_who_was_told_reads_the_new_deadline(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    lost(boss, at(7, 7, 30), at(8, 14, 30))
    sms = Message.objects.get(reference=case.subject, channel="sms", body__contains="تمدید شد")
    assert jalali.format_date(due(case)) in sms.body
    assert len(sms.body) <= 134


def test_a_package_without_such_words_stays_silent(desk, boss, clock):
    service = factories.service_with(desk, processes.lapsing("P90D"), messages={"extended": None})
    case = opened(service, clock, at(6, 9))
    lost(boss, at(7, 7, 30), at(8, 14, 30))
    assert due(case) > case.due_at
    assert not Message.objects.filter(reference=case.subject, body__contains="تمدید").exists()


def test_withdrawing_takes_the_deadlines_back(desk, boss, narges, clock):
    plain, paused, answered = (opened(desk, clock, at(6, 9)) for _ in range(3))
    downtime = lost(boss, at(7, 8), at(7, 12))
    asked(paused, narges, clock, at(13, 10))
    revision = Case.objects.get(pk=answered.pk).revision
    actions.complete(by=narges, case=answered, revision=revision, outcome="answer", text="بله")
    downtimes.withdraw(by=boss, downtime=downtime)
    work()
    assert [due(case) for case in (plain, paused, answered)] == [at(13, 14, 30)] * 3
    assert not CaseDowntime.objects.exists()
    assert Event.objects.filter(action="case.unextend").count() == 3
    assert work() == 0


def test_withdrawing_in_the_middle_leaves_nobody_extended(desk, boss, clock):
    cases = [opened(desk, clock, at(6, 9)) for _ in range(4)]
    downtime = downtimes.record(
        by=boss, organisation=boss.organisation, starts_at=at(7, 8), ends_at=at(7, 10), reason="ر"
    )
    downtimes.work_off(2)
    downtimes.withdraw(by=boss, downtime=downtime)
    work()
    assert [due(case) for case in cases] == [case.due_at for case in cases]


def test_a_withdrawn_one_gives_room_for_another_and_is_not_withdrawn_again(desk, boss, clock):
    case = opened(desk, clock, at(6, 9))
    wrong = lost(boss, at(7, 8), at(7, 12))
    downtimes.withdraw(by=boss, downtime=wrong)
    lost(boss, at(7, 8), at(7, 9))
    assert due(case) == at(14, 8, 30)
    with pytest.raises(DowntimeRefused):
        downtimes.withdraw(by=boss, downtime=wrong)


def test_after_a_day_it_stands(desk, boss, clock):
    downtime = lost(boss, at(7, 8), at(7, 12))
    clock.now += datetime.timedelta(days=1)
    with pytest.raises(DowntimeRefused):
        downtimes.withdraw(by=boss, downtime=downtime)


@pytest.mark.parametrize(
    ("start", "end"),
    [((8, 10), (8, 10)), ((8, 10), (8, 9)), ((13, 10), (13, 13))],
    ids=["empty", "backwards", "not over yet"],
)
def test_a_span_that_cannot_be_is_refused(boss, start, end):
    with pytest.raises(DowntimeRefused):
        lost(boss, at(*start), at(*end))


def test_the_same_time_is_not_given_back_twice(boss):
    lost(boss, at(8, 8), at(8, 12))
    lost(boss, at(8, 12), at(8, 13))  # beside one another is right
    with pytest.raises(DowntimeRefused, match="پیش‌تر"):
        lost(boss, at(8, 11), at(8, 12))
    whole = {"organisation": None, "reason": "قطع شبکه"}
    with pytest.raises(DowntimeRefused, match="پیش‌تر"):
        downtimes.record(by=SYSTEM, starts_at=at(8, 9), ends_at=at(8, 10), **whole)
    downtimes.record(by=SYSTEM, starts_at=at(9, 9), ends_at=at(9, 10), **whole)
    with pytest.raises(DowntimeRefused, match="پیش‌تر"):
        lost(boss, at(9, 8), at(9, 12))
    # the stranger's organisation had its own troubles
    lost(people.colleague_elsewhere("headquarters"), at(8, 8), at(8, 12))


@pytest.mark.parametrize("role", ["clerk", "supervisor", "inspector", "publisher"])
def test_who_may_not_record_is_refused(hajj, role):
    kind = {"publisher": "headquarters"}.get(role)
    more = {"unit": hajj.unit_set.get(kind=kind)} if kind else {}
    with pytest.raises(NotAllowed):
        lost(people.make(hajj, role, **more), at(8, 8), at(8, 12))


def test_nobody_of_staff_records_for_others(boss):
    stranger = people.colleague_elsewhere("headquarters")
    for organisation in (stranger.organisation, None):
        with pytest.raises(NotAllowed):
            downtimes.record(
                by=boss, organisation=organisation, starts_at=at(8, 8), ends_at=at(8, 9), reason="ر"
            )
    theirs = lost(stranger, at(8, 8), at(8, 12))
    with pytest.raises(NotAllowed):
        downtimes.withdraw(by=boss, downtime=theirs)


def test_each_sees_the_downtimes_of_the_own_organisation_and_of_all(boss):
    own = lost(boss, at(8, 8), at(8, 9))
    lost(people.colleague_elsewhere("headquarters"), at(8, 8), at(8, 9))
    shared = downtimes.record(
        by=SYSTEM, organisation=None, starts_at=at(9, 8), ends_at=at(9, 9), reason="قطع شبکه"
    )
    assert downtimes.known_to(boss) == [shared, own]
