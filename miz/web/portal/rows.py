"""Labelled rows of values in Persian, and how the parts of a record become them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from miz.catalogue.forms.shapes import Field, Option
from miz.lib import digits

Record = Mapping[str, Any]
Kind = Literal["text", "code", "link", "steps"]

DAYS = {
    "saturday": "شنبه",
    "sunday": "یکشنبه",
    "monday": "دوشنبه",
    "tuesday": "سه‌شنبه",
    "wednesday": "چهارشنبه",
    "thursday": "پنجشنبه",
    "friday": "جمعه",
}
_WORD = re.compile(r"\S+")
_LATIN = re.compile("[A-Za-z]")
_BRACKETS = re.compile(r" ?\([^)]*\)")


@dataclass(frozen=True)
class Row:
    """A label and its values, one a line. `link` and `code` run left to right, `steps` in order."""

    label: str
    values: list[str]
    kind: Kind = "text"

    @property
    def unknown(self) -> bool:
        return not self.values


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]

    @property
    def known(self) -> list[Row]:
        return [row for row in self.rows if not row.unknown]

    @property
    def missing(self) -> str:
        """The labels of which the form tells nothing, in one line."""
        labels = [row.label for row in self.rows if row.unknown]
        return ("؛ " if any("،" in label for label in labels) else "، ").join(labels)


def readable(text: str) -> str:
    """Persian digits, but for words with Latin letters: addresses and names of systems."""
    return _WORD.sub(
        lambda word: word[0] if _LATIN.search(word[0]) else digits.to_persian(word[0]), text
    )


def plain(label: str) -> str:
    """The words of a form without what it says in brackets to clerks: «برخط (online)»."""
    return _BRACKETS.sub("", label)


def words(options: Iterable[Option | Field]) -> dict[str, str]:
    """{key: plain label}"""
    return {option.key: plain(option.label) for option in options}


def row(label: str, *texts: object, kind: Kind = "text") -> Row:
    """One value for each line of the texts; None and empty text give none."""
    lines = (line.strip() for text in texts if text is not None for line in str(text).splitlines())
    return Row(readable(label), [readable(line) for line in lines if line], kind)


def texts(form: Record, key: str) -> list[str]:
    return form.get(key) or []


def chosen(boxes: Record | None, words: Mapping[str, str]) -> list[str]:
    return [word for key, word in words.items() if (boxes or {}).get(key)]


def named(label: str, *texts: object) -> str | None:
    """`label: text، text` of what is stated; None when nothing is."""
    stated = [str(text) for text in texts if text is not None and text != ""]
    return f"{label}: {'، '.join(stated)}" if stated else None


def ticked(boxes: Record | None, words: Mapping[str, str]) -> list[str]:
    """The words of the ticked boxes; with none ticked, those that are known to be unticked."""
    given = {word: boxes.get(key) for key, word in words.items()} if boxes else {}
    if told := chosen(boxes, words):
        return told
    unticked = [word for word, box in given.items() if box is False]
    if unticked and len(unticked) == len(given):
        return ["هیچ‌کدام"]
    return [f"{word}: خیر" for word in unticked]


def told(rows: list[Row], label: str) -> list[Row]:
    """The rows of a list that is stated; one unknown row for a list that is not.

    An entry of which only the name is stated stays in sight under that name.
    """
    shown = [Row(one.label, one.values or ["جزئیات آن نیامده است."]) for one in rows]
    return shown or [row(label)]


def untold(records: list[Record], asked: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Labels that no record of a list answers by any of their keys."""
    return [
        row(label)
        for label, keys in asked.items()
        if records and not any(_stated(record.get(key)) for record in records for key in keys)
    ]


def _stated(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_stated(inner) for inner in value.values())
    return value is not None


def hours(week: Mapping[str, list[str] | None]) -> list[Row]:
    """Office hours by runs of days alike: «شنبه تا چهارشنبه», «۷:۳۰ صبح تا ۲:۳۰ بعدازظهر»."""
    runs: list[tuple[list[str], list[str] | None]] = []
    for day, name in DAYS.items():
        if runs and day in week and runs[-1][1] == week[day]:
            runs[-1][0].append(name)
        elif day in week:
            runs.append(([name], week[day]))
    return [Row(_run_of_days(days), [_opening(times)]) for days, times in runs]


def _run_of_days(days: list[str]) -> str:
    if len(days) > 2:
        return f"{days[0]} تا {days[-1]}"
    return " و ".join(days)


def _opening(times: list[str] | None) -> str:
    return " تا ".join(map(_clock, times)) if times else "تعطیل"


def _clock(time: str) -> str:
    """`14:30` is «۲:۳۰ بعدازظهر»: people say the hour on a clock of twelve."""
    hour, minute = (int(part) for part in time.split(":"))
    part = "صبح" if hour < 12 else "ظهر" if hour == 12 else "بعدازظهر" if hour < 18 else "شب"
    shown = f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
    return f"{digits.to_persian(shown)} {part}"
