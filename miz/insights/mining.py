"""The histories of cases as process mining wants them: traces of steps, nobody named in them.

What is about a person never leaves the database: only the columns that are written are asked for.
Cases and staff go by a keyed digest of their number, which is the same in every export of one
desk as long as its secret stays, and tells nothing without that secret.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from miz.accounts.models import Unit, User
from miz.audit.actors import Kind
from miz.audit.models import Event
from miz.cases.models import Case, Stage, Task
from miz.catalogue.models import ServiceVersion
from miz.lib.jalali import midnight

from .log import Place, Service, Step, Trace, Who, Work

# They leave a row in the audit and change nothing.
LOOKS = ["case.view", "case.print", "case.tell_state"]

GROUP = 500
COLUMNS = (
    "pk", "version_id", "unit_id", "province", "channel", "sensitive", "main_topic", "topic",
    "due_at",
)  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """Which cases: of the service of that slug (all when empty), submitted from `since` to
    `until`, both days of Tehran included; complaints only when `confidential`."""

    service: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    confidential: bool = False

    def cases(self) -> QuerySet[Case]:
        wanted = Q() if self.confidential else Q(confidential=False)
        if self.service:
            wanted &= Q(version__service__slug=self.service)
        if self.since:
            wanted &= Q(submitted_at__gte=midnight(self.since))
        if self.until:
            wanted &= Q(submitted_at__lt=midnight(self.until + datetime.timedelta(days=1)))
        return Case.objects.filter(wanted)


Row = Mapping[str, Any]

SYSTEM = Who(Kind.SYSTEM, Kind.SYSTEM, staff=False)
GONE = Place("unit-gone", "", "")  # the audit binds nobody: its units may be no more


def pseudonym(kind: str, number: object) -> str:
    """`kind` and 64 bits of a keyed digest: never a number that could be taken for a code."""
    return f"{kind}-{salted_hmac('miz.insights.mining', f'{kind}:{number}').hexdigest()[:16]}"


def traces(selection: Selection) -> Iterator[Trace]:
    """Every case of the selection, the oldest number first; memory holds one group of them."""
    world, last = World(), 0
    cases = selection.cases().order_by("pk").values(*COLUMNS)
    while group := list(cases.filter(pk__gt=last)[:GROUP]):
        last = group[-1]["pk"]
        rows = Rows.of([case["pk"] for case in group])
        yield from (world.trace(case, rows) for case in group)


@dataclass(frozen=True)
class Rows:
    """What belongs to a group of cases, by the case's number."""

    events: dict[int, list[Row]]
    tasks: dict[int, list[Row]]
    stages: dict[int, list[Row]]

    @classmethod
    def of(cls, cases: list[int]) -> "Rows":
        subjects = {f"case:{number}": number for number in cases}
        # Of the details only what changed: beside it stands what people wrote.
        events = Event.objects.filter(subject__in=subjects).exclude(action__in=LOOKS).values(
            "subject", "at", "action", "actor_kind", "actor_id", "details__changed"
        )  # fmt: skip
        tasks = Task.objects.filter(case__in=cases).values(
            "case_id", "element", "lane", "opened_at", "done_at", "done_by_id", "outcome"
        )
        stages = Stage.objects.filter(case__in=cases).values("case_id", "code", "entered_at")
        return cls(
            _grouped((subjects[row["subject"]], row) for row in events.order_by("id")),
            _grouped((row["case_id"], row) for row in tasks.order_by("id")),
            _grouped((row["case_id"], row) for row in stages.order_by("id")),
        )


def _grouped(rows: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for key, row in rows:
        groups[key].append(row)
    return groups


@dataclass(frozen=True, slots=True)
class Draft:
    """A step before it is known which unit had the case then. Of one moment `order` tells cause
    from effect: a row of the history, what it ended, the stage it came to, what it opened."""

    order: int
    at: datetime.datetime
    name: str
    who: Who = SYSTEM
    transition: str = "complete"
    task: str = ""
    outcome: str = ""
    changed: Row | None = None

    def after(self, name: str) -> Any:
        """What `name` became; None when it stayed."""
        return (self.changed or {}).get(name, [None, None])[1]


class World:
    """The few rows that all cases share: units, services and the roles of staff."""

    def __init__(self) -> None:
        self.units = {unit.pk: _place(unit) for unit in Unit.objects.select_related("organisation")}
        self.roles = dict(User.objects.values_list("pk", "role"))
        versions = ServiceVersion.objects.values_list(
            "pk", "service__slug", "service__service_code"
        )
        self.services = {pk: Service(slug, code) for pk, slug, code in versions}

    def trace(self, case: Row, rows: Rows) -> Trace:
        number, name = case["pk"], pseudonym("case", case["pk"])
        works = _works(name, rows.tasks[number])
        drafts = [
            *(self._told(event) for event in rows.events[number]),
            *(draft for work, row in works for draft in self._worked(work, row)),
            *(_entered(stage) for stage in rows.stages[number]),
        ]
        steps = self._steps(sorted(drafts, key=lambda d: (d.at, d.order)), case["unit_id"])
        now = self.units[case["unit_id"]]
        earlier = dict.fromkeys(step.unit for step in steps if step.unit != now)
        return Trace(
            id=name,
            service=self.services[case["version_id"]],
            channel=case["channel"],
            province=case["province"],
            main_topic="" if case["sensitive"] else case["main_topic"],
            topic="" if case["sensitive"] else case["topic"],
            due=case["due_at"],
            units=(*earlier, now),
            tasks=tuple(work for work, _ in works),
            steps=tuple(steps),
        )

    def _steps(self, drafts: list[Draft], unit: int) -> list[Step]:
        moves = [d.changed["unit_id"] for d in drafts if d.changed and "unit_id" in d.changed]
        if moves:
            before, after = moves[0]
            unit = before or after
        steps = []
        for draft in drafts:
            unit = draft.after("unit_id") or unit
            steps.append(self._step(draft, self.units.get(unit, GONE)))
        return steps

    def _step(self, draft: Draft, unit: Place) -> Step:
        state_before, state = (draft.changed or {}).get("state", [None, None])
        assignee, due = draft.after("assignee_id"), draft.after("due_at")
        return Step(
            at=draft.at,
            name=draft.name,
            transition=draft.transition,
            who=draft.who,
            unit=unit,
            task=draft.task,
            outcome=draft.outcome,
            assignee=self._staff(assignee) if assignee else None,
            state_before=state_before or "",
            state=state or "",
            province=draft.after("province") or "",
            due=datetime.datetime.fromisoformat(due) if due else None,
        )

    def _staff(self, number: int) -> Who:
        """The role is today's: the audit tells who acted, not as what."""
        role = self.roles.get(number, Kind.STAFF)
        return Who(pseudonym("clerk", number), role, staff=True)

    def _told(self, event: Row) -> Draft:
        kind = event["actor_kind"]
        who = self._staff(int(event["actor_id"])) if kind == Kind.STAFF else Who(kind, kind, False)
        return Draft(0, event["at"], event["action"], who, changed=event["details__changed"])

    def _worked(self, work: Work, row: Row) -> Iterator[Draft]:
        name, at_once = f"task.{work.element}", row["opened_at"] == row["done_at"]
        order = 1 if at_once else 3
        yield Draft(order, row["opened_at"], name, transition="schedule", task=work.id)
        if row["done_at"]:
            who = self._staff(row["done_by_id"]) if row["done_by_id"] else SYSTEM
            how = "withdraw" if row["outcome"] == "cancelled" else "complete"
            yield Draft(1, row["done_at"], name, who, how, work.id, row["outcome"])


def _works(case: str, rows: list[Row]) -> list[tuple[Work, Row]]:
    return [
        (Work(f"{case}/task-{n}", row["element"], row["lane"]), row)
        for n, row in enumerate(rows, start=1)
    ]


def _entered(row: Row) -> Draft:
    return Draft(2, row["entered_at"], f"stage.{row['code']}")


def _place(unit: Unit) -> Place:
    where = unit.province or "centre"
    return Place(f"unit-{unit.organisation.code}/{unit.code}/{where}", unit.kind, unit.province)
