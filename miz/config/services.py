"""`miz services`: packages on disk and what is published of them."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from miz.audit.actors import SYSTEM
from miz.catalogue import actions, checks, packages, queries
from miz.catalogue.errors import PackageError
from miz.catalogue.findings import Finding, refused
from miz.catalogue.library import Files, Shelf
from miz.lib import holidays, jalali
from miz.lib.console import say


def run(what: str, *, as_json: bool) -> int:
    return {"check": check, "publish": publish, "list": show}[what](as_json)


def check(as_json: bool) -> int:
    """Reads every package and runs its scenarios; answers 1 when one of them is refused.

    Each finding names file and line; a warning refuses nothing.
    """
    shelf = Shelf(Path(settings.SERVICES))
    read = [_examined(folder, shelf) for folder in shelf.folders]
    found = [*_organisations(shelf), *(each for _, findings in read for each in findings)]
    wrong = refused(found)
    warnings = [*(str(each) for each in found if each not in wrong), *_warnings()]
    scenarios = sum(name.startswith("scenarios/") for files, _ in read for name in files)
    if as_json:
        told = {
            "packages": len(read),
            "scenarios": scenarios,
            "findings": [_told(finding) for finding in wrong],
            "warnings": warnings,
        }
        say(json.dumps(told, ensure_ascii=False))
        return 1 if wrong else 0
    for line in (*map(str, wrong), *(f"warning: {each}" for each in warnings)):
        say(line)
    broken = len({finding.where for finding in wrong})
    say(f"{len(read)} packages, {scenarios} scenarios, {broken} refused")
    return 1 if wrong else 0


def _examined(folder: Path, shelf: Shelf) -> tuple[Files, list[Finding]]:
    try:
        files = packages.files(folder)
    except PackageError as error:
        return {}, error.findings
    library = shelf.beside(folder)
    return files, checks.findings(files, where=str(folder), library=library)


def _organisations(shelf: Shelf) -> Iterator[Finding]:
    for folder in shelf.agencies:
        try:
            text = packages.text(folder, "organisation.yaml")
        except PackageError as error:
            yield from error.findings
        else:
            yield from checks.organisation(text, where=str(folder))


def _told(finding: Finding) -> dict[str, object]:
    return {
        "package": finding.where,
        "finding": str(finding),
        "file": finding.file,
        "line": finding.line,
        "code": finding.code,
        "message": finding.message,
        "persian": finding.persian,
    }


def _warnings() -> list[str]:
    """What refuses no package and should be mended all the same."""
    if not holidays.ends_soon(datetime.datetime.now(tz=jalali.TEHRAN).date()):
        return []
    year = holidays.last_year()
    return [f"holidays are known until the end of {year}: see docs/howto/change-holidays.md"]


def publish(as_json: bool) -> int:
    versions = actions.publish_all(root=settings.SERVICES, by=SYSTEM)
    rows = [{"service": v.service.slug, "version": v.number} for v in versions]
    say(json.dumps(rows) if as_json else f"{len(rows)} new versions")
    return 0


def show(as_json: bool) -> int:
    rows = [
        {
            "slug": s.slug,
            "code": s.service_code,
            "title": s.title,
            "version": s.version.number,
            "digest": s.version.digest,
        }
        for s in queries.published_services()
        if s.version
    ]
    if as_json:
        say(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            say(f"{row['slug']:32} {row['code']:12} {row['digest']:.12} {row['title']}")
    return 0
