"""`miz services migrate`: running cases to another version, looked at first."""

import argparse
import json
from typing import Any

from django.db.models import Q

from miz.audit.actors import SYSTEM
from miz.cases import migrating
from miz.cases.errors import CaseError
from miz.cases.models import Migration
from miz.catalogue.models import Service, ServiceVersion
from miz.lib.console import say


def run(options: argparse.Namespace) -> int:
    try:
        told = _revert(options.revert) if options.revert else _move(options)
    except (CaseError, Service.DoesNotExist, ServiceVersion.DoesNotExist, ValueError) as error:
        say(str(error))
        return 1
    except Migration.DoesNotExist:
        say(f"no move has the number {options.revert}")
        return 1
    say(json.dumps(told, ensure_ascii=False) if options.json else _table(told))
    return 0


def _move(options: argparse.Namespace) -> dict[str, Any]:
    if options.old is None or options.new is None:
        raise ValueError("name the versions with --from and --to")
    named = Q(slug=options.code) | Q(service_code=options.code)
    versions = Service.objects.get(named).versions
    old, new = versions.get(number=options.old), versions.get(number=options.new)
    mapping = dict(each.split("=", 1) for each in options.map)
    if not options.apply:
        return _told(migrating.plan(old, new, mapping))
    batch, plan = migrating.move(by=SYSTEM, old=old, new=new, mapping=mapping)
    return {"batch": batch.pk, **_told(plan)}


def _revert(number: int) -> dict[str, Any]:
    back, stay = migrating.revert(by=SYSTEM, batch=Migration.objects.get(pk=number))
    return {"batch": number, "returned": back, "stayed": stay}


def _told(plan: migrating.Plan) -> dict[str, Any]:
    landings = [
        {"element": element, "target": target, "problem": problem, "tokens": tokens}
        for (element, target, problem), tokens in sorted(plan.landings.items())
    ]
    return {"movable": plan.movable, "stuck": plan.stuck, "landings": landings}


def _table(told: dict[str, Any]) -> str:
    lines = [f"{name:10} {value}" for name, value in told.items() if name != "landings"]
    for each in told.get("landings", []):
        lands = each["problem"] or f"-> {each['target']}"
        lines.append(f"  {each['element']:30} {lands:34} {each['tokens']}")
    return "\n".join(lines)
