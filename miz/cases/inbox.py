"""The desk's inbox: one page of cases as filtered, the small counts beside it, the board's figures.

Nothing here counts a table. The default inbox walks one partial index in its own order and stops
after a page; every count looks at no more rows than it says.
"""

import dataclasses
import datetime
from collections import Counter
from typing import Any

import psycopg.sql
from django.db import models
from django.db.models import Count, Q, Value

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.catalogue import queries as catalogue
from miz.catalogue.models import Service
from miz.lib.jalali import in_tehran, midnight

from . import deadlines, queries
from .models import OPEN_STATES, Case, CaseQuerySet, State

SIZE = 25
MANY = 100
BOARD_LIMIT = 10_000
LONGEST_ABSENCE = datetime.timedelta(days=1)
BUSIEST = 10
# The bands of age on the board, in calendar days since the day of submission.
AGES = (3, 10)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)

# What a page is ordered by: (column, descending). The id breaks ties, so no row is ever skipped.
SORTS = {"deadline": ("due_at", False), "newest": ("submitted_at", True)}
NOT_SHOWN = ("text", "search_text", "request_digest", "idempotency_key")


class Literal(Value):
    """A constant of ours written into the statement itself.

    PostgreSQL proves the predicate of a partial index from constants only: as a parameter of a
    prepared statement the same condition would cost the inbox its index.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return psycopg.sql.quote(self.value), ()


@dataclasses.dataclass(frozen=True)
class Position:
    """A place in the order, written `microseconds-id` in addresses."""

    at: datetime.datetime
    id: int

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Of `[0-9]{1,16}-[0-9]{1,18}`, which the form has checked."""
        moment, _, pk = text.partition("-")
        return cls(EPOCH + int(moment) * MICROSECOND, int(pk))

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.id}"


@dataclasses.dataclass(frozen=True)
class Filters:
    """What to show. Empty means no restriction; `state` is open, all or a State."""

    state: str = "open"
    assignment: str = ""
    due: str = ""
    main_topic: str = ""
    province: str = ""
    words: str = ""
    sort: str = "deadline"
    after: Position | None = None
    before: Position | None = None


@dataclasses.dataclass(frozen=True)
class Row:
    """`due` is on_time, nearly_due, overdue, paused, or empty when nothing is owed any more;
    `failed` that a step waits for who looks, and always false for who may not know."""

    case: Case
    due: str
    failed: bool = False


@dataclasses.dataclass(frozen=True)
class Page:
    """`previous` and `next` are where the pages beside this one begin, None at the ends."""

    rows: list[Row]
    previous: Position | None
    next: Position | None


@dataclasses.dataclass(frozen=True)
class Clock:
    """Now, and the moment up to which a deadline is near."""

    now: datetime.datetime
    soon: datetime.datetime

    @classmethod
    def of(cls, user: User, now: datetime.datetime) -> "Clock":
        return cls(now, deadlines.nearly_due_until(user.organisation.office_hours, now))

    def due(self, case: Case) -> str:
        if case.paused_at:
            return "paused"
        if not case.is_open:
            return ""
        if case.due_at < self.now:
            return "overdue"
        return "nearly_due" if case.due_at <= self.soon else "on_time"

    @property
    def overdue(self) -> Q:
        return Q(due_at__lt=self.now)

    @property
    def nearly_due(self) -> Q:
        return Q(due_at__gte=self.now, due_at__lte=self.soon)

    @property
    def today(self) -> Q:
        """Deadlines of this day in Tehran, gone by or still to come."""
        return Q(due_at__gte=self.midnight(0), due_at__lt=self.midnight(1))

    def of_age(self, least: int = 0, most: int | None = None) -> Q:
        """Submitted so many calendar days ago: 0 is today, in Tehran."""
        young_enough = Q() if most is None else Q(submitted_at__gte=self.midnight(-most))
        return young_enough & Q(submitted_at__lt=self.midnight(1 - least))

    def midnight(self, days: int) -> datetime.datetime:
        """The beginning of the Tehran day that is `days` from today."""
        return midnight(in_tehran(self.now).date() + datetime.timedelta(days=days))


def open_cases(user: User) -> CaseQuerySet:
    """Where the desk owes the next step, in the words of the partial indexes."""
    states = [Literal(state.value) for state in OPEN_STATES]
    return Case.objects.visible_to(user).filter(state__in=states)


def page(user: User, filters: Filters, clock: Clock) -> Page:
    """At most SIZE rows in one statement, whatever the size of the table.

    Who may resolve incidents gets theirs in one more, by the ids of the rows: as a condition of
    the first it could cost the walk of the index.
    """
    backwards = filters.before is not None
    cases = _ordered(_filtered(user, filters, clock), filters, backwards)
    found = list(cases.select_related("assignee", "escalation").defer(*NOT_SHOWN)[: SIZE + 1])
    more, found = len(found) > SIZE, found[:SIZE]
    if backwards:
        found.reverse()
    column, _ = SORTS[filters.sort]
    ends = [Position(getattr(case, column), case.pk) for case in found[:: max(len(found) - 1, 1)]]
    failed = queries.with_incidents(found) if user.may(Permission.RESOLVE_INCIDENTS) else set()
    return Page(
        rows=[Row(case, clock.due(case), case.pk in failed) for case in found],
        previous=ends[0] if ends and (more if backwards else filters.after) else None,
        next=ends[-1] if ends and (backwards or more) else None,
    )


def _filtered(user: User, filters: Filters, clock: Clock) -> CaseQuerySet:
    if filters.due or filters.state == "open":
        cases = open_cases(user)
    else:
        cases = Case.objects.visible_to(user)
    if filters.state not in ("open", "all"):
        cases = cases.filter(state=State(filters.state))
    if filters.due:
        due = {"overdue": clock.overdue, "nearly_due": clock.nearly_due, "today": clock.today}
        cases = cases.filter(due[filters.due])
    if filters.assignment:
        cases = cases.filter(assignee=user if filters.assignment == "mine" else None)
    if filters.main_topic:
        cases = cases.filter(main_topic=filters.main_topic)
    if filters.province:
        cases = cases.filter(province=filters.province)
    return cases.search(filters.words) if filters.words else cases


def _ordered(cases: CaseQuerySet, filters: Filters, backwards: bool) -> CaseQuerySet:
    column, descending = SORTS[filters.sort]
    down = descending != backwards
    if start := filters.before or filters.after:
        than = "lt" if down else "gt"
        # The first condition alone bounds the walk of the index; the second settles ties.
        cases = cases.filter(
            Q(**{f"{column}__{than}e": start.at})
            & (Q(**{f"{column}__{than}": start.at}) | Q(**{f"id__{than}": start.id}))
        )
    sign = "-" if down else ""
    return cases.order_by(f"{sign}{column}", f"{sign}id")


def counts(user: User, clock: Clock) -> dict[str, int]:
    """How many open cases are overdue, mine, unassigned; each counted up to MANY, in one query."""
    cases = open_cases(user)
    wanted = {
        "overdue": cases.filter(clock.overdue),
        # What is open is not closed: said again, since the index of who holds a case stands on it.
        "mine": cases.filter(assignee=user, closed_at=None),
        "unassigned": cases.filter(assignee=None),
    }
    parts = [
        part.order_by().values_list(Value(name), flat=True)[:MANY] for name, part in wanted.items()
    ]
    found = Counter(parts[0].union(*parts[1:], all=True))
    return {name: found[name] for name in wanted}


def arrived(user: User, filters: Filters, since: datetime.datetime, clock: Clock) -> int:
    """How many cases of a list were submitted after `since`, a day back at most, up to MANY."""
    since = max(since, clock.now - LONGEST_ABSENCE)
    cases = _filtered(user, filters, clock).filter(submitted_at__gt=since)
    return len(cases.order_by().values_list("pk", flat=True)[:MANY])


def main_topics(user: User) -> dict[str, str]:
    """Main topics of what `user` may see, by code."""
    versions = Service.objects.filter(
        organisation=user.organisation_id, version__isnull=False
    ).values_list("version_id", flat=True)
    services = [catalogue.version(number) for number in versions if number is not None]
    confidential = user.may(Permission.SEE_CONFIDENTIAL)
    found: dict[str, str] = {}
    for service in services:
        if service.confidential == confidential:
            found |= service.main_topics
    return found


# --- the board


@dataclasses.dataclass(frozen=True)
class Load:
    """What lies with one clerk."""

    name: str
    open: int
    overdue: int


def figures(user: User, clock: Clock) -> dict[str, int]:
    """Of the scope of `user`: open, overdue, today, nearly_due, unassigned, waiting, and by age
    young, middling, old; up to BOARD_LIMIT.

    Beyond the limit the most urgent cases are the ones looked at.
    """
    young, middling = AGES
    urgent = open_cases(user).order_by("due_at", "id")[:BOARD_LIMIT]
    waiting = Case.objects.visible_to(user).filter(state=State.WAITING_FOR_CITIZEN)
    found: dict[str, int] = urgent.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=clock.overdue),
        today=Count("pk", filter=clock.today),
        nearly_due=Count("pk", filter=clock.nearly_due),
        young=Count("pk", filter=clock.of_age(most=young)),
        middling=Count("pk", filter=clock.of_age(young + 1, middling)),
        old=Count("pk", filter=clock.of_age(middling + 1)),
        unassigned=Count("pk", filter=Q(assignee=None)),
    )
    return found | {"waiting": waiting.order_by()[:BOARD_LIMIT].count()}


def busiest(user: User, clock: Clock) -> list[Load]:
    """The clerks with the most open cases of the scope."""
    rows = (
        open_cases(user)
        .filter(assignee__isnull=False)
        .values("assignee")
        .annotate(
            name=models.F("assignee__full_name"),
            open=Count("pk"),
            overdue=Count("pk", filter=clock.overdue),
        )
        .order_by("-open", "name")[:BUSIEST]
    )
    return [Load(row["name"], row["open"], row["overdue"]) for row in rows]
