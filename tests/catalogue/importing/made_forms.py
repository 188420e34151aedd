"""Service forms made by code in several layouts, each with the record that it tells.

`LAYOUTS` maps a name to a maker: a record -> the file's content. A layout shows what it can show;
`told` says what of the record is left in it.
"""

import html
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from miz.catalogue.forms.service import (
    ASKED_BY,
    FORM,
    LEVELS,
    LIFE_EVENTS,
    MADE_BY,
    NATURES,
    PLACES,
    REASONS,
    SERVICE_TYPES,
    TOLD_BY,
    TRIGGERS,
)
from miz.catalogue.forms.shapes import Option
from tests.catalogue.importing import papers

Record = dict[str, Any]

_TITLES = ["صدور پروانه ساختمان", "تمدید دفترچه بیمه", "اعطای وام خوداشتغالی", "ثبت شرکت‌های تعاونی"]
_AGENCIES = ["سازمان تأمین خدمات استان", "اداره کل راه و شهرسازی", "شرکت توزیع برق", "بنیاد مسکن"]
_PARENTS = ["وزارت کشور", "وزارت نیرو", "وزارت راه و شهرسازی", "نهاد ریاست جمهوری"]
_ABOUT = [
    "بررسی پرونده متقاضیان و اعلام نتیجه از راه پیام کوتاه",
    "پذیرش درخواست‌ها، بازدید از محل و تصمیم‌گیری در کمیسیون فنی",
]
_FOR = ["همه اشخاص حقیقی ساکن استان", "کارفرمایان کارگاه‌های کوچک", "خانواده‌های تحت پوشش"]
_PAPERS = ["تصویر کارت ملی", "اصل شناسنامه", "سند مالکیت", "گواهی پایان کار", "فرم تکمیل‌شده"]
_LAWS = ["قانون نظام مهندسی", "آیین‌نامه اجرایی ماده ۳۳", "مصوبه هیئت وزیران"]
_TIMES = [("دو هفته", 2, "week"), ("۱۰ روز کاری", 10, "working_day"), ("یک ساعت", 1, "hour"),
          ("حداکثر ۳ ماه", 3, "month")]  # fmt: skip
_VISITS = [("یک بار", 1, 1), ("۱ تا ۳ بار", 1, 3), ("نیازی به مراجعه نیست", 0, 0)]
_FEES = [("رایگان", 0), ("۱۵۰,۰۰۰ ریال", 150_000), ("20000 تومان", 200_000), ("0 ریال", 0)]
STAGES = (
    ("information", TOLD_BY, "در مرحله اطلاع رسانی خدمت"),
    ("request", ASKED_BY, "در مرحله درخواست خدمت"),
    ("production", MADE_BY, "مرحله تولید خدمت"),
    ("delivery", ASKED_BY, "در مرحله ارائه خدمت"),
)
_STEPS = ["ثبت درخواست", "بررسی کارشناسی", "صدور و تحویل"]


@dataclass(frozen=True)
class Marks:
    """How a layout draws a box; `behind` puts it after the option."""

    ticked: str
    empty: str
    behind: bool = False

    def draw(self, label: str, told: bool | None) -> str:
        mark = self.ticked if told else self.empty
        return f"{label} {mark}".strip() if self.behind else f"{mark} {label}".strip()


BOXES = Marks("☑", "☐")


def record(seed: int) -> Record:
    """A form with everything told."""
    pick = random.Random(seed)  # noqa: S311 - the same form every time
    papers_, laws = pick.sample(_PAPERS, 3), pick.sample(_LAWS, 2)
    time, visit, fee = pick.choice(_TIMES), pick.choice(_VISITS), pick.choice(_FEES)
    return FORM.empty() | {
        "title": pick.choice(_TITLES),
        "service_code": f"1{pick.randrange(10**9, 10**10)}",
        "agency_name": pick.choice(_AGENCIES),
        "parent_agency_name": pick.choice(_PARENTS),
        "description": pick.choice(_ABOUT),
        "service_type": _ticked(SERVICE_TYPES, pick),
        "audience": pick.choice(_FOR),
        "nature": pick.choice(NATURES).key,
        "level": _ticked(LEVELS, pick),
        "life_event": _ticked(LIFE_EVENTS[:-1], pick) | {"other": False},
        "trigger": _ticked(TRIGGERS[:-1], pick) | {"other": False, "other_text": None},
        "required_documents": papers_,
        "governing_laws": laws,
        "average_duration": {"raw": time[0], "value": time[1], "unit": time[2]},
        "in_person_visits": {"raw": visit[0], "min": visit[1], "max": visit[2]},
        "fees": [{"raw": fee[0], "amount_rial": fee[1], "account_number": None,
                  "electronic_payment": None}],
        "service_url": f"https://service{seed}.example.ir/start",
        "system_name": "سامانه خدمات نمونه",
        "stages": {
            "information": _stage(TOLD_BY, pick),
            "request": _stage(ASKED_BY, pick),
            "production": _stage(MADE_BY, pick, reasons=False),
            "delivery": _stage(ASKED_BY, pick),
        },
        "process_titles": _STEPS[:2],
        "process_diagram": "\n".join(_STEPS),
    }  # fmt: skip


def _ticked(options: tuple[Option, ...], pick: random.Random) -> dict[str, bool]:
    chosen = pick.sample(options, pick.choice([1, 2]))
    return {option.key: option in chosen for option in options}


def _stage(media: tuple[Option, ...], pick: random.Random, *, reasons: bool = True) -> Record:
    electronic = pick.choice([True, False])
    boxes = _ticked(media[:-1], pick) | {"other": False}
    none = dict.fromkeys
    return {
        "electronic": electronic,
        "media": boxes if electronic else none(boxes, False),
        "other_text": None,
        "contract_no": None,
        "non_electronic": not electronic,
        "reasons": _reasons(REASONS, pick, electronic) if reasons else none(_keys(REASONS)),
        "reason_text": None,
        "places": _reasons(PLACES, pick, electronic) if reasons else none(_keys(PLACES)),
    }


def _reasons(options: tuple[Option, ...], pick: random.Random, electronic: bool) -> Record:
    if electronic:
        return dict.fromkeys(_keys(options), False)
    return dict.fromkeys(_keys(options), False) | _ticked(options[:-1], pick)


def _keys(options: tuple[Option, ...]) -> list[str]:
    return [option.key for option in options]


# Words of a form, in one layout or another


def _boxes(options: tuple[Option, ...], told: Record, marks: Marks, gap: str) -> str:
    return gap.join(marks.draw(option.label, told[option.key]) for option in options)


def named(record: Record, marks: Marks, gap: str = "   ") -> Iterator[tuple[str, str]]:
    """Label and value of sections 1 to 6, in the words of the paper."""
    nature = {option.key: option.key == record["nature"] for option in NATURES}
    for key, value in (
        ("title", record["title"]),
        ("service_code", record["service_code"]),
        ("agency_name", record["agency_name"]),
        ("parent_agency_name", record["parent_agency_name"]),
        ("description", record["description"]),
        ("service_type", _boxes(SERVICE_TYPES, record["service_type"], marks, gap)),
        ("audience", record["audience"]),
        ("nature", _boxes(NATURES, nature, marks, gap)),
        ("level", _boxes(LEVELS, record["level"], marks, gap)),
        ("life_event", _boxes(LIFE_EVENTS, record["life_event"], marks, gap)),
        ("trigger", _boxes(TRIGGERS, record["trigger"], marks, gap)),
        ("required_documents", _numbered(record["required_documents"])),
        ("governing_laws", " - ".join(record["governing_laws"])),
        ("average_duration", record["average_duration"]["raw"]),
        ("in_person_visits", record["in_person_visits"]["raw"]),
        ("fees", record["fees"][0]["raw"]),
        ("service_url", record["service_url"]),
        ("system_name", record["system_name"]),
    ):
        yield key, str(value)


def _numbered(texts: list[str]) -> str:
    return " ".join(f"{number}- {text}" for number, text in enumerate(texts, 1))


def _label(key: str) -> str:
    return FORM.fields[key].label


def _stage_lines(record: Record, marks: Marks) -> Iterator[str]:
    for key, media, title in STAGES:
        stage = record["stages"][key]
        yield title
        yield marks.draw("الکترونیکی", stage["electronic"])
        yield from (marks.draw(option.label, stage["media"][option.key]) for option in media)
        yield marks.draw("غیرالکترونیکی", stage["non_electronic"])
        yield "ذکر ضرورت مراجعه حضوری"
        if key == "production":
            continue
        yield from (marks.draw(one.label, stage["reasons"][one.key]) for one in REASONS)
        yield "مراجعه به دستگاه:"
        yield from (marks.draw(one.label, stage["places"][one.key]) for one in PLACES)


def tail(record: Record) -> Iterator[str]:
    yield "۸- عناوین فرایندهای خدمت"
    yield from (f"{n}- {text}" for n, text in enumerate(record["process_titles"], 1))
    yield "۹- نمودار ارتباطی فرایندهای خدمت"
    yield from record["process_diagram"].split("\n")


# Layouts


def _text(record: Record, marks: Marks, between: str, *, stages: bool = True) -> str:
    lines = [f"{_label(key)}{between}{value}" for key, value in named(record, marks)]
    stage_lines = _stage_lines(record, marks) if stages else ()
    return "\n".join([FORM.title, *lines, *stage_lines, *tail(record)])


def colons(record: Record) -> bytes:
    return _text(record, BOXES, ": ").encode()


def nothing_between(record: Record) -> bytes:
    return _text(record, Marks("■", "□"), " ").encode()


def marks_behind(record: Record) -> bytes:
    return _text(record, Marks("R", "o", behind=True), " : ").encode()


def lines_of_their_own(record: Record) -> bytes:
    return _text(record, Marks("[x]", "[ ]"), "\n").encode()


def lost(record: Record) -> bytes:
    return _text(record, Marks("", ""), ": ").encode()


def arabic(record: Record) -> bytes:
    """Arabic letters, no ZWNJ, NBSP for spaces here and there, some presentation forms."""
    text = _text(record, Marks("✓", "○"), "\u00a0: ").replace("\u200c", " ")
    text = text.replace("ی", "ي").replace("ک", "ك").replace("خدمت ", "خدمت\u00a0")
    shaped = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFE8F, 0xFEF5)}
    return "".join(shaped.get(char, char) if char in "بجدرس" else char for char in text).encode()


def word_table(record: Record) -> bytes:
    """A Word file: label and value in two cells, stages as lines of one cell."""
    rows = [_cells(_label(key), value) for key, value in named(record, BOXES)]
    rows.append(_cells("مراحل خدمت", "نوع ارائه و رسانه ارتباطی خدمت"))
    rows += [_cells(line, "") if line.startswith(("در مرحله", "مرحله")) else _cells("", line)
             for line in _stage_lines(record, BOXES)]  # fmt: skip
    rest = "".join(papers.paragraph(papers.run(line)) for line in tail(record))
    return papers.docx(f"<w:tbl>{''.join(rows)}</w:tbl>{rest}")


def _cells(*texts: str) -> str:
    cells = "".join(f"<w:tc>{papers.paragraph(papers.run(text))}</w:tc>" for text in texts)
    return f"<w:tr>{cells}</w:tr>"


def web_page(record: Record) -> bytes:
    rows = "".join(
        f"<tr><th>{html.escape(_label(key))}</th><td>{html.escape(value)}</td></tr>"
        for key, value in named(record, Marks("☒", "☐"))
    )
    lines = "".join(f"<p>{line}</p>" for line in (*_stage_lines(record, BOXES), *tail(record)))
    return f"<!doctype html><html lang=fa><body><table>{rows}</table>{lines}</body></html>".encode()


LAYOUTS: dict[str, Callable[[Record], bytes]] = {
    "colons": colons,
    "nothing-between": nothing_between,
    "marks-behind": marks_behind,
    "lines-of-their-own": lines_of_their_own,
    "lost": lost,
    "arabic": arabic,
    "word-table": word_table,
    "web-page": web_page,
}


def told(name: str, record: Record) -> Record:
    """What a layout leaves of a record."""
    return _without_ticks(record) if name == "lost" else record


def _without_ticks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: None if key == "nature" else _without_ticks(one) for key, one in value.items()}
    return None if isinstance(value, bool) else value
