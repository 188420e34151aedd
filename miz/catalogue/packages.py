"""Packages on disk: folders under services/, one per agency, in it one per service.

Reading touches no database. What each file holds is told in services/README.md.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from miz.processes import engine

from .errors import PackageError

KINDS_WITH_PROCESS = ("desk", "complaints")


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
    codes = [sub["code"] for main in package.topics for sub in main["topics"]]
    if len(codes) != len(set(codes)):
        raise PackageError(f"{package.folder}/topics.yaml: a sub-topic code stands twice")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


_REQUIRED: Any = object()


def _yaml(path: Path, default: Any = _REQUIRED) -> Any:
    if not path.exists() and default is not _REQUIRED:
        return default
    try:
        # Through JSON, so that what we hash and store is what comes back (dates become text).
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return json.loads(json.dumps(content, ensure_ascii=False, default=str))
    except (OSError, yaml.YAMLError) as error:
        raise PackageError(f"{path}: {error}") from error
