"""`miz services`: packages on disk and what is published of them."""

import datetime
import json
from pathlib import Path

from django.conf import settings

from miz.audit.actors import SYSTEM
from miz.catalogue import actions, packages, queries
from miz.catalogue.errors import PackageError
from miz.lib import holidays, jalali
from miz.lib.console import say


def run(what: str, *, as_json: bool) -> int:
    return {"check": check, "publish": publish, "list": show}[what](as_json)


def check(as_json: bool) -> int:
    """Reads every package and runs its scenarios; answers 1 and names the file when one fails."""
    findings: list[dict[str, str]] = []
    count = scenarios = 0
    for folder in sorted(Path(settings.SERVICES).glob("*/*/service.yaml")):
        count += 1
        try:
            package = packages.read(folder.parent)
            lines = packages.try_scenarios(package)
            scenarios += len(package.scenarios)
        except PackageError as error:
            lines = str(error).splitlines()
        findings += [{"package": str(folder.parent), "finding": line} for line in lines]
    refused = len({finding["package"] for finding in findings})
    warnings = _warnings()
    if as_json:
        told = {
            "packages": count,
            "scenarios": scenarios,
            "findings": findings,
            "warnings": warnings,
        }
        say(json.dumps(told, ensure_ascii=False))
    else:
        for finding in findings:
            say(finding["finding"])
        for warning in warnings:
            say(f"warning: {warning}")
        say(f"{count} packages, {scenarios} scenarios, {refused} refused")
    return 1 if findings else 0


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
        {"slug": s.slug, "code": s.service_code, "title": s.title}
        for s in queries.published_services()
    ]
    if as_json:
        say(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            say(f"{row['slug']:32} {row['code']:12} {row['title']}")
    return 0
