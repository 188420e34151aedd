"""`miz forms`: official forms as they circulate, read into records."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from miz.catalogue import library
from miz.catalogue.importing import forms, report, sources
from miz.catalogue.importing.readings import NOT_FOUND, SURE, Found, NotAForm
from miz.catalogue.importing.readings import as_json as reading_json
from miz.lib.console import say

# The forms that the tests hold the importer to, each with its record beside it.
KNOWN = settings.ROOT / "tests/catalogue/importing"
RECORD = ".yaml"


def run(file: Path, *, as_json: bool) -> int:
    """Reads a file of forms; 1 and a message when it cannot be read or holds no form."""
    try:
        found = _read(file)
    except REFUSALS as error:
        return _refused(error, as_json=as_json)
    if as_json:
        say(json.dumps(_plain(found), ensure_ascii=False, indent=2))
    else:
        _show(found)
    return 0


def compare(file: Path | None, expected: Path | None, *, as_json: bool) -> int:
    """Precision and recall of a file against its expected records, of all known forms without one.

    Left out, they are those of the same name beside the file, or of the known form of that name.
    """
    pairs = [(file, expected or _record_of(file))] if file else _known()
    total = report.Report()
    try:
        for form, record in pairs:
            total.add(report.compare(_read(form), _expected(record)))
    except REFUSALS as error:
        return _refused(error, as_json=as_json)
    _show_report(total, as_json=as_json)
    return 0


class WrongExpected(Exception):
    """The expected records cannot be read."""


REFUSALS = (sources.SourceRefused, NotAForm, WrongExpected)


def _refused(error: Exception, *, as_json: bool) -> int:
    say(json.dumps({"error": str(error)}, ensure_ascii=False) if as_json else str(error))
    return 1


def _read(file: Path) -> list[Found]:
    return forms.read_forms(sources.read(file), _titles())


def _record_of(file: Path) -> Path:
    beside = file.with_suffix(RECORD)
    known = (form for form in KNOWN.glob(f"*/*{RECORD}") if form.stem == file.stem)
    return beside if beside.exists() else next(known, beside)


def _known() -> list[tuple[Path, Path]]:
    files = (file for file in sorted(KNOWN.glob("*/*")) if file.suffix != RECORD)
    pairs = ((file, file.with_suffix(RECORD)) for file in files)
    return [(file, record) for file, record in pairs if record.exists()]


def _expected(path: Path) -> list[Mapping[str, Any]]:
    """A list of records, or one; JSON is YAML too."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongExpected(f"{path}: {error}") from None
    records = told if isinstance(told, list) else [told]
    if not all(isinstance(one, dict) for one in records):
        raise WrongExpected(f"{path}: a list of records is expected")
    return records


def _titles() -> dict[str, list[str]]:
    """The titles that identifiers stand for in the packages on disk."""
    titles: dict[str, list[str]] = {}
    for known in library.Shelf(Path(settings.SERVICES)).services.values():
        if known.code:
            titles.setdefault(known.code, []).append(known.title)
    return titles


def _plain(found: Sequence[Found]) -> list[dict[str, Any]]:
    return [reading_json(form) for form in found]


def _show_report(told: report.Report, *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(told.as_json(), ensure_ascii=False, indent=2))
        return
    for line in report.table(told):
        say(line)


def _show(found: Sequence[Found]) -> None:
    """What was told, a line each, doubtful values with their reasons."""
    for form in found:
        say(f"--- {form.kind}")
        for path, reading in form.readings():
            if reading.reason == NOT_FOUND:
                continue
            value = json.dumps(reading.value, ensure_ascii=False)
            mark = "  " if reading.confidence >= SURE else "? "
            say(f"{mark}{'.'.join(path):24} {reading.confidence:.2f} {value}")
            if reading.reason:
                say(f"{'':32}{reading.reason}")
