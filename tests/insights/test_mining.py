"""The exports for process mining: whole by their standards, and silent about people."""

import dataclasses
import datetime
import io
import itertools
import json
import re
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from miz.accounts.models import Unit, User
from miz.audit.actors import CITIZEN
from miz.cases import actions, timers
from miz.cases.models import Case, Task
from miz.insights import mining, ocel, xes
from miz.insights.log import Trace
from miz.insights.mining import Selection
from tests import factories
from tests.cases import processes

from .schemas import XES, check_ocel, xes_schema

pytestmark = pytest.mark.django_db

EVERYTHING = Selection(confidential=True)
WRITTEN = "متنی که شهروند نوشت"
REASON = "دلیلی که کارشناس نوشت"
WRITERS = {"ocel": ocel.write, "xes": xes.write}


def written(form: str, selection: Selection = EVERYTHING) -> bytes:
    out = io.BytesIO()
    WRITERS[form](mining.traces(selection), out)
    return out.getvalue()


def ocel_log(selection: Selection = EVERYTHING) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(written("ocel", selection))
    return log


def xes_log(selection: Selection = EVERYTHING) -> etree._Element:
    return etree.fromstring(written("xes", selection))


def values(element: etree._Element) -> dict[str, str]:
    """The attributes of a log, trace or event."""
    return {each.get("key"): each.get("value") for each in element if each.get("key")}


def related(event: dict[str, Any]) -> dict[str, str]:
    return {each["qualifier"]: each["objectId"] for each in event["relationships"]}


@pytest.fixture
def lived(desk, narges: User, reza: User) -> Case:
    """A case that was asked about, replied to, handed over and answered."""
    case = factories.case(desk, text=WRITTEN)
    case = actions.claim(by=narges, case=case, revision=1)
    case = actions.complete(by=narges, case=case, revision=2, outcome="ask", text=REASON)
    case = actions.receive(by=CITIZEN, case=case, message="citizen_reply", text=WRITTEN)
    case = actions.hand_over(
        by=narges, case=case, revision=4, unit=case.unit, colleague=reza, reason=REASON
    )
    return actions.complete(by=reza, case=case, revision=5, outcome="answer", text=REASON)


def test_the_object_centric_log_keeps_the_rules_of_its_standard(lived: Case, complaints) -> None:
    factories.case(complaints, applicant=factories.applicant(1))
    check_ocel(ocel_log())


def test_the_log_of_traces_keeps_the_rules_of_its_standard(lived: Case, complaints) -> None:
    factories.case(complaints, applicant=factories.applicant(1))
    log = xes_log()
    xes_schema().assertValid(log)
    declared = {each.get("prefix") for each in log.findall(f"{XES}extension")}
    assert {k.split(":")[0] for e in log.iter() for k in [e.get("key", "")] if ":" in k} == declared


def test_classifiers_stand_on_what_every_event_has(lived: Case) -> None:
    log = xes_log()
    known = values(log.find(f"{XES}global[@scope='event']"))
    for classifier in log.findall(f"{XES}classifier"):
        assert set(classifier.get("keys").split()) <= set(known)
    for event in log.iter(f"{XES}event"):
        assert set(known) <= set(values(event))


def test_an_empty_desk_makes_whole_documents() -> None:
    check_ocel(ocel_log())
    xes_schema().assertValid(xes_log())


def test_a_trace_tells_the_whole_way_in_its_order(lived: Case) -> None:
    events = [values(event) for event in xes_log().iter(f"{XES}event")]
    told = [event["concept:name"] for event in events if event["concept:name"].startswith("case.")]
    assert told == [
        "case.open", "case.claim", "case.request_more", "case.citizen_reply", "case.hand_over",
            "case.answer",
    ]  # fmt: skip
    times = [datetime.datetime.fromisoformat(event["time:timestamp"]) for event in events]
    assert times == sorted(times)
    assert [event["org:role"] for event in events if event["concept:name"] in told] == [
        "citizen", "clerk", "clerk", "citizen", "clerk", "clerk",
    ]  # fmt: skip


def test_tasks_are_opened_before_they_are_done(lived: Case) -> None:
    kinds = defaultdict(list)
    for event in ocel_log()["events"]:
        if task := related(event).get("task"):
            kinds[task].append(event["type"].rpartition(".")[2])
    assert len(kinds) == Task.objects.filter(case=lived).count() == 2
    assert list(kinds.values()) == [["schedule", "complete"]] * 2


def test_a_task_that_is_done_at_once_is_still_opened_first(lived: Case) -> None:
    Task.objects.filter(case=lived).update(opened_at=F("done_at"))
    (trace,) = mining.traces(EVERYTHING)
    for task in trace.tasks:
        moves = [step.transition for step in trace.steps if step.task == task.id]
        assert moves == ["schedule", "complete"]


def test_a_task_nobody_did_is_withdrawn(desk) -> None:
    factories.case(factories.service_with(desk, processes.lapsing("P3D")))
    timers.fire_due(now=timezone.now() + datetime.timedelta(days=4))
    (trace,) = mining.traces(EVERYTHING)
    told = [(step.name, step.transition, step.who.id) for step in trace.steps if step.task]
    assert told == [
        ("task.work", "schedule", "system"),
        ("task.work", "withdraw", "system"),
        ("task.check", "schedule", "system"),
    ]


def test_the_state_goes_from_one_event_to_the_next(lived: Case) -> None:
    moves = []
    for event in ocel_log()["events"]:
        attributes = {each["name"]: each["value"] for each in event["attributes"]}
        if "state_after" in attributes:
            moves.append((attributes.get("state_before", ""), attributes["state_after"]))
    assert all(before[1] == after[0] for before, after in itertools.pairwise(moves))
    assert moves[-1][1] == lived.state


def test_what_happened_is_tied_to_who_did_it_and_who_got_it(
    lived: Case, narges: User, reza: User
) -> None:
    event = next(e for e in ocel_log()["events"] if e["type"] == "case.hand_over")
    assert related(event) == {
        "subject": mining.pseudonym("case", lived.pk),
        "responsible": f"unit-hajj/{lived.unit.code}/tehran",
        "performer": mining.pseudonym("clerk", narges.pk),
        "assignee": mining.pseudonym("clerk", reza.pk),
    }


def test_every_object_is_known_to_an_event(lived: Case) -> None:
    log = ocel_log()
    known = {name for event in log["events"] for name in related(event).values()}
    assert {each["id"] for each in log["objects"]} == known


def test_a_case_remembers_the_units_it_was_with(desk, narges: User, hajj) -> None:
    case = factories.case(desk)
    there = Unit.objects.get(organisation=hajj, code=case.unit.code, province="fars")
    moved = actions.hand_over(
        by=narges, case=case, revision=1, unit=there, colleague=None, reason=REASON
    )
    log = ocel_log()
    told = next(o for o in log["objects"] if o["type"] == "case")
    here = f"unit-hajj/{case.unit.code}/tehran"
    assert related(told) == {
        "asks for": "service-hajj-desk",
        "was with": here,
        "is with": f"unit-hajj/{moved.unit.code}/fars",
    }
    first, *_, last = log["events"]
    assert (related(first)["responsible"], related(last)["responsible"]) == (
        here, f"unit-hajj/{moved.unit.code}/fars",
    )  # fmt: skip


@pytest.mark.parametrize("form", WRITERS)
def test_nothing_in_an_export_is_of_a_person(form: str, lived: Case, narges: User) -> None:
    actions.rate(case=lived, score=4, text=WRITTEN)
    told = written(form).decode()
    case = Case.objects.get(pk=lived.pk)
    personal = [
        case.tracking_code, case.national_code, case.given_name, case.family_name, case.mobile,
        case.email, case.landline, case.text, case.topic_title, case.birth_date.isoformat(),
        case.search_text, WRITTEN, REASON, narges.full_name, narges.username, "Reza", "متقاضی",
    ]  # fmt: skip
    assert all(personal)
    assert [each for each in personal if each in told] == []
    assert mining.pseudonym("case", lived.pk) in told


@pytest.mark.parametrize("form", WRITERS)
def test_complaints_are_told_only_when_asked_for(form: str, complaints) -> None:
    case = factories.case(complaints)
    name = mining.pseudonym("case", case.pk)
    assert name not in written(form, Selection()).decode()
    assert name in written(form, EVERYTHING).decode()


@pytest.mark.parametrize("form", WRITERS)
def test_a_sensitive_case_is_told_without_its_topic(form: str, lived: Case) -> None:
    topics = [f'"{topic}"' for topic in (lived.topic, lived.main_topic)]
    assert all(topic in written(form).decode() for topic in topics)
    Case.objects.filter(pk=lived.pk).update(sensitive=True)
    assert [topic for topic in topics if topic in written(form).decode()] == []


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_cases_make_the_same_bytes(form: str, lived: Case) -> None:
    assert written(form) == written(form)


def test_pseudonyms_need_the_secret_of_the_desk(settings) -> None:
    name = mining.pseudonym("clerk", 7)
    assert name == mining.pseudonym("clerk", 7) != mining.pseudonym("case", 7)
    settings.SECRET_KEY = "another desk"
    assert mining.pseudonym("clerk", 7) != name


def test_days_are_those_of_tehran_and_both_are_included(desk) -> None:
    case = factories.case(desk)
    late = datetime.datetime(2026, 3, 20, 20, 29, tzinfo=datetime.UTC)  # 23:59 in Tehran
    Case.objects.filter(pk=case.pk).update(submitted_at=late)
    day, next_day = datetime.date(2026, 3, 20), datetime.date(2026, 3, 21)
    assert Selection(since=day, until=day).cases().count() == 1
    assert Selection(since=next_day).cases().count() == 0
    assert Selection(until=datetime.date(2026, 3, 19)).cases().count() == 0


def test_one_service_can_be_told_alone(desk, complaints) -> None:
    factories.case(desk), factories.case(complaints)
    asked = Selection(service="hajj-complaints", confidential=True)
    assert [t.service.slug for t in mining.traces(asked)] == ["hajj-complaints"]


def test_groups_leave_no_case_out(desk, monkeypatch) -> None:
    monkeypatch.setattr(mining, "GROUP", 2)
    wanted = [factories.case(desk).pk for _ in range(5)]
    names = [trace.id for trace in mining.traces(EVERYTHING)]
    assert names == [mining.pseudonym("case", number) for number in wanted]


def test_a_group_costs_a_few_questions_and_none_about_a_person(desk) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            list(mining.traces(EVERYTHING))
        return [each["sql"] for each in captured]

    factories.case(desk)
    once = asked()
    for _ in range(4):
        factories.case(desk)
    assert len(asked()) == len(once) == 3 + 4 + 1
    personal = r"national_code|tracking_code|mobile|name\b|\btext\b|reason|full_name|label|data\b"
    assert [sql for sql in once if re.search(personal, _selected(sql))] == []


def _selected(sql: str) -> str:
    """The columns a statement asks for; those of units are of no person."""
    return re.sub(r'"accounts_(unit|organisation)"[.]"\w+"', "", sql.partition(" FROM ")[0])


def test_a_look_is_no_event(lived: Case, narges: User) -> None:
    before = written("ocel")
    actions.see(by=narges, case=lived)
    assert written("ocel") == before


@pytest.mark.parametrize("form", WRITERS)
def test_memory_does_not_grow_with_the_cases(form: str, lived: Case, tmp_path) -> None:
    (like,) = mining.traces(EVERYTHING)

    def many(number: int) -> Iterator[Trace]:
        return (dataclasses.replace(like, id=f"case-{n}", tasks=()) for n in range(number))

    def peak(number: int) -> int:
        with (tmp_path / "out").open("wb") as out:
            tracemalloc.start()
            WRITERS[form](many(number), out)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(1)
    assert peak(300) < peak(30) + 100_000
