"""`miz bench process`: the work of people and of the clock, through the same actions as the doors.

Two processes complete the tasks of a road of forty, one task at a time, each a whole transaction:
lock, load, move, rows, audit. Then many timers fall due in one moment and the worker's own loop
fires them all.
"""

import dataclasses
import os
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.actors import SYSTEM
from miz.cases import actions, timers
from miz.cases.models import Case
from miz.cases.opening import Applicant, NewRequest
from miz.catalogue import queries as catalogue
from miz.catalogue.models import Service, ServiceVersion
from miz.catalogue.queries import PublishedService
from miz.connectors.sandbox import population

from . import limits, workers
from .desk import Desk
from .load import Measured
from .report import Report, report

TASKS = 40
CASES = 60
TIMERS = 10_000
WARM_UP = 20
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">'
    '<process id="road" isExecutable="true">'
)


@dataclasses.dataclass(frozen=True)
class WorkReport(Report):
    """`rate_per_s` is of tasks completed; `timers` fired in `timers_seconds`."""

    tasks: int
    timers: int
    timers_seconds: float


def measure(desk: Desk, *, clients: int, seconds: float) -> WorkReport:
    clients = min(clients, os.cpu_count() or 1)
    road = _service("bench-road", _road())
    numbers = [_open(road, number).pk for number in range(CASES)]
    with connection.cursor() as cursor:
        cursor.execute("analyze; checkpoint")
    connection.close()
    shares = [(numbers[n::clients], seconds) for n in range(clients)]
    latencies = workers.in_processes(desk.environment, complete, shares)
    limit = _limit(desk, clients)
    found = report(
        "process", Measured(latencies, 0, seconds), clients=clients, cases=CASES,
        limit=limit, limit_by=limits.BY, statements=_statements(road),
    )  # fmt: skip
    fired = _fire()
    return WorkReport(
        **dataclasses.asdict(found), tasks=TASKS, timers=TIMERS, timers_seconds=round(fired, 1)
    )


def complete(numbers: list[int], seconds: float) -> list[float]:
    """Task after task of these cases until time is up; how long each took, in seconds."""
    clerk = User.objects.get_by_natural_key("clerk.tehran")
    cases = list(Case.objects.filter(pk__in=numbers))
    for number in range(WARM_UP):
        _next(clerk, cases[number % len(cases)])
    found, turn, end = [], WARM_UP, time.monotonic() + seconds
    while (begun := time.monotonic()) < end:
        _next(clerk, cases[turn % len(cases)])
        found.append(time.monotonic() - begun)
        turn += 1
    connection.close()
    return found


def _next(clerk: User, case: Case) -> None:
    """One task; from the last the road leads back to the first."""
    done = actions.complete(
        by=clerk, case=case, revision=case.revision, outcome="ask", text="کار انجام شد."
    )
    case.revision = done.revision


def _statements(service: PublishedService) -> int:
    clerk = User.objects.get_by_natural_key("clerk.tehran")
    case = _open(service, CASES)
    with CaptureQueriesContext(connection) as captured:
        _next(clerk, case)
    return len(captured)


# --- the cases


def _service(slug: str, process: str) -> PublishedService:
    like = catalogue.current("hajj-desk")
    desk = ServiceVersion.objects.get(pk=like.version_id)
    service, _ = Service.objects.get_or_create(
        slug=slug,
        defaults={"organisation_id": like.organisation_id, "kind": like.kind, "title": slug},
    )
    fields = {name: getattr(desk, name) for name in ("identity", "topics", "messages", "answers")}
    version = ServiceVersion.objects.create(
        service=service, number=1, process=process, digest=slug, published_at=timezone.now(),
        **fields,
    )  # fmt: skip
    return catalogue.version(version.pk)


def _open(service: PublishedService, number: int) -> Case:
    person = population.person(number)
    applicant = Applicant(
        person.national_code, person.birth_date, person.given_name, person.family_name,
        person.gender,
    )  # fmt: skip
    request = NewRequest(
        service=service, applicant=applicant, topic=service.topics[0], province="tehran",
        mobile=person.mobile, area_code="021", landline="88000000", text="کار بعدی چیست؟",
    )  # fmt: skip
    return actions.open(by=SYSTEM, request=request, key=None).case


def _properties(**values: str) -> str:
    rows = "".join(f'<s:property name="{k}" value="{v}"/>' for k, v in values.items())
    return f"<extensionElements><s:properties>{rows}</s:properties></extensionElements>"


def _road() -> str:
    """Forty tasks one after another, and back to the first while the clerk says so."""
    tasks = [f"task_{number}" for number in range(TASKS)]
    refs = "".join(f"<flowNodeRef>{task}</flowNodeRef>" for task in tasks)
    mark = _properties(
        **{"state": "in_review", "data.decision": "ask | answer", "entry.ask": "request_more"}
    )
    nodes = "".join(f'<userTask id="{task}" name="کار">{mark}</userTask>' for task in tasks)
    start = f'<startEvent id="start">{_properties(state="received")}</startEvent>'
    end = f'<endEvent id="end">{_properties(state="closed")}</endEvent>'
    gate = '<exclusiveGateway id="more" default="more_end"/>'
    ends = [("start", tasks[0]), *zip(tasks, [*tasks[1:], "more"], strict=True), ("more", "end")]
    flows = "".join(_flow(*each) for each in ends)
    again = "<conditionExpression>decision == 'ask'</conditionExpression>"
    return (
        f'{_HEAD}<laneSet id="lanes"><lane id="clerk">{refs}</lane></laneSet>'
        f"{start}{nodes}{gate}{end}{flows}{_flow('more', tasks[0], again)}</process></definitions>"
    )


def _flow(source: str, target: str, inner: str = "") -> str:
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" {ends}>{inner}</sequenceFlow>'


def _waking() -> str:
    """A task beside which a timer runs that leads to another task."""
    mark = _properties(
        **{"state": "in_review", "data.decision": "ask | answer", "entry.ask": "request_more"}
    )
    timer = "<timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition>"
    return (
        f'{_HEAD}<laneSet id="lanes"><lane id="clerk"><flowNodeRef>work</flowNodeRef>'
        f"<flowNodeRef>late</flowNodeRef></lane></laneSet>"
        f'<startEvent id="start">{_properties(state="received")}</startEvent>'
        f'<userTask id="work" name="کار">{mark}</userTask>'
        f'<boundaryEvent id="over" attachedToRef="work">{timer}</boundaryEvent>'
        f'<userTask id="late" name="کار دیر">{mark}</userTask>'
        f'<endEvent id="end">{_properties(state="closed")}</endEvent>'
        f"{_flow('start', 'work')}{_flow('work', 'end')}{_flow('over', 'late')}"
        f"{_flow('late', 'end')}</process></definitions>"
    )


# --- the clock

_COPIES = """
with made as (
    insert into cases_case ({columns}, tracking_code)
    select {columns}, (100000000000 + n)::text from cases_case, generate_series(1, {count}) n
    where id = {case}
    returning id
), process as (
    insert into cases_processstate (case_id, state, due_at)
    select made.id, like_.state, like_.due_at from made, cases_processstate like_
    where like_.case_id = {case}
)
insert into cases_task (case_id, engine_id, element, title, lane, opened_at, outcome)
select made.id, engine_id, element, title, lane, opened_at, outcome from made, cases_task
where case_id = {case}
"""


def _fire() -> float:
    """Seconds until as many timers as TIMERS, all due by now, have fired."""
    case = _open(_service("bench-waking", _waking()), 0)
    own = ("id", "tracking_code", "idempotency_key")
    columns = [str(f.column) for f in Case._meta.local_concrete_fields if f.column not in own]
    with connection.cursor() as cursor:
        cursor.execute(
            _COPIES.format(columns=", ".join(columns), count=TIMERS - 1, case=int(case.pk))
        )
        cursor.execute("analyze; checkpoint")
    time.sleep(1)  # the length of the timer itself
    begun, fired = time.monotonic(), 0
    while moved := timers.fire_due():
        fired += moved
    if fired != TIMERS:
        raise RuntimeError(f"{fired} of {TIMERS} timers fired")
    return time.monotonic() - begun


# --- the least that does the same

_LIMIT = """
\\set case random(:first, :first + :cases - 1)
begin;
select id, revision from cases_case where id = :case for update;
select id from cases_task where case_id = :case and done_at is null limit 1;
select state from cases_processstate where case_id = :case;
update cases_processstate set state = state where case_id = :case;
update cases_task set done_at = now(), outcome = 'ask' where case_id = :case
    and done_at is null;
insert into cases_task (case_id, engine_id, element, title, lane, opened_at, outcome)
    values (:case, gen_random_uuid()::text, 'task_1', 'کار', 'clerk', now(), '');
insert into cases_entry (case_id, kind, text, author_id, unit_name, at, facts)
    values (:case, 'request_more', 'کار انجام شد.', :author, 'میز', now(), '[]');
insert into audit_event (at, actor_kind, actor_id, actor_label, action, subject, reason, details)
    values (now(), 'staff', '1', 'clerk', 'case.request_more', 'case:1', '', '{}');
update cases_case set revision = revision + 1 where id = :case;
commit;
"""


def _limit(desk: Desk, clients: int) -> float:
    """Statements as few and plain as can be for the rows that one completed task writes."""
    clerk = User.objects.get_by_natural_key("clerk.tehran")
    first = Case.objects.filter(version__service__slug="bench-road").order_by("pk")[0].pk
    values = {"first": str(first), "cases": str(CASES), "author": str(clerk.pk)}
    return limits.measure(desk.cluster, [_LIMIT], clients=clients, seconds=5, values=values)
