"""Cells of a printed form read again: the way of `answers` and `stages` backwards.

Every function takes the lines of one cell, without empty ones, and gives what was printed there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from miz.catalogue.forms.shapes import (
    Choice,
    Field,
    Group,
    Number,
    Option,
    Text,
    Texts,
    Tick,
    Ticks,
)
from miz.lib import digits, persian

from .answers import OTHER, RAW, UNTOLD, Record, hear, parts

Lines = Sequence[str]
_BOX = re.compile(r"([☑☐])\s*(؟?)\s*([^☑☐]*)")
_ITEM = re.compile(r"([0-9۰-۹]+)-\s*(.*)")
_MARKS = "☑☐؟ \u00a0"


def answer(field: Field, lines: Lines) -> Any:
    """The value of a field in its shape."""
    match field.shape:
        case Texts():
            return list(_items(lines))
        case Tick():
            return next((tick for line in lines for tick, _ in _boxes(line)), None)
        case Choice(options):
            return choice(options, lines)
        case Ticks(options, other_text):
            ticks, other = _ticks(options, lines)
            return ticks | ({"other_text": other} if other_text else {})
        case Group() if field.key == "frequency":
            return _frequency(field, lines)
        case Group():
            return understood(field.key, parts(field), lines)
        case Text(pattern=pattern) if pattern:
            return _code(pattern, text(lines))
        case _:
            return text(lines)


def text(lines: Lines) -> str | None:
    return "\n".join(lines) or None


def behind(label: str, lines: Lines) -> str | None:
    """The words behind «label:»."""
    found = (rest for line in lines if (rest := _rest(label, line)) is not None)
    return next(found, None) or None


def choice(options: Iterable[Option], lines: Lines) -> str | None:
    """The one option that is ticked; of several, or of none, nothing is known."""
    ticks, _ = _ticks(tuple(options), lines)
    ticked = [key for key, tick in ticks.items() if tick]
    return ticked[0] if len(ticked) == 1 else None


def understood(key: str, fields: Sequence[Field], lines: Lines) -> dict[str, Any]:
    """The words, and of the other fields what stands behind their labels or the words say."""
    words: list[str] = []
    told: dict[str, Any] = {}
    for line in lines:
        known = next((found for found in _told(fields, line)), None)
        if known:
            told[known[0]] = known[1]
        else:
            words.append(line)
    heard = hear(key, text(words))
    values = {field.key: told.get(field.key, heard.get(field.key)) for field in fields}
    return values | {RAW: text(words)}


def stage(field: Field, ways: Sequence[Lines], means: Lines, why: Lines, where: Lines) -> Record:
    """One stage: its two ways, the cell of media, the cell of reasons and that of places."""
    fields = {part.key: part for part in parts(field)}
    electronic, other = (answer(fields[key], way) for key, way in zip(_WAYS, ways, strict=True))
    reasons, reason = _ticks(_options(fields["reasons"]), why[1:])
    return {
        "electronic": electronic,
        **_media(fields, means),
        "non_electronic": other,
        "reasons": reasons,
        "reason_text": reason,
        "places": _ticks(_options(fields["places"]), where[1:])[0],
    }


_WAYS = ("electronic", "non_electronic")


def _media(fields: dict[str, Field], lines: Lines) -> Record:
    contract, boxed = fields["contract_no"], []
    number = None
    for line in lines:
        rest = _rest(contract.label, line)
        number = number if rest is None else rest or None
        boxed += [line] if rest is None else []
    media, other = _ticks(_options(fields["media"]), boxed)
    return {"media": media, "other_text": other, contract.key: number}


def _options(field: Field) -> tuple[Option, ...]:
    return field.shape.options if isinstance(field.shape, Ticks) else ()


def _ticks(options: tuple[Option, ...], lines: Lines) -> tuple[dict[str, bool | None], str | None]:
    """The boxes, and the lines of words: those behind «سایر:» and those without a box."""
    keys = {persian.for_matching(option.label): option.key for option in options}
    other = next((option.label for option in options if option.key == OTHER), "")
    ticks: dict[str, bool | None] = dict.fromkeys(keys.values())
    words: list[str] = []
    for line in lines:
        boxes = list(_boxes(line))
        asked = _rest(other, line.lstrip(_MARKS)) if boxes else None
        if asked:
            ticks[OTHER] = boxes[0][0]
            words.append(asked)
        elif boxes:
            found = ((keys.get(persian.for_matching(label)), tick) for tick, label in boxes)
            ticks |= {key: tick for key, tick in found if key}
        else:
            words.append(line)
    return ticks, text(words)


def _boxes(line: str) -> Iterator[tuple[bool | None, str]]:
    """The boxes that a line begins with and goes on with; none when it begins with words."""
    if line.startswith(("☑", "☐")):
        for mark, unknown, label in _BOX.findall(line):
            yield (True if mark == "☑" else None if unknown else False), label.strip()


def _items(lines: Lines) -> Iterator[str]:
    """The items of a numbered list; a line without the next number goes on with the item."""
    item: list[str] = []
    number = 0
    for line in lines:
        found = _ITEM.fullmatch(line)
        if found and int(found[1]) == number + 1:
            if item:
                yield "\n".join(item)
            item, number = [found[2]], number + 1
        else:
            item.append(line)
    if item:
        yield "\n".join(item)


def _frequency(field: Field, lines: Lines) -> Record:
    """Words that stand alone come first; a first line of boxes has the words before them."""
    _, once, times, period = parts(field)
    words: list[str] = []
    value: dict[str, Any] = {once.key: None, times.key: None, period.key: None}
    often = f"{times.label} {period.label}:"
    for at, line in enumerate(lines):
        number, found, boxes = line.partition(often)
        label = [label for _, label in _boxes(line)]
        if found and boxes.strip().startswith(("☑", "☐")):
            value[times.key] = _number(number)
            value[period.key] = answer(period, [boxes.strip()])
            words += [line.removesuffix(f":{boxes}")] if at == 0 else []
        elif label == [once.label]:
            value[once.key] = answer(once, [line])
        else:
            words.append(line)
    return {RAW: text(words)} | value


def _told(fields: Sequence[Field], line: str) -> Iterator[tuple[str, Any]]:
    for field in fields:
        rest = _rest(field.label, line) if field.key != RAW else None
        if rest == UNTOLD:
            yield field.key, None
        elif rest and isinstance(field.shape, Number) and (number := _number(rest)) is not None:
            yield field.key, number
        elif rest and isinstance(field.shape, Choice):
            keys = (option.key for option in field.shape.options if option.label == rest)
            yield from ((field.key, key) for key in keys)


def _rest(label: str, line: str) -> str | None:
    """What stands behind «label:» in a line; None when it does not begin so."""
    head, colon, rest = line.partition(":")
    same = colon and persian.for_matching(head) == persian.for_matching(label)
    return rest.strip() if same else None


def _number(written: str) -> int | None:
    plain = digits.to_ascii(written).replace("٬", "").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def _code(pattern: str, written: str | None) -> str | None:
    plain = digits.to_ascii(written or "")
    return plain if re.fullmatch(pattern, plain) else written
