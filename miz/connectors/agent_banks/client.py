"""Fetches the daily files of the agent banks (Mellat, Melli) over HTTP and hands in the receipts.

The agreement: POST under the bank's address, with the desk's key in X-API-Key.

- /files {bank} answers {files: [{name, size, sha256}]}, what has no receipt yet;
- /pieces {bank, name, offset} answers {piece: base64}, at most `banks.PIECE` bytes, none behind
  the end;
- /receipts {bank, name, sha256, receipt} answers {}.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from miz.connectors import batches, calls
from miz.connectors.base import Connector, Exchange, Purpose
from miz.connectors.errors import Unavailable
from miz.connectors.http import post_json

TIMEOUT = 10.0
LEGAL_BASIS = "قرارداد عاملیت ودیعه‌گذاری حج"
DEPOSITS = Purpose("دریافت اسناد ودیعه‌گذاری", LEGAL_BASIS)

_SHA256 = re.compile("[0-9a-f]{64}")


CONNECTOR = Connector(
    name="agent_banks",
    title="بانک‌های عامل",
    owner="بانک‌های ملت و ملی",
    exchange=Exchange.BATCH,
    legal_basis=LEGAL_BASIS,
    setting="AGENT_BANKS_URL",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that the bank holds ready."""

    name: str
    size: int
    digest: bytes


def listed(bank: str) -> list[Listed]:
    """Return the files of a bank that have no receipt yet; raises Unavailable or Refused."""
    with _call("files", bank, ("name", "size", "sha256")):
        answer = _ask("/files", {"bank": bank})
        return [_listed(each) for each in _list(answer)]


def download(bank: str, file: Listed) -> batches.Stored:
    """Copy a file into our own folder piece by piece; raises Unavailable or Refused."""
    with _call("download", bank, ("certificates",)):
        return batches.store(_pieces(bank, file))


def hand_in(bank: str, name: str, digest: bytes, receipt: str) -> None:
    """Give the bank a receipt; raises Unavailable or Refused."""
    with _call("receipt", bank, ()):
        about = {"bank": bank, "name": name, "sha256": digest.hex()}
        _ask("/receipts", {**about, "receipt": receipt})


def _call(operation: str, bank: str, answered: tuple[str, ...]) -> Any:
    return calls.call(
        CONNECTOR, operation, purpose=DEPOSITS, asked=answered or ("bank",), subject=f"bank:{bank}"
    )


def _ask(path: str, question: dict[str, Any]) -> dict[str, Any]:
    key = {"X-API-Key": settings.AGENT_BANKS_KEY}
    return post_json(settings.AGENT_BANKS_URL, path, question, headers=key, timeout=TIMEOUT)


def _list(answer: dict[str, Any]) -> list[Any]:
    files = answer.get("files")
    if not isinstance(files, list):
        raise Unavailable
    return files


def _listed(each: object) -> Listed:
    match each:
        case {"name": str() as name, "size": int() as size, "sha256": str() as digest}:
            if batches.NAME.fullmatch(name) and size >= 0 and _SHA256.fullmatch(digest):
                return Listed(name, size, bytes.fromhex(digest))
    raise Unavailable


def _pieces(bank: str, file: Listed) -> Iterator[bytes]:
    """One byte too many is asked for: a file that has grown is another one."""
    offset = 0
    while offset <= file.size:
        piece = _piece(_ask("/pieces", {"bank": bank, "name": file.name, "offset": offset}))
        if not piece:
            return
        offset += len(piece)
        yield piece


def _piece(answer: dict[str, Any]) -> bytes:
    text = answer.get("piece")
    if not isinstance(text, str):
        raise Unavailable
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Unavailable from None
