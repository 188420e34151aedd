"""«اتصال‌ها»: every other agency's system, how it does, and a button that asks it now."""

import time
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.connectors import directory, queries
from miz.connectors.base import EXCHANGE_LABELS, Connector
from miz.connectors.errors import ConnectorError
from miz.connectors.queries import Connection, Standing
from miz.outbox import queries as outbox

from .permissions import staff_with
from .templatetags.connections import latency

watcher = staff_with(Permission.SEE_CONNECTIONS)

# icon, class of the tag, words
STANDINGS = {
    Standing.WORKS: ("check-circle", "m-good", "پاسخ می‌دهد"),
    Standing.FAILS: ("exclamation-triangle", "m-attention", "آخرین پرسش بی‌پاسخ ماند"),
    Standing.HELD: ("x-circle", "m-bad", "پاسخ نمی‌دهد؛ پرسش‌ها نگه داشته می‌شوند"),
    Standing.REFUSES: ("exclamation-octagon", "m-bad", "پرسش ما را نمی‌پذیرد"),
    Standing.UNKNOWN: ("dash-circle", "m-plain", "در یک روز گذشته پرسیده نشد"),
}
NO_ANSWER = (
    "سامانهٔ {} پاسخ نداد. درخواست‌هایی که به آن نیاز دارند منتظر می‌مانند و میز خود دوباره می‌پرسد."
)
REFUSED = "سامانهٔ {} پرسش ما را نپذیرفت؛ راهبر سامانه باید نشانی و کلید دسترسی را بررسی کند."
ANSWERED = "سامانهٔ {} در {} پاسخ داد."
TOO_OFTEN = "این سامانه در دقیقهٔ گذشته چند بار آزموده شد. کمی بعد دوباره بیازمایید."


@dataclass(frozen=True, slots=True)
class Row:
    """A connector as the page shows it."""

    state: Connection
    icon: str
    kind: str
    words: str
    exchange: str


@watcher
@require_GET
def connections(request: HttpRequest, user: User) -> HttpResponse:
    rows = [_row(each) for each in queries.connections()]
    context = {
        "online": [row for row in rows if row.state.connector.check],
        "others": [row for row in rows if not row.state.connector.check],
        "providers": outbox.providers(),
    }
    return render(request, "office/connections.html", context)


@watcher
@require_POST
def check(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Asks one system about nobody, within the time limit of every call, and says how it went."""
    connector = directory.CONNECTORS.get(name)
    if connector is None or connector.check is None:
        raise Http404
    try:
        quotas.spend("connection_check", name)
    except QuotaExceeded:
        messages.warning(request, TOO_OFTEN)
    else:
        _ask(request, connector)
    return redirect("office:connections")


def _ask(request: HttpRequest, connector: Connector) -> None:
    start = time.perf_counter()
    try:
        directory.check(connector)
    except ConnectorError as error:
        messages.error(request, (NO_ANSWER if error.again else REFUSED).format(connector.title))
    else:
        took = latency((time.perf_counter() - start) * 1000)
        messages.success(request, ANSWERED.format(connector.title, took))


def _row(state: Connection) -> Row:
    return Row(state, *STANDINGS[state.standing], EXCHANGE_LABELS[state.connector.exchange])
