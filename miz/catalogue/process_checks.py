"""Process, rules, forms and scenarios of a package: linted, held against its words, and tried."""

import re
from collections.abc import Iterable

from miz.processes import dmn, engine, scenario
from miz.processes.errors import Finding as Lint
from miz.processes.errors import ProcessRefused

from .examination import Examination
from .findings import Slip
from .library import process_id
from .messages import OF_EVENT

PROCESS, RULES = "process.bpmn", "rules.dmn"
# What a process may want to know of its case at the start; miz.cases.opening gives it.
FACTS = ("main_topic", "topic", "province", "channel")
_CALLS = re.compile(r'\bcalledElement="([^"]*)"')
_STEP = re.compile(r"step (\d+) ")


def look(seen: Examination) -> None:
    process = _process(seen)
    if process is not None:
        if seen.takes_requests:
            _facts(seen, process)
            _sent(seen, process)
        _forms(seen, process)
    for name in seen.files:
        if name.startswith("scenarios/"):
            _scenario(seen, name, process)


def _process(seen: Examination) -> engine.Process | None:
    """The process with all that it needs, or None when something of it is refused."""
    if not (xml := seen.files.get(PROCESS)):
        return None
    before = len(seen.findings)
    rules = seen.files.get(RULES, "")
    try:
        if rules:
            dmn.load(rules.encode())
    except dmn.RulesRefused as refused:
        _lint(seen, RULES, refused.findings)
    inner = _called(seen, xml)
    if len(seen.findings) > before:
        return None
    try:
        return engine.load(xml.encode(), rules.encode(), inner)
    except ProcessRefused as refused:
        _lint(seen, PROCESS, refused.findings)
    return None


def _lint(seen: Examination, file: str, findings: Iterable[Lint]) -> None:
    for each in findings:
        seen.say("lint", file, each.line, element=each.element or "-", reason=each.reason)


def _called(seen: Examination, xml: str) -> tuple[engine.Process, ...]:
    """The processes that a process calls, what they call themselves first; kept in `seen.called`.

    One that nobody has is left out: the lint of the caller names it.
    """
    found: dict[str, engine.Process] = {}

    def collect(text: str, above: tuple[str, ...], line: int) -> None:
        for number, name in _calls(text):
            line = line or number
            if name in above:
                seen.say("calls_itself", PROCESS, line, process=name)
            elif name not in found and (source := _source(seen, name)):
                collect(source["process"], (*above, name), line)
                if process := _loaded(seen, name, source, tuple(found.values()), line):
                    found[name] = process
                    seen.called.append(source)
            line = 0 if len(above) == 1 else line

    collect(xml, (process_id(xml),), 0)
    return tuple(found.values())


def _calls(xml: str) -> Iterable[tuple[int, str]]:
    for call in _CALLS.finditer(xml):
        yield xml.count("\n", 0, call.start()) + 1, call[1]


def _source(seen: Examination, name: str) -> dict[str, str] | None:
    source = seen.library.process(name) if seen.library else None
    return {"process": source["process"], "rules": source["rules"]} if source else None


def _loaded(
    seen: Examination,
    name: str,
    source: dict[str, str],
    inner: tuple[engine.Process, ...],
    line: int,
) -> engine.Process | None:
    try:
        return engine.load(source["process"].encode(), source["rules"].encode(), inner)
    except ProcessRefused as refused:
        reason = refused.findings[0].reason
        seen.say("called_refused", PROCESS, line, process=name, reason=reason)
        return None


# --- held against what is around it


def _facts(seen: Examination, process: engine.Process) -> None:
    strange = {field.name for field in engine.fields(process) if field.required} - {*FACTS}
    if strange:
        line = process.diagram.line
        seen.say("unknown_fact", PROCESS, line, names=", ".join(sorted(strange)))


def _sent(seen: Examination, process: engine.Process) -> None:
    known = seen.data("messages.yaml", {}) if seen.is_sound("messages.yaml") else None
    for event, element in engine.thrown(process):
        own = process.diagram.elements.get(element)
        line = own.line if own else 1
        if event in OF_EVENT:
            seen.say("desk_event", PROCESS, line, event=event)
        elif known is not None and event not in known:
            seen.say("unsaid", PROCESS, line, event=event)


def _forms(seen: Examination, process: engine.Process) -> None:
    tasks = {each.id for each in process.diagram.elements.values() if each.tag == "userTask"}
    for name in seen.files:
        if name.startswith("forms/"):
            task = name.removeprefix("forms/").removesuffix(".json")
            if task not in tasks:
                seen.say("form_name", name, name=task)


# --- tried


def _scenario(seen: Examination, file: str, process: engine.Process | None) -> None:
    """Its YAML is judged first: the engine's own reader has no bounds."""
    if not seen.parse(file) or process is None:
        return
    try:
        read = scenario.parse(seen.files[file])
    except scenario.ScenarioRefused as refused:
        seen.say("scenario", file, why=str(refused))
        return
    _topics(seen, file, read)
    for difference in scenario.run(process, read):
        step = _STEP.match(difference)
        path = ("steps", int(step[1]) - 1) if step else ("start",)
        seen.say("scenario", file, seen.line(file, *path), why=difference)


def _topics(seen: Examination, file: str, read: scenario.Scenario) -> None:
    if not seen.is_sound("topics.yaml"):
        return
    mains = seen.data("topics.yaml")
    known = {
        "main_topic": {main["code"] for main in mains},
        "topic": {sub["code"] for main in mains for sub in main["topics"]},
    }
    for key, codes in known.items():
        if (topic := read.start.get(key)) and topic not in codes:
            seen.say_all(file, [Slip(("start", key), "unknown_topic", {"topic": topic})])
