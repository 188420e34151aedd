"""What a person may make of a task is what its author declared."""

import pytest

from miz.processes import engine
from miz.processes.errors import DataRefused
from miz.processes.lint import lint

from .drawing import PACKAGES, catch, draw, node, shipped

WORK = {
    "state": "in_review",
    "data.decision": "refer | answer",
    "title.decision.refer": "پرسش از واحد",
    "entry.refer": "referral",
    "entry.answer": "answer",
    "data.unit": "unit",
    "title.unit": "واحد",
    "when.unit": "refer",
    "due": "3",
    "to.unit": "unit",
    "to.share": "'queue'",
}
ROADS = "start>work work>end"


def task(**changes: str | None) -> bytes:
    """The task with some properties changed, or left out where None; `_` stands for a dot."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    said = {name: value for name, value in (WORK | named).items() if value is not None}
    return draw(node("userTask", "work", said), roads=ROADS)


def codes(xml: bytes) -> set[str]:
    return {finding.code for finding in lint(xml)}


def test_each_choice_is_an_outcome_with_its_words_and_its_fields() -> None:
    refer, answer = engine.outcomes(engine.load(task()), "work")
    assert (refer.code, refer.title, refer.entry) == ("refer", "پرسش از واحد", "referral")
    assert [(field.name, field.type, field.label) for field in refer.fields] == [
        ("unit", "unit", "واحد")
    ]
    assert (answer.title, answer.entry, answer.fields) == ("answer", "answer", ())
    assert refer.data == {"decision": "refer"}


def test_a_task_without_a_decision_has_one_outcome() -> None:
    process = engine.load(
        draw(node("manualTask", "work", {"state": "in_review", "entry": "note"}), roads=ROADS)
    )
    (done,) = engine.outcomes(process, "work")
    assert (done.code, done.entry, done.data) == (engine.DONE, "note", {})


def test_an_element_that_is_not_there_has_none() -> None:
    assert engine.outcomes(engine.load(task()), "nowhere") == ()


def test_what_is_asked_with_one_choice_is_refused_with_another() -> None:
    process = engine.load(task())
    begun = engine.start(process, {})
    waiting = begun.waiting[0].id
    for data in ({"decision": "refer"}, {"decision": "answer", "unit": "headquarters"}):
        with pytest.raises(DataRefused):
            engine.complete(process, begun.state, waiting, data)
    assert engine.complete(process, begun.state, waiting, {"decision": "answer"}).done


def test_a_task_says_where_it_goes_when_it_begins_and_not_again() -> None:
    process = engine.load(task(to__unit="'headquarters'"))
    begun = engine.start(process, {})
    assert begun.waiting[0].to == {"unit": "headquarters", "share": "queue"}
    assert begun.waiting[0].due == 3
    assert engine.look(process, begun.state).waiting[0].to == {}


def test_where_it_goes_cannot_be_worked_out_parks_the_task() -> None:
    process = engine.load(task(to__unit="unit + 1"))
    begun = engine.start(process, {})
    assert [waiting.kind for waiting in begun.waiting] == ["failed"]


def test_a_promise_is_told_with_the_element_that_gives_it() -> None:
    process = engine.load(task(promise="10"))
    assert [entered.promise for entered in engine.start(process, {}).entered] == [None, 10]


def test_who_heard_the_news_is_told() -> None:
    xml = draw(catch("wait", "ping", {"entry": "reply"}), roads="start>wait wait>end")
    process = engine.load(xml)
    moved = engine.receive(process, engine.start(process, {}).state, "ping", {})
    assert moved.heard == "wait"
    assert engine.entry(process, moved.heard) == "reply"


@pytest.mark.parametrize(
    "changes",
    [
        {"entry__refer": "gossip"}, {"entry__refer": "reply"}, {"entry": "objection"},
        {"entry__nothing": "answer"}, {"when__unit": "leave"},
        {"when__unit": ""}, {"when__nothing": "refer"}, {"title__decision__leave": "رها"},
        {"due": "0"}, {"due": "soon"}, {"due": "۳"}, {"due": "4000"}, {"promise": "-1"},
        {"to__person": "'narges'"}, {"decision": "x"}, {"step": "x"},
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(changes: dict[str, str]) -> None:
    assert "property" in codes(task(**changes))


def test_an_address_may_read_declared_data_alone() -> None:
    assert codes(task(to__skill="secret")) == {"expression"}


def test_words_belong_to_people_and_to_news() -> None:
    script = node("scriptTask", "work", {"entry": "note"}, "<script>a = 1</script>")
    assert "property" in codes(draw(script, roads=ROADS))


def test_news_bring_words_of_the_citizen_alone() -> None:
    answer = draw(catch("wait", "ping", {"entry": "answer"}), roads="start>wait wait>end")
    assert "property" in codes(answer)


def test_the_desk_of_hajj_names_its_outcomes_in_persian() -> None:
    desk = shipped(PACKAGES / "hajj/desk/process.bpmn")
    titles = [outcome.title for outcome in engine.outcomes(desk, "review")]
    assert titles == ["پاسخ", "درخواست تکمیل", "رد درخواست"]
