"""Packages on disk: folders under services/, one per agency, in it one per service.

Reading touches no database. What each file holds is told in services/README.md.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from miz.processes import engine

from .errors import PackageError

KINDS_WITH_PROCESS = ("desk", "complaints")
# What a message may name; miz.cases.messages fills them in.
PLACEHOLDERS = {"tracking_code", "organisation", "due", "url", "request", "service"}


@dataclasses.dataclass(frozen=True)
class Package:
    """One service folder, parsed: the YAML files as plain data, the process as XML text."""

    folder: Path
    identity: dict[str, Any]
    topics: list[dict[str, Any]]
    messages: dict[str, Any]
    answers: list[dict[str, Any]]
    process_form: dict[str, Any] | None
    process: str

    @property
    def slug(self) -> str:
        return str(self.identity["slug"])

    @property
    def digest(self) -> str:
        """SHA-256 over the whole content, the same for the same package on every machine."""
        content = [
            self.identity, self.topics, self.messages, self.answers, self.process_form, self.process
        ]  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def agencies(root: Path) -> Iterator[tuple[dict[str, Any], list[Package]]]:
    """(organisation.yaml, its packages) for each agency folder; raises PackageError."""
    for path in sorted(root.glob("*/organisation.yaml")):
        folders = sorted(p.parent for p in path.parent.glob("*/service.yaml"))
        yield _yaml(path), [read(folder) for folder in folders]


def read(folder: Path) -> Package:
    package = Package(
        folder=folder,
        identity=_yaml(folder / "service.yaml"),
        topics=_yaml(folder / "topics.yaml", []),
        messages=_yaml(folder / "messages.yaml", {}),
        answers=_yaml(folder / "answers.yaml", []),
        process_form=_yaml(folder / "process.yaml", None),
        process=_text(folder / "process.bpmn"),
    )
    _check(package)
    return package


def _check(package: Package) -> None:
    if not isinstance(package.identity, dict):
        raise PackageError(f"{package.folder}/service.yaml: names and values are expected")
    for key in ("slug", "kind", "title"):
        if not package.identity.get(key):
            raise PackageError(f"{package.folder}/service.yaml: {key} is missing")
    if package.identity["kind"] not in KINDS_WITH_PROCESS:
        return
    for name in ("topics", "messages", "process"):
        if not getattr(package, name):
            raise PackageError(f"{package.folder}: a desk needs {name}")
    if findings := engine.lint(package.process.encode()):
        raise PackageError(f"{package.folder}/process.bpmn: {findings[0]}")
    _check_topics(package)
    _check_messages(package)


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
    for event, words in package.messages.items():
        try:
            texts = [words["sms"], *((words.get("email") or {}).values())]
            fields = {field for text in texts for _, field, _, _ in Formatter().parse(text)}
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise PackageError(f"{path}: {event}: {error}") from error
        if unknown := fields - {None} - PLACEHOLDERS:
            raise PackageError(f"{path}: {event}: unknown {sorted(map(str, unknown))}")


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
