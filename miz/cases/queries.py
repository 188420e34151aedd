"""Reads for screens: the citizen's view of a case, its conversation, its failed steps."""

import dataclasses
import datetime
import functools
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from miz.accounts.models import Unit, User
from miz.catalogue import queries as catalogue
from miz.catalogue.models import ServiceVersion
from miz.connectors import directory
from miz.lib import persian
from miz.processes import drawing, engine
from miz.processes.errors import ProcessError, silent_agency
from miz.processes.expressions import Value

from .models import OPEN_STATES, Attachment, Case, Entry, Incident, ProcessState, Rating, State

MOST_INCIDENTS = 50
SHOWN_OF_INCIDENTS = (
    *("engine_id", "title", "opened_at", "tries", "retry_at"),
    *("case__tracking_code", "case__province"),
)


CITIZEN_LANE, CITIZEN = "citizen", "متقاضی"
AGENCY_WAITS = "در انتظار پاسخ {}. همین که پاسخ برسد، درخواست خود پیش می‌رود؛ کاری با شما نیست."


@dataclasses.dataclass(frozen=True)
class StageView:
    """One milestone on the road: state is passed, present or to_come; `at` when it began.

    Of the present one: `holder` has it now (never the name of a clerk) and is to act before
    `until`; `owed` when that is the citizen. Nobody has it where nothing is to be done.
    """

    title: str
    state: str
    at: datetime.datetime | None
    note: str = ""
    holder: str = ""
    until: datetime.datetime | None = None
    owed: bool = False


@dataclasses.dataclass
class Conversation:
    """The entries of a case with their attachments; those of the request itself under None."""

    entries: list[Entry]
    attachments: dict[int | None, list[Attachment]]

    def __post_init__(self) -> None:
        for entry in self.entries:
            entry.files = self.attachments.get(entry.pk, [])  # type: ignore[attr-defined]

    @property
    def of_request(self) -> list[Attachment]:
        return self.attachments.get(None, [])


_TRACKED = """
select c.id, c.version_id, c.tracking_code, c.given_name || ' ' || c.family_name, c.state,
    c.sensitive,
    u.name, u.province, c.submitted_at, c.due_at, c.answered_at,
    (select json_agg(json_build_array(s.code, s.entered_at) order by s.entered_at, s.id)
        from cases_stage s where s.case_id = c.id),
    (select json_agg(json_build_array(t.lane, coalesce(w.name, u.name),
            case when w.id is null then u.province else w.province end, t.due_at)
            order by t.opened_at, t.id)
        from cases_task t left join accounts_unit w on w.id = t.unit_id
        where t.case_id = c.id and t.done_at is null),
    (select json_agg(i.error order by i.opened_at, i.id)
        from cases_incident i where i.case_id = c.id and i.retry_at is not null),
    (select json_agg(json_build_array(e.kind, e.text, e.at, e.unit_name) order by e.at, e.id)
        from cases_entry e
        where e.case_id = c.id and not c.sensitive and e.kind <> all(%s))
from cases_case c join accounts_unit u on u.id = c.unit_id
where c.tracking_code = %s and c.national_code = %s
"""


@dataclasses.dataclass(frozen=True)
class Said:
    """One entry of a conversation, as machines read it."""

    kind: str
    text: str
    at: datetime.datetime
    unit_name: str


@dataclasses.dataclass(frozen=True)
class Tracked:
    """A case as who knows both codes may read it; nothing was said where it is sensitive."""

    pk: int
    tracking_code: str
    masked_name: str
    state: State
    sensitive: bool
    unit: str
    submitted_at: datetime.datetime
    due_at: datetime.datetime
    answered_at: datetime.datetime | None
    stages: list[StageView]
    entries: list[Said]


def tracked(code: str, tracking_code: str) -> Tracked | None:
    """The same as `by_codes` with stages and conversation, in one statement: a rush asks this."""
    with connection.cursor() as cursor:
        cursor.execute(_TRACKED, [list(Entry.INTERNAL), tracking_code, code])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, version_id, code, name, state, sensitive, unit, province, *rest = row
    submitted, due, answered, *rest = rest
    passed, waiting, errors, said = (each or [] for each in rest)
    moment = datetime.datetime.fromisoformat
    desk = str(Unit(name=unit, province=province))
    tasks = [
        Waits(lane, str(Unit(name=name, province=where)), moment(until) if until else None)
        for lane, name, where, until in waiting
    ]
    return Tracked(
        pk=pk,
        tracking_code=code,
        masked_name=persian.mask_name(name),
        state=State(state),
        sensitive=sensitive,
        unit=desk,
        submitted_at=submitted,
        due_at=due,
        answered_at=answered,
        stages=_road(
            version_id,
            state,
            [(stage, moment(at)) for stage, at in passed],
            _with_whom(version_id, state, desk, due, tasks) | _waits(errors),
        ),
        entries=[Said(kind, text, moment(at), where) for kind, text, at, where in said],
    )


def by_codes(code: str, tracking_code: str) -> Case | None:
    """The case of the person of this code, of whichever kind, with this tracking code; both must
    fit, or it does not exist."""
    return with_people().filter(tracking_code=tracking_code, national_code=code).first()


def with_people() -> QuerySet[Case]:
    """Cases with unit, organisation and rating: what a page about one case shows."""
    return Case.objects.select_related("unit", "organisation", "rating")


def stages(case: Case) -> list[StageView]:
    """The road as the citizen sees it: what was passed in its order, then what is surely ahead."""
    passed = [(stage.code, stage.entered_at) for stage in case.stages.all()]
    desk = str(case.unit)
    rows = case.tasks.filter(done_at=None).select_related("unit").order_by("opened_at", "id")
    tasks = [Waits(row.lane, str(row.unit or desk), row.due_at) for row in rows]
    now = _with_whom(case.version_id, case.state, desk, case.due_at, tasks)
    trying = case.incidents.open().exclude(retry_at=None).order_by("opened_at", "id")
    now |= _waits(trying.values_list("error", flat=True))
    return _road(case.version_id, case.state, passed, now)


def silent_agencies(errors: Iterable[str]) -> str:
    """«سامانهٔ ثبت احوال»: the systems that steps wait for, of the errors of open incidents."""
    names = filter(None, map(silent_agency, errors))
    titles = dict.fromkeys(directory.title(name) or name for name in names)
    return " و ".join(f"سامانهٔ {title}" for title in titles)


def _waits(errors: Iterable[str]) -> dict[str, str]:
    agencies = silent_agencies(errors)
    return {"note": AGENCY_WAITS.format(agencies)} if agencies else {}


@dataclasses.dataclass(frozen=True)
class Waits:
    """An open task, by the lane and the unit that are to do it."""

    lane: str
    unit: str
    due_at: datetime.datetime | None


def _with_whom(
    version_id: int, state: str, desk: str, due: datetime.datetime, tasks: list[Waits]
) -> dict[str, Any]:
    """The fields of the present stage that say who has it; the promise of the case is the desk's
    time, and stands while the citizen owes."""
    owed = [task for task in tasks if task.lane == CITIZEN_LANE]
    if owed or state == State.WAITING_FOR_CITIZEN:
        ends = [task.due_at for task in owed if task.due_at]
        return {"holder": CITIZEN, "until": min(ends, default=None), "owed": True}
    if tasks:
        names = _lanes(version_id)
        holders = (f"{names.get(task.lane, '')} {task.unit}".strip() for task in tasks)
        ends = [task.due_at or due for task in tasks]
        return {"holder": " و ".join(dict.fromkeys(holders)), "until": min(ends)}
    return {"holder": desk, "until": due} if state in OPEN_STATES else {}


@functools.lru_cache(maxsize=512)
def _lanes(version_id: int) -> dict[str, str]:
    """The names of the lanes of a version's process and of those it calls."""
    row = ServiceVersion.objects.only("process", "called").get(pk=version_id)
    processes = [*(each["process"] for each in row.called), row.process]
    return {lane: name for xml in processes if xml for lane, name in drawing.lanes(xml).items()}


def _road(
    version_id: int,
    state: str,
    passed: list[tuple[str, datetime.datetime]],
    now: dict[str, Any],
) -> list[StageView]:
    process = catalogue.version(version_id).process
    marked = engine.stages(process) if process else ()
    titles = {stage.code: stage.title for stage in marked}
    road = [StageView(titles.get(code, code), "passed", at) for code, at in passed]
    if road and state != State.CLOSED:
        road[-1] = dataclasses.replace(road[-1], state="present", **now)
    seen = {code for code, _ in passed}
    ahead = [stage for stage in marked if stage.always and stage.code not in seen]
    return road + [StageView(stage.title, "to_come", None) for stage in ahead]


def conversation(case: Case, *, internal: bool) -> Conversation:
    """What was said; `internal` adds what only staff may read."""
    entries = case.entries.all() if internal else case.entries.exclude(kind__in=Entry.INTERNAL)
    rows = case.attachments.select_related("upload").defer("upload__content")
    grouped: dict[int | None, list[Attachment]] = {}
    for row in rows:
        grouped.setdefault(row.entry_id, []).append(row)
    return Conversation(list(entries), grouped)


def rating(case: Case) -> Rating | None:
    return Rating.objects.filter(case=case).first()


# --- failed steps


def incidents(case: Case) -> list[Incident]:
    """The open incidents of a case, the oldest first."""
    return list(case.incidents.open().order_by("opened_at", "id"))


def open_incidents(user: User) -> tuple[list[Incident], bool]:
    """The oldest open incidents of the scope of `user`, MOST_INCIDENTS of them, and whether there
    are more; whether `user` may resolve them is for the caller to ask."""
    scope = Case.objects.visible_to(user)
    rows = Incident.objects.open().filter(case__in=scope).order_by("opened_at", "id")
    shown = rows.select_related("case").only(*SHOWN_OF_INCIDENTS)
    found = list(shown[: MOST_INCIDENTS + 1])
    return found[:MOST_INCIDENTS], len(found) > MOST_INCIDENTS


def with_incidents(cases: Iterable[Case]) -> set[int]:
    """The ids of those cases that have an open incident."""
    rows = Incident.objects.open().filter(case__in=[case.pk for case in cases])
    return set(rows.values_list("case_id", flat=True))


def process_data(case: Case) -> dict[str, Value]:
    """What the process of a case knows now; nothing where it cannot be read any more."""
    process = catalogue.version(case.version_id).process
    stored = ProcessState.objects.filter(case=case).first()
    if process is None or stored is None:
        return {}
    try:
        return engine.look(process, bytes(stored.state)).data
    except ProcessError:
        return {}
