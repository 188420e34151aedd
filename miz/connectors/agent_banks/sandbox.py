"""The agent banks of the sandbox: files made on a page, listed until their receipts come in."""

import base64
import datetime
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from miz.connectors.sandbox.faults import faulty
from miz.connectors.sandbox.switches import System

from .banks import NAMES, PIECE
from .made import LABELS, Made, Trouble, make

KEPT = 50
MOST_ROWS = 100_000
FORMS = ("csv", "xml")


class Unmade(ValueError):
    """A file that cannot be made; the message says why, in Persian."""


@dataclass(slots=True)
class Held:
    """A file at the bank; `receipt` is empty until the desk hands one in."""

    bank: str
    sequence: int
    trouble: str
    made: Made
    receipt: str = ""

    @property
    def verdict(self) -> str:
        """What the receipt says in its first line: taken or refused."""
        parts = self.receipt.partition("\n")[0].split(",")
        return parts[5] if len(parts) > 5 else ""


class Shelf:
    """The newest files of all banks, in memory, shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: list[Held] = []

    def add(self, file: Held) -> None:
        with self._lock:
            self._files = [*self._files[1 - KEPT :], file]

    def of(self, bank: str) -> list[Held]:
        """Oldest first."""
        with self._lock:
            return [file for file in self._files if file.bank == bank]

    def newest(self) -> list[Held]:
        with self._lock:
            return self._files[::-1]

    def clear(self) -> None:
        with self._lock:
            self._files = []


shelf = Shelf()


def next_sequence(bank: str) -> int:
    return max((file.sequence for file in shelf.of(bank)), default=0) + 1


def prepare(given: Mapping[str, str]) -> Held:
    """Make a file as the page's form says and hold it ready; raises Unmade."""
    bank, form = given.get("bank", ""), given.get("form", "csv")
    trouble = given.get("trouble", "good")
    if bank not in NAMES or form not in FORMS or trouble not in list(Trouble):
        raise Unmade("بانک، قالب و گونهٔ پرونده را برگزینید.")
    number = _number(given.get("number") or "10", MOST_ROWS)
    sequence = _number(given.get("sequence") or str(next_sequence(bank)), 10**9)
    held = _held(bank, sequence, number, form, Trouble(trouble))
    shelf.add(held)
    return held


def _held(bank: str, sequence: int, number: int, form: str, trouble: Trouble) -> Held:
    earlier = shelf.of(bank)
    label = LABELS[trouble]
    if trouble in (Trouble.AGAIN, Trouble.OTHER) and not earlier:
        raise Unmade("نخست یک پروندهٔ درست بسازید.")
    if trouble is Trouble.AGAIN:
        return Held(bank, earlier[-1].sequence, label, earlier[-1].made)
    if trouble is Trouble.SKIP:
        sequence += 1
    if trouble is Trouble.OTHER:
        sequence = earlier[-1].sequence
    today = datetime.datetime.now(datetime.UTC).date()
    return Held(
        bank, sequence, label, make(bank, today, sequence, number, form=form, trouble=trouble)
    )


def _number(text: str, largest: int) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= largest:
        raise Unmade("شمارهٔ پرونده و شمار سطرها را با رقم و در اندازهٔ مجاز بنویسید.")
    return int(text)


# --- what the desk asks


@require_POST
@faulty(System.AGENT_BANKS)
def files(request: HttpRequest) -> HttpResponseBase:
    question = _question(request)
    if question is None:
        return _refused()
    waiting = [file.made for file in shelf.of(question["bank"]) if not file.receipt]
    listed = [{"name": m.name, "size": len(m.content), "sha256": m.digest} for m in waiting]
    return JsonResponse({"files": listed})


@require_POST
@faulty(System.AGENT_BANKS)
def pieces(request: HttpRequest) -> HttpResponseBase:
    question = _question(request)
    found = _find(question) if question else None
    if question is None or found is None:
        return _refused()
    offset = int(question["offset"])
    piece = found.made.content[offset : offset + PIECE]
    return JsonResponse({"piece": base64.b64encode(piece).decode()})


@require_POST
@faulty(System.AGENT_BANKS)
def receipts(request: HttpRequest) -> HttpResponseBase:
    question = _question(request)
    found = _find(question) if question else None
    if question is None or found is None:
        return _refused()
    found.receipt = str(question["receipt"])
    return JsonResponse({})


def _question(request: HttpRequest) -> dict[str, Any] | None:
    """What is asked by who has the key; None for anybody else and anything else."""
    if not constant_time_compare(request.headers.get("X-API-Key", ""), settings.AGENT_BANKS_KEY):
        return None
    try:
        question = json.loads(request.body)
    except ValueError:
        return None
    return question if isinstance(question, dict) and question.get("bank") in NAMES else None


def _find(question: dict[str, Any]) -> Held | None:
    """The oldest of the name without a receipt, else the newest with one."""
    named = [f for f in shelf.of(question["bank"]) if f.made.name == question.get("name")]
    return next((file for file in named if not file.receipt), named[-1] if named else None)


def _refused() -> HttpResponse:
    return JsonResponse({"message": "unknown key, bank or file"}, status=400)
