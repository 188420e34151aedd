"""Packages: all of one service, as files in a folder or in memory, under services/ one agency each.

Reading touches no database. What each file holds is told in services/README.md; what may be wrong
with it, `checks` says.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import checks
from .errors import PackageError
from .findings import find, refused
from .library import Files as Files
from .library import Library as Library
from .library import Shelf
from .messages import OF_EVENT as OF_EVENT
from .process_checks import FACTS as FACTS


@dataclasses.dataclass(frozen=True)
class Package:
    """One service, parsed: the YAML files as plain data, process and rules as XML text.

    `where` it lies: its folder, or the name of a draft. `files` is all of it as text, remarks and
    scenarios included. `called` are the processes of other packages that its call activities name,
    what they call themselves first: [{process, rules}].
    """

    where: str
    files: Files
    identity: dict[str, Any]
    topics: list[dict[str, Any]]
    messages: dict[str, Any]
    answers: list[dict[str, Any]]
    process_form: dict[str, Any] | None
    process: str
    rules: str = ""
    called: list[dict[str, str]] = dataclasses.field(default_factory=list)

    @property
    def slug(self) -> str:
        return str(self.identity["slug"])

    @property
    def digest(self) -> str:
        """SHA-256 over the content, the same for the same package on every machine.

        Remarks, scenarios and the order of keys are no content: nobody outside meets them.
        """
        content: list[Any] = [
            self.identity, self.topics, self.messages, self.answers, self.process_form, self.process
        ]  # fmt: skip
        if self.rules or self.called:
            content += [self.rules, self.called]
        if beside := {name: self.files[name] for name in self.files if checks.is_beside(name)}:
            content += [beside]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def agencies(root: Path) -> Iterator[tuple[dict[str, Any], list[Package]]]:
    """(organisation.yaml, its packages) for each agency folder; raises PackageError."""
    shelf = Shelf(root)
    for agency in shelf.agencies:
        folders = [folder for folder in shelf.folders if folder.parent == agency]
        yield organisation(agency), [read(folder, shelf) for folder in folders]


def organisation(agency: Path) -> dict[str, Any]:
    """What the organisation.yaml of an agency's folder says; raises PackageError."""
    said = text(agency, "organisation.yaml")
    if findings := refused(checks.organisation(said, where=str(agency))):
        raise PackageError(findings=findings)
    content: dict[str, Any] = checks.content(said)
    return content


def read(folder: Path, shelf: Shelf | None = None) -> Package:
    """The package in a folder; `shelf` are those beside it, by default those of its root."""
    shelf = shelf or Shelf(folder.parent.parent)
    return load(files(folder), where=str(folder), library=shelf.beside(folder))


def files(folder: Path) -> Files:
    """The text of every file that belongs to the package; raises PackageError."""
    found = (path for pattern in checks.PATTERNS for path in sorted(folder.glob(pattern)))
    names = [path.relative_to(folder).as_posix() for path in found if path.is_file()]
    return {name: text(folder, name) for name in names}


def text(folder: Path, name: str) -> str:
    """The text of one file of a folder; raises PackageError."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except ValueError as error:
        raise PackageError(findings=[find("encoding", name, 1, str(folder))]) from error
    except OSError as error:
        said = find("unreadable", name, 1, str(folder), why=error.strerror)
        raise PackageError(findings=[said]) from error


def load(files: Files, *, where: str, library: Library) -> Package:
    """The package of these files; raises PackageError with all that is refused in it."""
    seen = checks.examine(files, where=where, library=library)
    if findings := refused(seen.findings):
        raise PackageError(findings=findings)
    return Package(
        where=where,
        files=dict(files),
        identity=seen.data("service.yaml"),
        topics=seen.data("topics.yaml", []),
        messages=seen.data("messages.yaml", {}),
        answers=seen.data("answers.yaml", []),
        process_form=seen.data("process.yaml"),
        process=files.get("process.bpmn", ""),
        rules=files.get("rules.dmn", ""),
        called=seen.called,
    )
