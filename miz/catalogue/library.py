"""What a package may point to outside itself: other packages and its organisation's units.

`Library` is the question; `Shelf` answers it from folders on disk.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

from miz.processes import reader
from miz.processes.errors import ProcessRefused

from .yaml_text import YamlRefused, parse

# Path inside the package -> text.
Files = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """Another service that there is; `code` is empty when it has no identifier."""

    where: str
    slug: str
    code: str
    title: str


class Library(Protocol):
    """What there is beside one package. A service is no stranger to itself: `others` leaves out
    the package that is asked about, also its versions before."""

    def process(self, name: str) -> Mapping[str, str] | None:
        """{process, rules}: XML of the process of that id, and of the rules of its package."""

    def units(self) -> Collection[str] | None:
        """The codes of the units of its organisation; None when they are not known."""

    def others(self, slug: str, codes: Collection[str]) -> Iterable[Known]:
        """The other services with that slug, or with one of these identifiers."""


def process_id(xml: str) -> str:
    """The id of the executable process in an XML; empty when it has none."""
    try:
        root = reader.parse(xml.encode())
    except ProcessRefused:
        return ""
    found: list[etree._Element] = root.findall(f"{{{reader.BPMN}}}process")
    return str(found[0].get("id") or "") if found else ""


class Shelf:
    """The packages under a root: `<agency>/organisation.yaml`, `<agency>/<service>/service.yaml`.

    Read once. What cannot be read is left out: whoever reads that package is told.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def beside(self, folder: Path) -> "OnDisk":
        return OnDisk(self, folder)

    @cached_property
    def agencies(self) -> list[Path]:
        return [path.parent for path in sorted(self.root.glob("*/organisation.yaml"))]

    @cached_property
    def folders(self) -> list[Path]:
        """Every package, also where its agency has no organisation.yaml and nobody publishes it."""
        return [file.parent for file in sorted(self.root.glob("*/*/service.yaml"))]

    @cached_property
    def services(self) -> dict[Path, Known]:
        """What agencies publish."""
        agencies = {*self.agencies}
        return {folder: _known(folder) for folder in self.folders if folder.parent in agencies}

    @cached_property
    def processes(self) -> dict[str, Path]:
        files = [folder / "process.bpmn" for folder in self.folders]
        return {process_id(_text(file)): file.parent for file in files if file.exists()}


@dataclass(frozen=True)
class OnDisk:
    """A Library: what stands on a shelf beside one folder."""

    shelf: Shelf
    folder: Path

    def process(self, name: str) -> Mapping[str, str] | None:
        folder = self.shelf.processes.get(name)
        if folder is None:
            return None
        return {key: _text(folder / file) for key, file in PROCESS_FILES.items()}

    def units(self) -> Collection[str] | None:
        organisation = _mapping(self.folder.parent / "organisation.yaml")
        units = organisation.get("units") or []
        return {str(unit.get("code")) for unit in units} if organisation else None

    def others(self, slug: str, codes: Collection[str]) -> Iterable[Known]:
        for folder, known in self.shelf.services.items():
            if folder != self.folder and (known.slug == slug or known.code in codes):
                yield known


PROCESS_FILES = {"process": "process.bpmn", "rules": "rules.dmn"}


def _known(folder: Path) -> Known:
    form = _mapping(folder / "service.yaml")
    slug, code, title = (str(form.get(key) or "") for key in ("slug", "service_code", "title"))
    return Known(str(folder), slug, code, title)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = parse(_text(path)).data
    except YamlRefused:
        return {}
    return content if isinstance(content, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
