"""Whatever an author writes where an expression may stand, nothing but the language runs."""

import pytest

from miz.processes import engine
from miz.processes.lint import lint
from miz.processes.steps import step

from .drawing import draw, node, repeated, simple
from .test_expressions import ESCAPES

MORE = [
    "work.__class__",
    "__builtins__",
    "__builtins__['eval']('1')",
    "().__class__.__mro__[-1].__subclasses__()[104]",
    "amount.__init__.__globals__",
    "amount.real",
    "amount.bit_length()",
    "len.__globals__",
    "max.__self__.eval('1')",
    "[].append(1)",
    "(1).__reduce_ex__(2)",
    "vars()",
    "dir()",
    "locals()",
    "setattr(amount, 'x', 1)",
    "compile('1', '', 'eval')",
    "__loader__.load_module('os')",
    "amount if amount else __import__('os')",
    "abs(__import__('os').system('true'))",
    "min((lambda: 1)(), 2)",
    "[amount for amount in [1]]",
    "not (yield)",
    "print",
    "amount; import os",
    "amount\nimport os",
    "amount # \n.real",
    "{{ amount }}",
    "${amount}",
    "#{amount}",
    "<%= amount %>",
    "javascript:alert(1)",
    "=1+1",
    "$(true)",
    "`true`",
    "'; DROP TABLE cases; --",
    "u'x' 'y'.z",
    "rb'x'",
    "ａmount.real",
    "amount\u200b",
    "\ufeffamount",
    "amount and amount.real",
    "1 .real",
    "10 ** 10 ** 10",
    "~amount",
    "amount & 1",
    "amount | 1",
    "amount ^ 1",
    "amount >> 1",
    "*amount",
    "**amount",
    "del amount",
    "global amount",
    "assert amount",
    "raise amount",
    "async_ := 1",
    "'x' * 10 ** 9 .real",
    "'%s' % amount.real",
    "{1, 2}",
    "[1, 2]",
    "[]",
    "unheard_of",
    "unheard_of(1)",
]
# What XML itself cannot hold never reaches a process.
HOSTILE = [text for text in dict.fromkeys([*ESCAPES, *MORE]) if "\x00" not in text]
# Of the language, but refused by the evaluator: it multiplies and formats no text.
BOUNDED = {"'a' * 100000000", "'%999999999d' % 1"}
# Where a name is asked for, a plain word is a name and nothing is run.
WORDS = {"print", "unheard_of", "", "x = 1"}
READABLE = {"data.amount": "integer", "data.decision": "text", "data.note": "text?"}


@step("escapes_nothing")
def nothing(data):
    return {}


def _flow(text: str) -> bytes:
    gate = node("exclusiveGateway", "gate", default="gate_end")
    roads = "start>gate gate>work gate>end work>end"
    work = node("userTask", "work")
    return draw(work, gate, roads=roads, conditions={"gate>work": text}, properties=READABLE)


def _line(tag: str, inner: str, properties: dict[str, str] | None = None) -> bytes:
    work = node(tag, "work", properties or {}, inner)
    return draw(work, roads="start>work work>end", properties=READABLE)


def _script(text: str) -> bytes:
    return _line("scriptTask", f"<script>{_xml('fee = ' + text)}</script>")


def _whole_script(text: str) -> bytes:
    return _line("scriptTask", f"<script>{_xml(text)}</script>")


def _timer(kind: str, text: str) -> bytes:
    inner = f"<timerEventDefinition><time{kind}>{_xml(text)}</time{kind}></timerEventDefinition>"
    return _line("intermediateCatchEvent", inner)


def _loop(**words: str) -> bytes:
    known = {"loopDataInputRef": "decision"} | words
    inner = "".join(f"<{tag}>{_xml(text)}</{tag}>" for tag, text in known.items() if text)
    tag = "multiInstanceLoopCharacteristics"
    return _line("userTask", f"<{tag}>{inner}</{tag}>")


def _item(tag: str, text: str) -> bytes:
    name = _xml(text).replace('"', "&quot;").replace("\n", "&#10;")
    output = "<loopDataOutputRef>found</loopDataOutputRef>" if tag == "outputDataItem" else ""
    loop = "multiInstanceLoopCharacteristics"
    inner = f'<loopCardinality>2</loopCardinality>{output}<{tag} name="{name}"/>'
    return _line("userTask", f"<{loop}>{inner}</{loop}>")


def _property(tag: str, name: str, text: str, **attributes: str) -> bytes:
    work = node(tag, "work", {name: text}, **attributes)
    return draw(work, roads="start>work work>end", properties=READABLE)


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


PLACES = {
    "condition": _flow,
    "script": _script,
    "whole script": _whole_script,
    "cardinality": lambda text: _line("userTask", repeated(text)),
    "completion": lambda text: _line("userTask", repeated("2", until=text)),
    "collection": lambda text: _loop(loopDataInputRef=text),
    "output": lambda text: _item("outputDataItem", text),
    "item": lambda text: _item("inputDataItem", text),
    "date": lambda text: _timer("Date", text),
    "duration": lambda text: _timer("Duration", text),
    "cycle": lambda text: _timer("Cycle", text),
    "in": lambda text: _property("callActivity", "in.amount", text, calledElement="small"),
    "out": lambda text: _property("callActivity", "out.x", text, calledElement="small"),
    "out name": lambda text: _property("callActivity", f"out.{text}", "x", calledElement="small"),
    "input": lambda text: _property("businessRuleTask", "input.amount", text),
    "input name": lambda text: _property("businessRuleTask", f"input.{text}", "amount"),
    "decision": lambda text: _property("businessRuleTask", "decision", text),
    "declaration": lambda text: _property("userTask", "data.extra", text),
    "declared name": lambda text: _property("userTask", f"data.{text}", "text"),
    "stage": lambda text: _property("userTask", "stage", text),
    "stage code": lambda text: draw(
        node("userTask", "work"), roads="start>work work>end", properties={f"stage.{text}": "گام"}
    ),
    "state": lambda text: _property("userTask", "state", text),
    "to": lambda text: _property("userTask", "to.unit", text),
    "to name": lambda text: _property("userTask", f"to.{text}", "'a'"),
    "due": lambda text: _property("userTask", "due", text),
    "promise": lambda text: _property("userTask", "promise", text),
    "entry": lambda text: _property("userTask", "entry", text),
    "entry choice": lambda text: _property("userTask", f"entry.{text}", "answer"),
    "when": lambda text: _property("userTask", "when.decision", text),
    "step": lambda text: _property("serviceTask", "step", text),
    "clock": lambda text: _property("userTask", "clock", text),
    "object": lambda text: _object(text or "-"),
    "lane": lambda text: simple().replace(b'id="clerk"', f'id="{_attribute(text)}"'.encode()),
    "message": lambda text: draw(
        node("receiveTask", "work", messageRef="message_ping"), roads="start>work work>end"
    ).replace(b'name="ping"', f'name="{_attribute(text)}"'.encode()),
}


def _attribute(text: str) -> str:
    return _xml(text).replace('"', "&quot;").replace("\n", "&#10;")


def _object(text: str) -> bytes:
    made = f'<dataObject id="held" name="{_attribute(text)}"/>'
    return draw(node("userTask", "work"), made, roads="start>work work>end")


def test_there_are_more_than_sixty_ways_to_try():
    assert len(HOSTILE) >= 60


NAMES = {"whole script", "output", "item", "declared name", "object", "lane", "message"}
COMPUTED = {"condition", "script", "cardinality", "completion", "to"}


@pytest.mark.parametrize("place", PLACES)
def test_every_attempt_is_refused_wherever_it_is_written(place):
    def refused(text: str) -> bool:
        findings = lint(PLACES[place](text))
        return bool(findings) and all(each.code and each.reason for each in findings)

    harmless = WORDS if place in NAMES else BOUNDED | {""} if place in COMPUTED else set()
    assert {text for text in HOSTILE if not refused(text)} <= harmless


@pytest.mark.parametrize("text", sorted(BOUNDED))
def test_what_the_language_can_say_but_not_do_fails_when_it_is_run(text):
    progress = engine.start(engine.load(_script(text)), {"amount": 1, "decision": "a"})
    assert [task.kind for task in progress.waiting] == ["failed"]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("condition", "amount > 3"),
        ("script", "amount + 1"),
        ("cardinality", "amount"),
        ("completion", "number_of_completed_instances > 1"),
        ("item", "city"),
        ("output", "vote"),
        ("date", "note"),
        ("duration", "PT1H"),
        ("declaration", "a | b"),
        ("declared name", "extra"),
        ("state", "in_review"),
        ("object", "held"),
        ("lane", "expert"),
        ("message", "reply"),
        ("collection", "decision"),
    ],
)
def test_the_same_places_take_what_is_of_the_language(place, text):
    assert lint(PLACES[place](text)) == []
