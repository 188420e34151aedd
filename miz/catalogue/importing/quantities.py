"""Numbers in the words of forms: durations, money, counts, visits, how often.

Every reader takes the words as they stand and gives what they say; None is "not told". `note` is
a Persian reason when the words leave doubt.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from miz.catalogue.forms.service import PERIODS, UNITS
from miz.lib import digits
from miz.lib.persian import for_matching

_ONES: Final = {
    "صفر": 0, "یک": 1, "یکبار": 1, "دو": 2, "دوبار": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6,
    "هفت": 7, "هشت": 8, "نه": 9, "ده": 10, "یازده": 11, "دوازده": 12, "سیزده": 13, "چهارده": 14,
    "پانزده": 15, "شانزده": 16, "هفده": 17, "هجده": 18, "هیجده": 18, "نوزده": 19, "بیست": 20,
    "سی": 30, "چهل": 40, "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90, "صد": 100,
    "یکصد": 100, "دویست": 200, "سیصد": 300, "چهارصد": 400, "پانصد": 500, "ششصد": 600,
    "هفتصد": 700, "هشتصد": 800, "نهصد": 900,
}  # fmt: skip
_TIMES: Final = {"هزار": 1_000, "میلیون": 1_000_000, "میلیارد": 1_000_000_000}
_TOMAN: Final = 10
_TOMAN_WORDS: Final = frozenset(("تومان", "تومن"))
_CURRENCY: Final = _TOMAN_WORDS | {"ریال"}
_HALF: Final = Fraction(1, 2)
_HALVES: Final = {
    "hour": (30, "minute"), "day": (12, "hour"), "month": (15, "day"), "year": (6, "month"),
}  # fmt: skip
_UNIT_WORDS: Final = {
    "دقیقه": "minute", "ساعت": "hour", "ساعته": "hour", "روز": "day", "روزه": "day",
    "هفته": "week", "ماه": "month", "ماهه": "month", "سال": "year", "ساله": "year",
}  # fmt: skip
_EVERY: Final = {"ماهانه": "month", "ماهیانه": "month", "فصلی": "season", "سالانه": "year",
                 "سالیانه": "year"}  # fmt: skip
_PERIODS: Final = {for_matching(option.label): option.key for option in PERIODS}
_UNITS: Final = {option.key for option in UNITS}
_NONE_NEEDED: Final = re.compile(
    r"نیازی? (به|نیست|نمی|ندارد)|(مراجعه|حضور)\w* (ندارد|نیست|لازم نیست)|بدون (نیاز|مراجعه)"
    r"|^ندارد|غیر ?حضوری|نیاز ندارد|ضرورت ندارد"
)
_AS_NEEDED: Final = re.compile(r"به میزان نیاز|در صورت|حسب|بسته به|متفاوت")
_FREE: Final = re.compile(r"رایگان|بدون هزینه|بلاعوض|مجانی|هزینه\w* ندارد|^ندارد$")
_AT_ONCE: Final = re.compile(r"\b(?:آنی|در ?لحظه|همان لحظه|بلافاصله|بی ?درنگ)\b")
_FEW: Final = 3  # words that tell a time and nothing else
_GROUPS: Final = re.compile(r"(?<=\d)[,٬،./](?=\d\d\d(?!\d))")
_WORD: Final = re.compile(r"[0-9]+(?:[./][0-9]+)?|[^\W\d_]+")
_LEAST: Final = re.compile(r"حداقل|دست کم")
_RANGE: Final = "این یک بازه است؛ بیشترین آن نوشته شد."
UNTOLD: Final = "عددی در آن خوانده نشد."


@dataclass(frozen=True)
class Number:
    """A number and the words around it, by their positions among the words."""

    value: Fraction
    start: int
    end: int


@dataclass(frozen=True)
class Duration:
    value: int | None
    unit: str | None
    note: str | None = None


@dataclass(frozen=True)
class Visits:
    least: int | None
    most: int | None
    note: str | None = None


@dataclass(frozen=True)
class Frequency:
    times: int | None
    period: str | None
    note: str | None = None


@dataclass(frozen=True)
class Money:
    rial: int | None
    note: str | None = None


def duration(raw: str, hint: str = "") -> Duration:
    """The longest time that is told; `hint` names the unit when the words do not («به روز»)."""
    words = _words(raw)
    numbers = [one for one in _numbers(words) if words[max(0, one.start - 1)] != "و"] or _numbers(
        words
    )
    units = _units(words) or _units(_words(hint))
    if not numbers and len(words) <= _FEW and _AT_ONCE.search(for_matching(raw)):
        return Duration(0, "minute")
    if not units:
        return Duration(None, None, "واحد زمان در آن خوانده نشد.")
    if not numbers:
        return Duration(None, None, UNTOLD)
    last = max(numbers, key=lambda number: number.value * _weight(_unit_after(number, units)))
    unit = _unit_after(last, units)
    value, unit = _whole(last.value + _half_behind(words, last, units), unit)
    if _LEAST.search(for_matching(raw)) and len(numbers) == 1:
        return Duration(value, unit, "تنها کمترین زمان گفته شده است.")
    return Duration(value, unit, _RANGE if len(numbers) > 1 else None)


def money(raw: str, hint: str = "") -> Money:
    """The highest sum that is told, in rial; 0 is free. `hint`: the label, which may say toman."""
    folded = for_matching(raw)
    words = _words(raw)
    numbers = [number.value for number in _numbers(words)]
    if not numbers:
        return Money(0) if _FREE.search(folded) else Money(None, "مبلغی در آن خوانده نشد.")
    told = words if _CURRENCY & set(words) else _words(hint)
    scale = next((_TIMES[word] for word in told if word in _TIMES and told is not words), 1)
    rial = int(max(numbers) * scale * (_TOMAN if _TOMAN_WORDS & set(told) else 1))
    return Money(rial, _RANGE if len(numbers) > 1 else None)


def count(raw: str) -> int | None:
    """The first number that is told."""
    numbers = _numbers(_words(raw))
    return int(numbers[0].value) if numbers else None


def visits(raw: str) -> Visits:
    """How often one has to come; 0 where the words say that nobody has to."""
    folded = for_matching(raw)
    numbers = sorted(int(number.value) for number in _numbers(_words(raw)))
    if numbers:
        note = "شرط دارد یا بسته به مورد است." if _AS_NEEDED.search(folded) else None
        return _bounded(folded, numbers, note)
    if _NONE_NEEDED.search(folded):
        return Visits(0, 0)
    return Visits(None, None, UNTOLD)


def _bounded(folded: str, numbers: list[int], note: str | None) -> Visits:
    least, most = numbers[0], numbers[-1]
    if len(numbers) == 1 and "حداکثر" in folded:
        return Visits(None, most, note)
    if len(numbers) == 1 and _LEAST.search(folded):
        return Visits(least, None, note)
    return Visits(least, most, note)


def frequency(raw: str) -> Frequency:
    """«۳ بار در سال», «سالی یکبار», «ماهانه»; weeks and days have no place in the form."""
    words = _words(raw)
    numbers = _numbers(words)
    period = next((_EVERY[word] for word in words if word in _EVERY), None) or next(
        (key for word in words for name, key in _PERIODS.items() if word in (name, name + "ی")),
        None,
    )
    if not numbers and not period:
        return Frequency(None, None, UNTOLD)
    times = int(numbers[0].value) if numbers else 1
    return Frequency(times, period, None if period else "دورهٔ تکرار خوانده نشد.")


def period(label: str) -> str | None:
    """The period that the words of a label tell: «آمار سالانه», «تعداد در ماه»."""
    return frequency(label).period


def _words(raw: str) -> list[str]:
    folded = for_matching(raw)
    while _GROUPS.search(folded):
        folded = _GROUPS.sub("", folded)
    return _WORD.findall(folded)


def _numbers(words: list[str]) -> list[Number]:
    """Each run of number words is one number: «بیست و پنج هزار» is 25000."""
    found, place = [], 0
    while place < len(words):
        number = _number_at(words, place)
        if number:
            found.append(number)
        place = number.end if number else place + 1
    return found


def _number_at(words: list[str], start: int) -> Number | None:
    total, part, place, seen = Fraction(0), Fraction(0), start, False
    while place < len(words):
        word = words[place]
        if word in _TIMES and seen:
            total, part = total + part * _TIMES[word], Fraction(0)
        elif word == "و" and seen and _value(words, place + 1) is not None:
            pass
        elif (value := _value(words, place)) is not None and (not seen or words[place - 1] == "و"):
            part, seen = part + value, True
        else:
            break
        place += 1
    return Number(total + part, start, place) if seen else None


def _value(words: list[str], place: int) -> Fraction | None:
    word = words[place] if place < len(words) else ""
    if word[:1] in set(digits.ASCII) and word[:1]:
        return Fraction(word.replace("/", "."))
    if word == "نیم":
        return _HALF
    return Fraction(_ONES[word]) if word in _ONES else None


def _units(words: list[str]) -> list[tuple[int, str]]:
    """Where units of time stand among the words; one letter may be wrong («هقته»)."""
    found = []
    for place, word in enumerate(words):
        unit = _UNIT_WORDS.get(word) or next(
            (key for name, key in _UNIT_WORDS.items() if _is_typo(word, name)), None
        )
        working = words[place + 1 : place + 2] in (["کاری"], ["اداری"])
        if unit:
            found.append((place, "working_day" if unit == "day" and working else unit))
    return found


def _is_typo(word: str, name: str) -> bool:
    if len(name) < 4 or len(word) != len(name) or word[0] != name[0]:
        return False
    return sum(a != b for a, b in zip(word, name, strict=True)) == 1


def _unit_after(number: Number, units: list[tuple[int, str]]) -> str:
    return next((unit for place, unit in units if place >= number.end), units[-1][1])


def _half_behind(words: list[str], number: Number, units: list[tuple[int, str]]) -> Fraction:
    """«یک ماه و نیم» is one and a half."""
    place = next((place for place, _ in units if place >= number.end), len(words))
    return _HALF if words[place + 1 : place + 3] == ["و", "نیم"] else Fraction(0)


def _weight(unit: str) -> int:
    minutes = {"minute": 1, "hour": 60, "week": 10_080, "month": 43_200, "year": 525_600}
    return minutes.get(unit, 1_440)


def _whole(value: Fraction, unit: str) -> tuple[int, str]:
    """Half an hour is 30 minutes; what stays broken is rounded up."""
    if value.denominator > 1 and unit in _HALVES:
        factor, smaller = _HALVES[unit]
        return -(-(value * 2 * factor) // 1), smaller
    return -(-value // 1), unit
