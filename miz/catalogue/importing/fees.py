"""What a service costs: each line with its sum, its account and the way it is paid."""

import re
from collections.abc import Sequence
from typing import Any, Final

from miz.catalogue.forms.service import FORM
from miz.catalogue.forms.shapes import Rows
from miz.lib import digits

from . import quantities, tables, ticks, values
from .fields import rows_of
from .letters import Part, squashed
from .readings import Reading
from .regions import Regions

_ACCOUNT_NUMBER: Final = r"(?P<number>(?:IR)?[0-9][0-9./ -]{4,}[0-9])"
_ACCOUNT: Final = re.compile(
    r"(?:به\s*)?(?:شماره\s*)?(?:حساب|شبا)\s*(?:\(های\))?\s*(?:بانکی)?[\s\u00a0:]*"
    + _ACCOUNT_NUMBER,
    re.IGNORECASE,
)
_BARE_ACCOUNT: Final = re.compile(r"(?<![0-9])(?:IR[0-9]{24}|[0-9]{10,26})(?![0-9])")
_ELECTRONIC: Final = re.compile(r"پرداخت\s*(?:به?[\s\u200c]*صورت\s*)?الکترونیکی?")
_WAY: Final = re.compile(
    r"(?:نحوه|روش|شیوه|طریقه)\s*پرداخت\s*[:：]?\s*(?:به?[\s\u200c]*صورت\s*)?"
    r"(?:الکترونیک|اینترنتی|آنلاین|درگاه)\w*"
)
_OTHER_LABEL: Final = re.compile(r"[^:：\n،.\d]{2,30}(?:[:：]|[ \u00a0]{3,})\s*\S")
_OF_FEES: Final = re.compile(r"ریال|تومان|تومن|رایگان|حساب|شبا|پرداخت|هزینه|مبلغ|تعرفه")
_MONEY_WORD: Final = re.compile(r"ریال|تومان|تومن|رایگان|\d")


def read_fees(regions: Regions) -> Reading:
    shape = rows_of(FORM.fields["fees"])
    parts = _own(values.until_section(regions.parts("fees")))
    told = tables.read_cells(parts, shape)
    hint = regions.label("fees")
    rows = _completed(told, hint) if told is not None else _of_lines(parts, shape, hint)
    reading = regions.reading(("fees",), [row for row in rows if row["raw"]], parts)
    _doubt(reading)
    return reading


def _own(parts: Sequence[Part]) -> list[Part]:
    """The lines up to one with a label of another thing («تلفن: …»)."""
    for number, part in enumerate(parts):
        text = part.text.strip()
        is_other = number and _OTHER_LABEL.match(text) and not _OF_FEES.search(text)
        if is_other and not part.line.place.table:
            return list(parts[:number])
    return list(parts)


def _completed(rows: Sequence[dict[str, Any]], hint: str) -> list[dict[str, Any]]:
    """Rows of cells: the sum is kept as it stands and counted."""
    columns = [dict(row) for row in rows]
    for row in columns:
        row["raw"] = row["raw"] or row["amount_rial"]
        row["amount_rial"] = quantities.money(row["raw"], hint).rial if row["raw"] else None
    return columns


def _of_lines(parts: Sequence[Part], shape: Rows, hint: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for part in parts:
        row = _row(_without_heads(part.text), shape, hint)
        if not row["raw"]:
            _add(rows, row)
        elif rows and not _MONEY_WORD.search(digits.to_ascii(row["raw"])):
            rows[-1]["raw"] += " " + row["raw"]
        else:
            rows.append(row)
    return rows


def _add(rows: list[dict[str, Any]], more: dict[str, Any]) -> None:
    """A line that only tells account or way of payment belongs to the sum before it."""
    if rows:
        rows[-1] |= {key: value for key, value in more.items() if value is not None}


def _without_heads(text: str) -> str:
    """The line without the heads of the table; a head before a value of its own stays."""
    bare = re.sub(r"مبلغ\s*\(مبالغ\)\s*:?", " ", text)
    if not re.search(r"[0-9]{5}", digits.to_ascii(bare)):
        bare = re.sub(r"شماره\s*حساب\s*(?:\(های\))?\s*(?:بانکی)?", " ", bare)
    return re.sub(r"^\s*مبلغ\s*:", " ", bare)


def _row(text: str, shape: Rows, hint: str) -> dict[str, Any]:
    row = shape.row()
    text, row["electronic_payment"] = _electronic(text)
    plain = digits.to_ascii(text)
    account = _ACCOUNT.search(plain) or _account_beside_a_sum(plain)
    if account:
        row["account_number"] = values.clean(text[slice(*account.span(account.lastgroup or 0))])
        text = text[: account.start()] + " " + text[account.end() :]
    row["raw"] = values.clean(ticks.unmarked(text))
    row["amount_rial"] = quantities.money(row["raw"], hint).rial if row["raw"] else None
    return row


def _electronic(text: str) -> tuple[str, bool | None]:
    if way := _WAY.search(text):
        return text[: way.start()], True
    found = _ELECTRONIC.search(text)
    if not found:
        told = ticks.marks(text, [])
        return text, told[-1].told if len(told) == 1 else None
    around = text[max(0, found.start() - 4) : found.start()] + text[found.end() :]
    told = ticks.marks(around, [])
    return text[: found.start()], any(mark.told for mark in told) if told else None


def _account_beside_a_sum(plain: str) -> re.Match[str] | None:
    """A long number beside another sum is an account; alone it is the sum."""
    found = _BARE_ACCOUNT.search(plain)
    if found and squashed(_MONEY_WORD.sub("", plain[: found.start()])) != squashed(
        plain[: found.start()]
    ):
        return found
    return None


def _doubt(reading: Reading) -> None:
    for row in reading.value:
        note = quantities.money(row["raw"]).note
        if note:
            reading.doubt(0.6, note)
