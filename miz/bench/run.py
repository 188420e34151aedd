"""`miz bench NAME`: one way through the whole desk under load, beside what the database can do."""

from django.db import connection

from miz.lib.console import say

from . import desk as desks
from . import limits
from .report import Report, report

LIMIT_SECONDS = 5
# All people of a bench come from one address.
SETTINGS = {"recover": {"MIZ_QUOTA_CODE_BY_ADDRESS": "1000000"}}
CLIENTS = 16
# A search is judged by how long one person waits, not by how many wait.
CLIENTS_OF = {"search": 2}


def main(
    name: str, clients: int | None, seconds: float, cases: int, services: int, as_json: bool
) -> int:
    clients = clients or CLIENTS_OF.get(name, CLIENTS)
    with desks.throw_away(SETTINGS.get(name)) as desk:
        found = _measure(desk, name, clients, seconds, cases, services)
    say(found.as_json() if as_json else found.as_table())
    return 1 if found.errors or not found.done else 0


# The models of the jobs need Django, which is set up by the desk.
# ruff: noqa: PLC0415


def _measure(
    desk: desks.Desk, name: str, clients: int, seconds: float, cases: int, services: int
) -> Report:
    from . import codes, jobs, load, preload, recover, shelf, work

    if name == "codes":
        return codes.measure(desk, seconds=seconds, bulk=cases)
    if name == "process":
        return work.measure(desk, clients=clients, seconds=seconds)
    if name == "recover":
        return recover.measure(desk, clients=clients)
    if cases:
        preload.preload(cases)
    if services:
        shelf.fill(services)
    job = jobs.JOBS[name](desk)
    jobs.statements(next(job.shots))
    statements = len(jobs.statements(next(job.shots)))
    with connection.cursor() as cursor:
        # At rest: else autovacuum would clean up after a preload for minutes, on the cores that
        # are measured.
        cursor.execute("vacuum")
        cursor.execute("checkpoint")
    connection.close()
    measured = load.drive(desk.port, job.shots, expect=job.expect, clients=clients, seconds=seconds)
    limit = limits.measure(
        desk.cluster, job.scripts, clients=clients, seconds=LIMIT_SECONDS, values=job.values
    )
    return report(name, measured, clients=clients, cases=cases, services=services, limit=limit,
                  limit_by=limits.BY, statements=statements)  # fmt: skip
