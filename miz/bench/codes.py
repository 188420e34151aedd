"""`miz bench codes`: one-time codes that are asked for while bulk messages are on their way.

As many bulk messages as wanted are queued; while the worker drains them as fast as it can, one
code after another is queued and waited for, until it was handed to the gateway.
"""

import dataclasses
import time
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miz.connectors.sandbox import population
from miz.outbox import actions
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from . import limits
from .desk import Desk
from .load import Measured
from .report import Report, percentile, report

BULK = 100_000
WARM_UP = 5
LOOK_EVERY = 0.01
PATIENCE = 30.0
LIMIT_SECONDS = 5


@dataclasses.dataclass(frozen=True)
class CodesReport(Report):
    """Seconds from the row of a code to the gateway's answer; `cases` bulk messages were queued,
    of which `bulk_sent` left while the codes were measured."""

    code_sent_p95_s: float
    code_sent_max_s: float
    bulk_sent: int
    bulk_left: int


def measure(desk: Desk, *, seconds: float, bulk: int) -> CodesReport:
    bulk = bulk or BULK
    _queue(bulk)
    _start_worker(desk)
    people = _mobiles()
    for _ in range(WARM_UP):
        _code(next(people))
    before = _bulk("sent")
    begun, found = time.monotonic(), list[float | None]()
    while time.monotonic() < begun + seconds:
        found.append(_code(next(people)))
    sent, left = _bulk("sent") - before, _bulk("queued")
    return _report(desk, Measured(_sorted(found), found.count(None), seconds), bulk, sent, left)


def _report(desk: Desk, measured: Measured, bulk: int, sent: int, left: int) -> CodesReport:
    desk.stop_worker()
    with CaptureQueriesContext(connection) as captured:
        _write("09550000000")
    limit = limits.measure(
        desk.cluster, [_LIMIT], clients=1, seconds=LIMIT_SECONDS, values={"free": "1000000000"}
    )
    found = report(
        "codes", measured, clients=1, cases=bulk, limit=limit, limit_by=limits.BY,
        statements=len(captured),
    )  # fmt: skip
    return CodesReport(
        **dataclasses.asdict(found),
        code_sent_p95_s=round(percentile(measured.latencies, 0.95), 3),
        code_sent_max_s=round(percentile(measured.latencies, 1), 3),
        bulk_sent=sent,
        bulk_left=left,
    )


def _start_worker(desk: Desk) -> None:
    """The demo's own worker, held by no limit per minute: bulk is to be in the way."""
    desk.worker.environment["MIZ_SMS_PER_MINUTE"] = "1000000000"
    desk.start_worker()
    end = time.monotonic() + PATIENCE
    while not _bulk("sent") and time.monotonic() < end:
        time.sleep(LOOK_EVERY)


def _code(mobile: str) -> float | None:
    """How long a code took to be handed over, in seconds; None when it was not."""
    message = _write(mobile)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        sent_at = Message.objects.values_list("sent_at", flat=True).get(pk=message.pk)
        if sent_at:
            return (sent_at - message.created_at).total_seconds()
        time.sleep(LOOK_EVERY)
    return None


def _write(mobile: str) -> Message:
    draft = Draft(
        Message.Channel.SMS, mobile, "کد شما: ۱۲۳۴۵۶", priority=Message.Priority.CODE, kind="code"
    )
    return actions.queue(drafts=[draft], reference="bench:code")[0]


def _mobiles() -> Iterator[str]:
    for index in range(population.MOBILE_SPAN):
        yield population.person(index).mobile


def _sorted(found: list[float | None]) -> list[float]:
    return sorted(each for each in found if each is not None)


def _bulk(state: str) -> int:
    return Message.objects.filter(priority=Message.Priority.BULK, state=state).count()


# --- bulk SQL, and the least that does the same

_BULK = """
insert into outbox_message (channel, recipient, title, body, reference, priority, state, attempts,
    due_at, created_at, gateway_reference, error)
select 'sms', '0955' || lpad(n::text, 7, '0'), '', 'به آگاهی می‌رساند مهلت ثبت‌نام تمدید شد.',
    'bench:bulk', 9, 'queued', 0, %s, %s, '', ''
from generate_series(1, %s) n
"""
# A code's row, taken into hand, and written down as sent: three commits, as it must be.
_LIMIT = """
\\set number random(1, :free)
insert into outbox_message (channel, recipient, title, body, reference, priority, state, attempts,
    due_at, created_at, gateway_reference, error)
values ('sms', '09550000000', '', 'کد شما: ۱۲۳۴۵۶', 'bench:' || :number, 0, 'queued', 0, now(),
    now(), '', '');
update outbox_message set state = 'sending', attempts = 1, due_at = now() + interval '30 seconds'
where reference = 'bench:' || :number;
update outbox_message set state = 'sent', sent_at = now(), gateway_reference = '1'
where reference = 'bench:' || :number;
"""


def _queue(bulk: int) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_BULK, [now, now, bulk])
        cursor.execute("analyze outbox_message")
        cursor.execute("checkpoint")
