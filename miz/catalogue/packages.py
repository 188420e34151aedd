"""Packages on disk: folders under services/, one per agency, in it one per service.

Reading touches no database. What each file holds is told in services/README.md.
"""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from miz.processes import dmn, engine, scenario
from miz.processes.errors import ProcessRefused

from . import messages, process_forms, ready_texts
from .errors import PackageError

KINDS_WITH_PROCESS = ("desk", "complaints", "access")
ESCALATED_TO = ("supervisor", "headquarters")
PASSWORD_RECOVERY = ("code", "generated")
# What a message may name; miz.cases.messages fills them in.
PLACEHOLDERS = {"tracking_code", "organisation", "due", "url", "request", "service"}
# What only the messages of these events may name besides; no process sends them.
OF_VISIT = {"visit_time", "visit_place"}
OF_EVENT = {
    "correction_asked": {"field"},
    "corrected": {"field"},
    **dict.fromkeys(
        ("invited", "visit_confirmed", "visit_moved", "visit_cancelled", "visit_reminder"), OF_VISIT
    ),
}
# What a process may want to know of its case at the start; miz.cases.opening gives it.
FACTS = ("main_topic", "topic", "province", "channel")


@dataclasses.dataclass(frozen=True)
class Package:
    """One service folder, parsed: the YAML files as plain data, process and rules as XML text.

    `called` are the processes of other packages that its call activities name, what they call
    themselves first: [{process, rules}]. `scenarios` are {file name: text}.
    """

    folder: Path
    identity: dict[str, Any]
    topics: list[dict[str, Any]]
    messages: dict[str, Any]
    answers: list[dict[str, Any]]
    process_form: dict[str, Any] | None
    process: str
    rules: str = ""
    called: list[dict[str, str]] = dataclasses.field(default_factory=list)
    scenarios: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def slug(self) -> str:
        return str(self.identity["slug"])

    @property
    def digest(self) -> str:
        """SHA-256 over the whole content, the same for the same package on every machine."""
        content = [
            self.identity, self.topics, self.messages, self.answers, self.process_form, self.process
        ]  # fmt: skip
        if self.rules or self.called:
            content += [self.rules, self.called]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def agencies(root: Path) -> Iterator[tuple[dict[str, Any], list[Package]]]:
    """(organisation.yaml, its packages) for each agency folder; raises PackageError."""
    for path in sorted(root.glob("*/organisation.yaml")):
        folders = sorted(p.parent for p in path.parent.glob("*/service.yaml"))
        yield _agency(path), [read(folder) for folder in folders]


def _agency(path: Path) -> dict[str, Any]:
    identity: dict[str, Any] = _yaml(path)
    if identity.get("password_recovery", "code") not in PASSWORD_RECOVERY:
        raise PackageError(f"{path}: password_recovery is one of {', '.join(PASSWORD_RECOVERY)}")
    return identity


def read(folder: Path) -> Package:
    package = Package(
        folder=folder,
        identity=_yaml(folder / "service.yaml"),
        topics=_yaml(folder / "topics.yaml", []),
        messages=_yaml(folder / "messages.yaml", {}),
        answers=_yaml(folder / "answers.yaml", []),
        process_form=_yaml(folder / "process.yaml", None),
        process=_text(folder / "process.bpmn"),
        rules=_text(folder / "rules.dmn"),
        called=_called(folder, _text(folder / "process.bpmn")),
        scenarios={f.name: _text(f) for f in sorted(folder.glob("scenarios/*.yaml"))},
    )
    _check(package)
    return package


def _check(package: Package) -> None:
    if not isinstance(package.identity, dict):
        raise PackageError(f"{package.folder}/service.yaml: names and values are expected")
    for key in ("slug", "kind", "title"):
        if not package.identity.get(key):
            raise PackageError(f"{package.folder}/service.yaml: {key} is missing")
    if package.process_form is not None:
        process_forms.check(package.process_form, package.folder / "process.yaml")
    if package.identity["kind"] not in KINDS_WITH_PROCESS:
        return
    for name in ("topics", "messages", "process"):
        if not getattr(package, name):
            raise PackageError(f"{package.folder}: a desk needs {name}")
    _check_escalation(package)
    process = _process(package)
    _check_topics(package)
    _check_messages(package)
    _check_answers(package)
    if strange := {f.name for f in engine.fields(process) if f.required} - {*FACTS}:
        raise PackageError(f"{package.folder}/process.bpmn: nobody knows {sorted(strange)} yet")
    _check_sent(package, process)


def _check_sent(package: Package, process: engine.Process) -> None:
    for name, _ in engine.thrown(process):
        if name not in package.messages:
            raise PackageError(f"{package.folder}/messages.yaml: the process sends {name}")
        if name in OF_EVENT:
            raise PackageError(f"{package.folder}/process.bpmn: {name} is sent by the desk alone")


def _process(package: Package) -> engine.Process:
    """The process with all that it needs; PackageError names every finding's file and line."""
    name = "rules.dmn"
    try:
        if package.rules:
            dmn.load(package.rules.encode())
        name = "process.bpmn"
        return engine.load_whole(package.process, package.rules, package.called)
    except (ProcessRefused, dmn.RulesRefused) as refused:
        file = package.folder / name
        lines = (f"{file}:{f.line or 1}: {f.element or '-'}: {f.reason}" for f in refused.findings)
        raise PackageError("\n".join(lines)) from refused


def try_scenarios(package: Package) -> list[str]:
    """What its scenarios find on the real engine, a line each that names the file."""
    found = []
    for name, text in package.scenarios.items():
        try:
            differences = scenario.run(_process(package), scenario.parse(text))
        except scenario.ScenarioRefused as refused:
            differences = [str(refused)]
        found += [f"{package.folder}/scenarios/{name}: {line}" for line in differences]
    return found


def _called(folder: Path, process: str) -> list[dict[str, str]]:
    """The processes that a process calls, found by their id among the packages of its root."""
    if "callActivity" not in process:
        return []
    library = {_process_id(file): file for file in folder.parent.parent.glob("*/*/process.bpmn")}
    found: dict[Path, dict[str, str]] = {}

    def collect(text: str, above: tuple[Path, ...]) -> None:
        for wanted in re.findall(r'calledElement="([^"]*)"', text):
            file = library.get(wanted)
            if file is None or file in found:
                continue
            if file in above:
                raise PackageError(f"{folder}/process.bpmn: {wanted} calls itself")
            collect(_text(file), (*above, file))
            found[file] = {"process": _text(file), "rules": _text(file.parent / "rules.dmn")}

    collect(process, (folder / "process.bpmn",))
    return list(found.values())


def _process_id(file: Path) -> str:
    found = re.search(r'<(?:\w+:)?process\s[^>]*?\bid="([^"]*)"', _text(file))
    return found[1] if found else ""


def _check_escalation(package: Package) -> None:
    """Rungs that do not rise would call headquarters before the supervisor."""
    ladder = (package.identity.get("desk") or {}).get("escalation") or []
    if not isinstance(ladder, list) or not all(_is_rung(rung) for rung in ladder):
        said = "escalation is a list of {after: working days, to: supervisor or headquarters}"
        raise PackageError(f"{package.folder}/service.yaml: {said}")
    days = [rung["after"] for rung in ladder]
    if sorted(set(days)) != days:
        raise PackageError(f"{package.folder}/service.yaml: escalation rises from rung to rung")


def _is_rung(rung: Any) -> bool:
    if not isinstance(rung, dict) or rung.keys() != {"after", "to"}:
        return False
    return type(rung["after"]) is int and 0 <= rung["after"] <= 250 and rung["to"] in ESCALATED_TO


def _check_topics(package: Package) -> None:
    path = f"{package.folder}/topics.yaml"
    try:
        codes = [sub["code"] for main in package.topics for sub in main["topics"] if sub["title"]]
        named = all(main["code"] and main["title"] for main in package.topics)
    except (KeyError, TypeError) as error:
        raise PackageError(f"{path}: a topic has code, title and topics ({error})") from error
    if not named or len(codes) != len(set(codes)):
        raise PackageError(f"{path}: a name is empty or a sub-topic code stands twice")


def _check_messages(package: Package) -> None:
    """What is unknown in a text would stop the case that it is to be sent for."""
    path = f"{package.folder}/messages.yaml"
    if found := list(messages.findings(package.messages, PLACEHOLDERS, OF_EVENT)):
        raise PackageError("\n".join(f"{path}: {finding}" for finding in found))


def _check_answers(package: Package) -> None:
    """A slip in a ready text would go out to a citizen as it stands."""
    path = package.folder / "answers.yaml"
    findings = [*ready_texts.findings(_text(path))] if package.answers else []
    if findings:
        raise PackageError("\n".join(f"{path}:{line}: {reason}" for line, reason in findings))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, ValueError) as error:
        raise PackageError(f"{path}: {error}") from error


_REQUIRED: Any = object()


def _yaml(path: Path, default: Any = _REQUIRED) -> Any:
    if not path.exists() and default is not _REQUIRED:
        return default
    try:
        # Through JSON, so that what we hash and store is what comes back (dates become text).
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return json.loads(json.dumps(content, ensure_ascii=False, default=str))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise PackageError(f"{path}: {error}") from error
