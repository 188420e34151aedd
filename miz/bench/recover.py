"""`miz bench recover`: people come back without their passwords while the SMS gateway fails.

Each is asked for, sent by a real worker through a faulty gateway, read from the sandbox's inbox and
ended with a new password. Nobody waits at the page: a client whose code has not come goes on with
the next person, as at a desk with more people than counters.
"""

import dataclasses
import http.client
import itertools
import json
import queue
import re
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miz.connectors.sandbox.population import SandboxPerson
from miz.connectors.sandbox.switches import System
from miz.lib import digits

from . import accounts, limits
from .browser import TOKEN, Browser
from .desk import Desk
from .load import Measured
from .recover_limit import SCRIPT
from .report import Report, percentile, report

RECOVERIES = 1000
FAULTS = {"delay": 2, "unavailable": 10, "cut_before": 5, "slow": 5, "cut_after": 5}
PATIENCE = 900.0  # seconds for all together; whose code has come goes first
LOOK_EVERY = 0.1
LIMIT_SECONDS = 5
ASK, CODE, SET = (f"/account/recover/{page}" for page in ("", "code/", "password/"))
NEW_PASSWORD = "دریای آرام و 39 چراغ"  # noqa: S105 - of made-up people
_CODE = re.compile("[0-9]{6}")
_SENT = """
select recipient from outbox_message
where kind = 'account_recovery' and not decoy and sent_at is not null and recipient <> all(%s)
"""
_SENT_AT = """
select recipient, extract(epoch from sent_at)::float8 from outbox_message
where kind = 'account_recovery' and recipient = any(%s)
"""


@dataclasses.dataclass(frozen=True)
class RecoverReport(Report):
    """`done` and the rate are of whole recoveries, the latencies of the three answers together.

    From the moment of asking: `queued` until the desk had answered, its rows on the disk; `sent`
    until the gateway had the message, each the 99.9th percentile. `unsent` counts messages that
    never left, `sent_twice` those that somebody got more than once.
    """

    recoveries: int
    queued_p999_s: float
    sent_p999_s: float
    unsent: int
    sent_twice: int


@dataclasses.dataclass
class Trip:
    """One person's way; moments are of the wall clock, `answers` seconds of the desk's answers."""

    person: SandboxPerson
    cookies: dict[str, str] = dataclasses.field(default_factory=dict)
    asked_at: float = 0.0
    answers: list[float] = dataclasses.field(default_factory=list)
    failed: bool = False

    @property
    def done(self) -> bool:
        return len(self.answers) == 3 and not self.failed


def measure(desk: Desk, *, clients: int) -> RecoverReport:
    persons = accounts.people(RECOVERIES + 2)
    accounts.open_for(persons)
    desk.start_worker()
    sandbox = Sandbox(f"http://127.0.0.1:{desk.sandbox_port}")
    _recover([persons[-1]], desk, sandbox, clients=1)
    statements = _statements(persons[-2])
    sandbox.fail(FAULTS)
    with connection.cursor() as cursor:
        cursor.execute("checkpoint")
    began = time.monotonic()
    trips = _recover(persons[:RECOVERIES], desk, sandbox, clients=clients)
    seconds = time.monotonic() - began
    sandbox.fail({})
    desk.stop_worker()
    limit = limits.measure(desk.cluster, [SCRIPT], clients=clients, seconds=LIMIT_SECONDS,
                           values={})  # fmt: skip
    return _report(trips, seconds, clients, limit, statements, sandbox.twice())


def _report(
    trips: list[Trip], seconds: float, clients: int, limit: float, statements: int, twice: int
) -> RecoverReport:
    done = [trip for trip in trips if trip.done]
    measured = Measured(sorted(sum(t.answers) for t in done), len(trips) - len(done), seconds)
    sent_at = _sent_at([trip.person.mobile for trip in trips])
    sent = [sent_at[t.person.mobile] - t.asked_at for t in trips if t.person.mobile in sent_at]
    queued = [trip.answers[0] for trip in trips if trip.answers]
    found = report("recover", measured, clients=clients, cases=0, limit=limit,
                   limit_by=limits.BY, statements=statements)  # fmt: skip
    return RecoverReport(
        **dataclasses.asdict(found),
        recoveries=len(trips),
        queued_p999_s=round(percentile(sorted(queued), 0.999), 3),
        sent_p999_s=round(percentile(sorted(sent), 0.999), 3),
        unsent=len(trips) - len(sent),
        sent_twice=twice,
    )


def _sent_at(mobiles: list[str]) -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(_SENT_AT, [mobiles])
        return {mobile: at for mobile, at in cursor.fetchall() if at is not None}


# --- the clients and the postman


def _recover(
    persons: list[SandboxPerson], desk: Desk, sandbox: "Sandbox", *, clients: int
) -> list[Trip]:
    trips = [Trip(person) for person in persons]
    Round(trips, desk.port, sandbox).run(clients)
    return trips


class Round:
    """Clients share the work: first who has got a code, then who has still to ask."""

    FINISH, ASK, STOP = range(3)

    def __init__(self, trips: list[Trip], port: int, sandbox: "Sandbox") -> None:
        self.trips, self.port, self.sandbox = trips, port, sandbox
        self._order = itertools.count()
        self._work: queue.PriorityQueue[tuple[int, int, Trip | None]] = queue.PriorityQueue()
        self._deadline = time.monotonic() + PATIENCE
        self._over = threading.Event()

    def run(self, clients: int) -> None:
        for trip in self.trips:
            self._put(self.ASK, trip)
        with ThreadPoolExecutor(clients + 1) as pool:
            postman = pool.submit(self._deliver)
            working = [pool.submit(self._client) for _ in range(clients)]
            try:
                postman.result()
            finally:
                # Else clients would wait for work for ever, after Ctrl-C too.
                self._over.set()
                for _ in range(clients):
                    self._put(self.STOP, None)
        for each in working:
            each.result()

    def _put(self, what: int, trip: Trip | None) -> None:
        self._work.put((what, next(self._order), trip))

    def _client(self) -> None:
        browser = Browser(self.port)
        while True:
            what, _, trip = self._work.get()
            if trip is None or (what == self.ASK and self._over.is_set()):
                break
            browser.cookies = trip.cookies or browser.fresh()
            try:
                self._go_on(browser, trip, what)
            except (OSError, http.client.HTTPException):
                trip.failed = True
                browser = Browser(self.port)
            trip.cookies = browser.cookies
        browser.close()

    def _go_on(self, browser: Browser, trip: Trip, what: int) -> None:
        if what == self.ASK:
            ask(browser, trip)
        else:
            finish(browser, trip, self.sandbox.code(trip.person.mobile))

    def _deliver(self) -> None:
        """Calls whoever's message has left, until nobody waits any more or patience is over."""
        by_mobile = {trip.person.mobile: trip for trip in self.trips}
        called: set[str] = set()
        while not self._is_over() and any(
            mobile not in called and not trip.failed for mobile, trip in by_mobile.items()
        ):
            with connection.cursor() as cursor:
                cursor.execute(_SENT, [list(called)])
                sent = {row[0] for row in cursor.fetchall()} & by_mobile.keys()
            # Between the commit and the answer a message may have left already.
            ready = {mobile for mobile in sent if by_mobile[mobile].answers}
            for mobile in ready:
                self._put(self.FINISH, by_mobile[mobile])
            called |= ready
            time.sleep(LOOK_EVERY)
        connection.close()

    def _is_over(self) -> bool:
        return self._over.is_set() or time.monotonic() > self._deadline


def ask(browser: Browser, trip: Trip) -> None:
    trip.asked_at = time.time()
    _step(browser, trip, ASK, accounts.pair_fields(trip.person))


def finish(browser: Browser, trip: Trip, code: str) -> None:
    _step(browser, trip, CODE, {"code": code})
    _step(browser, trip, SET, {"password": NEW_PASSWORD, "again": NEW_PASSWORD})


def _step(browser: Browser, trip: Trip, path: str, fields: dict[str, str]) -> None:
    """Each page that is filled in as it wants leads to another."""
    if not trip.failed:
        page = browser.post(path, fields)
        trip.failed = page.status != 302
        trip.answers.append(page.seconds)


def _statements(person: SandboxPerson) -> int:
    """Of one whole recovery, sent through Django itself; its code is read where it is queued."""
    browser = Client(SERVER_NAME="127.0.0.1", cookies={"csrftoken": TOKEN})
    with CaptureQueriesContext(connection) as captured:
        browser.post(ASK, accounts.pair_fields(person))
    with connection.cursor() as cursor:
        cursor.execute(
            "select body from outbox_message where recipient = %s and kind = 'account_recovery'",
            [person.mobile],
        )
        code = _code_in(cursor.fetchone()[0])
    with CaptureQueriesContext(connection) as more:
        browser.post(CODE, {"code": code})
        browser.post(SET, {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    return len(captured) + len(more)


def _code_in(text: str) -> str:
    found = _CODE.search(digits.to_ascii(text))
    return found[0] if found else ""


class Sandbox:
    """The other end: its switches, and what people found on their phones."""

    def __init__(self, url: str) -> None:
        self.url = url

    def fail(self, faults: Mapping[str, float]) -> None:
        """Sets every SMS provider to these faults; none heals them."""
        body = {system: faults for system in System if system.startswith("sms")}
        headers = {"Content-Type": "application/json"}
        address = f"{self.url}/switches"
        _read(urllib.request.Request(address, json.dumps(body).encode(), headers))  # noqa: S310

    def code(self, mobile: str) -> str:
        """The newest code that a number got, empty when it got none."""
        texts = (sms["message"] for sms in self._messages(receptor=mobile))
        return next(filter(None, map(_code_in, texts)), "")

    def twice(self) -> int:
        """How many messages a person got more than once."""
        counted = Counter((sms["receptor"], sms["message"]) for sms in self._messages())
        return sum(number > 1 for (_, text), number in counted.items() if _code_in(text))

    def _messages(self, **query: str) -> list[dict[str, Any]]:
        address = f"{self.url}/inbox/sms.json?{urllib.parse.urlencode(query)}"
        found: list[dict[str, Any]] = json.loads(_read(urllib.request.Request(address)))["messages"]  # noqa: S310
        return found


def _read(request: urllib.request.Request) -> bytes:
    """From our own sandbox."""
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content
