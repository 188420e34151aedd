"""Every road through the processes that the packages ship."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from miz.processes import engine
from miz.processes.errors import MessageNotAwaited
from miz.processes.lint import STATES

from .drawing import COMPLAINTS, DESK

FILES = pytest.mark.parametrize("file", [DESK, COMPLAINTS], ids=["desk", "complaints"])
REPLY, OBJECT, CLOSE = "citizen_reply", "objection", "close"


def walk(file, *events: str) -> tuple[list[str | None], list[str | None], engine.Progress]:
    """Plays decisions (of the one waiting task) and messages; gives states and stages entered."""
    process = engine.load(file.read_bytes())
    progress = engine.start(process, {})
    entered = [*progress.entered]
    for event in events:
        if event in {REPLY, OBJECT, CLOSE}:
            progress = engine.receive(process, progress.state, event, {})
        else:
            task = progress.waiting[0].id
            progress = engine.complete(process, progress.state, task, {"decision": event})
        entered += progress.entered
    return [mark.state for mark in entered], [mark.stage for mark in entered], progress


@FILES
def test_a_request_is_answered_and_closed(file):
    states, stages, progress = walk(file, "answer", CLOSE)
    assert states == ["received", "in_review", "answered", "closed"]
    assert stages == ["received", "review", "answer", "closed"]
    assert progress.done
    assert progress.waiting == ()


@FILES
def test_a_request_is_rejected_and_closed(file):
    states, _, progress = walk(file, "reject", CLOSE)
    assert states == ["received", "in_review", "rejected", "closed"]
    assert progress.done


@FILES
def test_more_documents_are_asked_for_twice(file):
    states, stages, progress = walk(file, "ask", REPLY, "ask", REPLY, "answer", CLOSE)
    assert states == [
        "received",
        *("in_review", "waiting_for_citizen") * 2,
        "in_review",
        "answered",
        "closed",
    ]
    assert stages[1:5] == ["review", "documents", "review", "documents"]
    assert progress.done


@FILES
@pytest.mark.parametrize("first", ["answer", "reject"])
@pytest.mark.parametrize(("second", "state"), [("answer", "answered"), ("reject", "rejected")])
def test_an_objection_gets_a_final_answer(file, first, second, state):
    states, stages, progress = walk(file, first, OBJECT, second, CLOSE)
    assert states[3:] == ["objected", state, "closed"]
    assert stages[3:] == ["objection", "final_answer", "closed"]
    assert progress.done


@FILES
def test_a_second_objection_is_refused(file):
    _, _, progress = walk(file, "reject", OBJECT)
    process = engine.load(file.read_bytes())
    with pytest.raises(MessageNotAwaited):
        engine.receive(process, progress.state, OBJECT, {})
    progress = engine.complete(
        process, progress.state, progress.waiting[0].id, {"decision": "reject"}
    )
    assert [task.message for task in progress.waiting] == [CLOSE]
    with pytest.raises(MessageNotAwaited):
        engine.receive(process, progress.state, OBJECT, {})


@FILES
def test_nothing_is_awaited_after_the_end(file):
    _, _, progress = walk(file, "answer", CLOSE)
    process = engine.load(file.read_bytes())
    for message in (REPLY, OBJECT, CLOSE):
        with pytest.raises(MessageNotAwaited):
            engine.receive(process, progress.state, message, {})


@FILES
def test_while_an_answer_may_be_objected_to_both_messages_are_shown(file):
    _, _, progress = walk(file, "answer")
    assert [(task.name, task.message, task.kind) for task in progress.waiting] == [
        ("objection", OBJECT, "receive"),
        ("close", CLOSE, "receive"),
    ]
    assert len({task.id.rpartition(".")[2] for task in progress.waiting}) == 1


def test_the_work_lies_with_the_right_roles():
    lanes = {
        file: [
            walk(file, *events)[2].waiting[0].lane for events in ((), ("ask",), ("reject", OBJECT))
        ]
        for file in (DESK, COMPLAINTS)
    }
    assert lanes[DESK] == ["clerk", "citizen", "supervisor"]
    assert lanes[COMPLAINTS] == ["inspector", "citizen", "inspector"]


@FILES
def test_the_citizens_list_says_which_stages_always_come(file):
    found = {stage.code: stage.always for stage in engine.stages(engine.load(file.read_bytes()))}
    assert list(found) == [
        "received",
        "review",
        "documents",
        "answer",
        "objection",
        "final_answer",
        "closed",
    ]
    assert [code for code, always in found.items() if always] == [
        "received",
        "review",
        "answer",
        "closed",
    ]


@FILES
def test_everything_in_the_file_is_in_its_picture(file):
    document = etree.parse(file)
    drawn = set(document.xpath("//@bpmnElement"))
    nodes = "//*[*[local-name()='incoming' or local-name()='outgoing']]/@id"
    for path in ("//*[@sourceRef]/@id", nodes, "//*[local-name()='lane']/@id"):
        wanted = document.xpath(path)
        assert wanted
        assert drawn.issuperset(wanted)


@FILES
def test_the_words_people_read_are_persian(file):
    names = etree.parse(file).xpath("//*[local-name()='process']//@name[not(parent::*[@value])]")
    titles = [stage.title for stage in engine.stages(engine.load(file.read_bytes()))]
    assert all(re.fullmatch("[آ-ی\u200cئأ ]+", text) for text in (*names, *titles))
    assert not any(letter in text for text in (*names, *titles) for letter in "يكة")


@settings(max_examples=200, deadline=None)
@given(file=st.sampled_from([DESK, COMPLAINTS]), choices=st.lists(st.integers(0, 5), max_size=12))
def test_a_random_walk_always_stands_somewhere_legal(file, choices):
    process = engine.load(file.read_bytes())
    progress, objections = engine.start(process, {}), 0
    for choice in choices:
        if progress.done:
            break
        before = progress
        task = progress.waiting[choice % len(progress.waiting)]
        objections += task.message == OBJECT
        progress = _act(process, progress, task, choice)
        assert not {t.id for t in before.waiting} & {t.id for t in progress.waiting}
    assert objections <= 1
    assert progress.done == (not progress.waiting)
    assert {mark.state for mark in progress.entered} <= set(STATES)
    assert len(progress.state) < 8192


def _act(process, progress, task, choice: int) -> engine.Progress:
    if task.message:
        return engine.receive(process, progress.state, task.message, {})
    choices = engine.fields(process, task.name)[0].choices
    decision = choices[choice % len(choices)]
    return engine.complete(process, progress.state, task.id, {"decision": decision})
