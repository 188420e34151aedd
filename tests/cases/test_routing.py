"""To whom a new task goes when its process says so."""

import pytest

from miz.accounts import leaves
from miz.accounts.models import Leave, Organisation, Unit, User
from miz.cases import actions, permissions, referrals
from miz.cases.errors import NotAllowed
from miz.cases.models import Case, Entry
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.processes.drawing import draw, node

from .people import make

pytestmark = pytest.mark.django_db
WORK = {"state": "in_review", "data.decision": "refer | answer", "entry.answer": "answer"}


def service(desk: PublishedService, **to: str) -> PublishedService:
    """A desk whose one task goes where `to` says: expressions of unit, skill, share."""
    task = node("userTask", "work", WORK | {f"to.{name}": said for name, said in to.items()})
    return factories.service_with(desk, draw(task, roads="start>work work>end"))


def skilled(user: User, *skills: str) -> User:
    user.skills = list(skills)
    user.save()
    return user


def assignees(service: PublishedService, count: int) -> list[User | None]:
    return [factories.case(service).assignee for _ in range(count)]


def test_a_queue_is_nobodys_until_somebody_claims(desk: PublishedService, narges: User) -> None:
    assert assignees(service(desk, share="'queue'"), 1) == [None]


def test_turns_go_round_among_those_of_the_unit_alone(
    desk: PublishedService, narges: User, reza: User, omid: User
) -> None:
    shared = service(desk, share="'round_robin'")
    assert assignees(shared, 5) == [narges, reza, narges, reza, narges]


def test_the_least_loaded_gets_the_next(desk: PublishedService, narges: User, reza: User) -> None:
    busy = [factories.case(desk) for _ in range(2)]
    for case in busy:
        actions.claim(by=narges, case=case, revision=1)
    shared = service(desk, share="'least_loaded'")
    assert assignees(shared, 3) == [reza, reza, narges]


def test_a_skill_narrows_who_is_asked(desk: PublishedService, narges: User, reza: User) -> None:
    skilled(reza, "health")
    shared = service(desk, share="'round_robin'", skill="'health'")
    assert assignees(shared, 2) == [reza, reza]


def test_a_skill_that_nobody_has_leaves_the_case_in_the_queue(
    desk: PublishedService, narges: User
) -> None:
    assert assignees(service(desk, share="'least_loaded'", skill="'health'"), 1) == [None]


def test_nothing_is_given_to_who_is_away_or_dismissed(
    desk: PublishedService, narges: User, reza: User
) -> None:
    today = leaves.today()
    Leave.objects.create(user=narges, starts_on=today, ends_on=today, delegate=reza)
    shared = service(desk, share="'round_robin'")
    assert assignees(shared, 2) == [reza, reza]
    User.objects.filter(pk=reza.pk).update(is_active=False)
    assert assignees(shared, 1) == [None]


def test_a_unit_of_the_centre_takes_the_case_over(
    desk: PublishedService, headquarters: User, narges: User
) -> None:
    case = factories.case(service(desk, unit="'headquarters'"))
    assert case.unit == headquarters.unit


def test_a_unit_of_another_province_takes_the_case_there(
    desk: PublishedService, narges: User, omid: User
) -> None:
    case = factories.case(service(desk, unit="'province-desk/fars'"))
    case.refresh_from_db()
    assert (case.unit, case.province) == (omid.unit, "fars")
    assert Case.objects.visible_to(omid).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(narges).filter(pk=case.pk).exists()


@pytest.mark.parametrize("place", ["headquarters", "province-desk/fars"])
def test_who_cannot_follow_a_case_to_its_next_unit_keeps_it_not(
    desk: PublishedService, narges: User, headquarters: User, omid: User, place: str
) -> None:
    first = node("userTask", "ask", {"state": "in_review"})
    then = node("userTask", "work", WORK | {"to.unit": f"'{place}'"})
    two = factories.service_with(desk, draw(first, then, roads="start>ask ask>work work>end"))
    there = headquarters if place == "headquarters" else omid
    case = actions.complete(by=narges, case=factories.case(two), revision=1, outcome="done")
    case.refresh_from_db()
    assert (case.unit, case.assignee) == (there.unit, None)
    assert permissions.can_work(there, case)
    kept = actions.complete(by=headquarters, case=factories.case(two), revision=1, outcome="done")
    assert kept.assignee == headquarters


def test_a_unit_that_does_not_exist_leaves_the_case_where_it_is(desk: PublishedService) -> None:
    case = factories.case(service(desk, unit="'nowhere'"))
    assert case.unit == Unit.objects.get(kind="desk", province="tehran")


def test_a_request_never_goes_to_the_inspection(desk: PublishedService) -> None:
    case = factories.case(service(desk, unit="'inspection'"))
    assert case.unit.kind == "desk"


def test_the_package_of_hajj_gives_health_to_who_knows_it(
    desk: PublishedService, narges: User, reza: User
) -> None:
    skilled(reza, "health")
    topic = next(topic for topic in desk.topics if topic.main_code == "insurance-health")
    assert factories.case(desk, topic=topic).assignee == reza
    assert factories.case(desk).assignee is None


# --- units that are only asked


@pytest.fixture
def referred(complaints: PublishedService, inspector: User) -> Case:
    case = factories.case(complaints, text="نام کسی که شکایت دارد")
    for outcome, said in (
        ("accept", {}),
        ("refer", {"text": "برخورد چگونه بود؟", "data": {"unit": "province-desk/tehran"}}),
    ):
        revision = Case.objects.get(pk=case.pk).revision
        actions.complete(by=inspector, case=case, revision=revision, outcome=outcome, **said)
    return Case.objects.get(pk=case.pk)


def test_the_unit_sees_what_it_is_asked_and_nothing_of_the_case(
    referred: Case, parisa: User
) -> None:
    task = referrals.waiting(parisa).get()
    asked = referrals.asked(parisa, task.pk)
    assert asked is not None
    assert asked.entry is not None
    assert asked.entry.text == "برخورد چگونه بود؟"
    assert task.due_at is not None
    assert not Case.objects.visible_to(parisa).filter(pk=referred.pk).exists()


def test_only_who_leads_the_unit_is_asked(
    referred: Case, narges: User, omid: User, hajj: Organisation
) -> None:
    elsewhere = make(hajj, "supervisor", unit=omid.unit)
    task = referred.tasks.get(done_at=None)
    for stranger in (narges, elsewhere, make(hajj, "publisher"), make(hajj, "headquarters")):
        assert not referrals.waiting(stranger).exists()
        assert referrals.asked(stranger, task.pk) is None
        with pytest.raises(NotAllowed):
            actions.complete(
                by=stranger, case=referred, revision=referred.revision, outcome="done",
                text="من پاسخ می‌دهم", task=task.pk,
            )  # fmt: skip


def test_the_answer_of_the_unit_goes_to_the_inspector_who_keeps_the_case(
    referred: Case, parisa: User, inspector: User
) -> None:
    task = referred.tasks.get(done_at=None)
    case = actions.complete(
        by=parisa, case=referred, revision=referred.revision, outcome="done",
        text="پوزش خواستیم.", task=task.pk,
    )  # fmt: skip
    entry = case.entries.get(kind=Entry.Kind.OPINION)
    assert (entry.author, entry.text, entry.is_internal) == (parisa, "پوزش خواستیم.", True)
    assert case.assignee == inspector
    assert case.tasks.get(done_at=None).element == "investigate"
    assert not referrals.waiting(parisa).exists()


def test_without_its_own_task_named_a_unit_cannot_end_anothers(
    referred: Case, inspector: User
) -> None:
    with pytest.raises(Exception, match="ممکن نیست"):
        actions.complete(
            by=inspector, case=referred, revision=referred.revision, outcome="done", text="من"
        )
