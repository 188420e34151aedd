"""Running cases go to another version of their process, whole, and may come back."""

import pytest
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.actors import SYSTEM
from miz.cases import actions, history, migrating
from miz.cases.errors import NotNow
from miz.cases.models import Case, Migration, ProcessState
from miz.catalogue.models import ServiceVersion
from miz.processes.errors import ProcessRefused
from tests import factories
from tests.cases import processes
from tests.processes.drawing import draw, node

pytestmark = pytest.mark.django_db


def versions(desk, first: bytes, second: bytes) -> tuple[ServiceVersion, ServiceVersion]:
    made = [factories.service_with(desk, xml) for xml in (first, second)]
    old, new = (ServiceVersion.objects.get(pk=each.version_id) for each in made)
    return old, new


def opened(version: ServiceVersion, number: int) -> list[Case]:
    service = migrating.catalogue.version(version.pk)
    return [factories.case(service) for _ in range(number)]


def tasks(case: Case) -> list[str]:
    return [task.element for task in case.tasks.filter(done_at=None)]


RENAMED = processes.lapsing(task="review")


def test_looking_first_tells_where_every_token_lands_and_writes_nothing(desk):
    old, new = versions(desk, processes.lapsing(), processes.reminded())
    cases = opened(old, 3)
    plan = migrating.plan(old, new, {})
    assert (plan.movable, plan.stuck) == (3, 0)
    assert plan.landings["work", "work", ""] == 3
    assert {Case.objects.get(pk=case.pk).version_id for case in cases} == {old.pk}


def test_a_case_goes_on_in_the_new_version(desk, narges: User):
    old, new = versions(desk, processes.lapsing(), processes.reminded())
    [case] = opened(old, 1)
    batch, plan = migrating.move(by=SYSTEM, old=old, new=new, mapping={})
    assert (plan.movable, plan.stuck, batch.cases.count()) == (1, 0, 1)
    case.refresh_from_db()
    assert case.version == new
    done = actions.complete(by=narges, case=case, revision=2, outcome="answer", text="پاسخ")
    assert done.state == "closed"


def test_an_element_that_is_gone_needs_to_be_told_where(desk):
    old, new = versions(desk, processes.lapsing(), RENAMED)
    [case] = opened(old, 1)
    assert migrating.plan(old, new, {}).landings["work", "work", "missing"] == 1
    _, plan = migrating.move(by=SYSTEM, old=old, new=new, mapping={})
    case.refresh_from_db()
    assert (plan.movable, plan.stuck, case.version, tasks(case)) == (0, 1, old, ["work"])
    migrating.move(by=SYSTEM, old=old, new=new, mapping={"work": "review"})
    case.refresh_from_db()
    assert (case.version, tasks(case)) == (new, ["review"])


def asking(task: str) -> bytes:
    """A unit is asked, in a task of that name."""
    asked = {"state": "in_review", "to.unit": "'headquarters'", "due": "5"}
    xml = draw(node("userTask", task, asked), roads=f"start>{task} {task}>end", lane=task)
    return xml.replace(b'<lane id="clerk">', b'<lane id="unit">')


def test_what_a_unit_is_asked_stays_with_it_under_another_name(desk):
    old, new = versions(desk, asking("work"), asking("check"))
    [case] = opened(old, 1)
    was = case.tasks.get(done_at=None)
    migrating.move(by=SYSTEM, old=old, new=new, mapping={"work": "check"})
    now = case.tasks.get(done_at=None)
    assert (now.element, now.unit.kind) == ("check", "headquarters")
    assert (now.unit, now.opened_at, now.due_at) == (was.unit, was.opened_at, was.due_at)


def test_a_task_never_becomes_something_else(desk):
    old, new = versions(desk, processes.lapsing(), processes.lapsing())
    opened(old, 1)
    assert migrating.plan(old, new, {"work": "late"}).landings["work", "late", "kind"] == 1


def test_closed_cases_stay_where_they_are(desk, narges: User):
    old, new = versions(desk, processes.reminded(), processes.lapsing())
    [case] = opened(old, 1)
    actions.complete(by=narges, case=case, revision=1, outcome="answer", text="پاسخ")
    assert migrating.move(by=SYSTEM, old=old, new=new, mapping={})[1].movable == 0


def test_a_move_is_taken_back_but_not_for_who_has_gone_on(desk, narges: User):
    old, new = versions(desk, processes.lapsing(), processes.reminded())
    first, second = opened(old, 2)
    before = bytes(ProcessState.objects.get(case=first).state)
    batch, _ = migrating.move(by=SYSTEM, old=old, new=new, mapping={})
    actions.claim(by=narges, case=second, revision=2)
    assert migrating.revert(by=SYSTEM, batch=batch) == (1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.version, second.version) == (old, new)
    assert bytes(ProcessState.objects.get(case=first).state) == before


def test_a_move_is_taken_back_once_and_only_for_some_days(desk):
    old, new = versions(desk, processes.lapsing(), processes.reminded())
    opened(old, 1)
    batch, _ = migrating.move(by=SYSTEM, old=old, new=new, mapping={})
    long_ago = timezone.now() - migrating.WINDOW - factories.days(1)
    Migration.objects.filter(pk=batch.pk).update(at=long_ago)
    batch.refresh_from_db()
    with pytest.raises(NotNow):
        migrating.revert(by=SYSTEM, batch=batch)


def test_the_history_goes_through_a_move_and_back(desk):
    old, new = versions(desk, processes.lapsing(), RENAMED)
    [case] = opened(old, 1)
    batch, _ = migrating.move(by=SYSTEM, old=old, new=new, mapping={"work": "review"})
    for _ in range(2):
        case.refresh_from_db()
        assert history.rebuild(case) == bytes(ProcessState.objects.get(case=case).state)
        if not batch.reverted_at:
            migrating.revert(by=SYSTEM, batch=batch)
            batch.refresh_from_db()


def test_a_version_without_a_process_takes_nobody(desk):
    old, _ = versions(desk, processes.lapsing(), processes.lapsing())
    bare = ServiceVersion.objects.create(
        service=old.service, number=99, identity=old.identity, digest="bare",
        published_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises((NotNow, ProcessRefused)):
        migrating.plan(old, bare, {})
