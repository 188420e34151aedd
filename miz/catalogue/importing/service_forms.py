"""A service identity form: its readings out of the lines of one form."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from miz.catalogue.forms.service import FORM, NATURES, PERIODS
from miz.catalogue.forms.shapes import Field, Option
from miz.lib import digits

from . import quantities, stages, ticks, values
from .fees import read_fees
from .fields import Fields, chosen, group_of
from .letters import Page, Part, squashed
from .readings import STAGES, Found, Reading
from .regions import Regions, of_one_line

_CODE: Final = re.compile(r"1[0-9]{10}")
_CODE_LIKE: Final = re.compile(r"(?<![0-9])[0-9](?:[ \u00a0/-]?[0-9]){6,}(?![0-9])")
_CODE_IN_TITLE: Final = re.compile(
    r"[\s(،-]*(?:با\s*)?(?:کد|شناسه|شماره)(?:\s*خدمت)?[\s:]*" + r"(1[0-9]{10})[\s)]*"
)
_COMMA_LISTS: Final = frozenset({"required_documents", "process_titles", "complaint_channels"})
_LOST_FROM: Final = 2  # groups printed whole without a mark: the form has lost its ticks
_ONCE: Final = Option("once", "یکبار برای همیشه")
_RECIPIENTS_IN: Final = re.compile(r"خدمت[\s\u200c]*گیرندگان\s*در|در\s*خدمت[\s\u200c]*گیرندگان")
_TIMES_IN: Final = re.compile(r"بار\s*(?:در)?[\s\u00a0:]*$")

_STEP: Final = re.compile(
    r"^(?:مرحله|گام|قدم)[ \u200c]?(?:\d+|[^\W\d_]{2,8}(?: و [^\W\d_]{2,8})?)[ ]*[:：–-][ ]*(?=\S)"
)
_COUNTED: Final = ("نفر", "مورد", "فقره", "درخواست")  # units that the blank form prints

BAD_CODE: Final = "شناسهٔ خدمت ۱۱ رقم است و با ۱ آغاز می‌شود؛ این نوشته چنین نیست."
CODE_IN_TITLE: Final = "شناسه از میان عنوان برداشته شد."
NATURE_ELSEWHERE: Final = "ماهیت خدمت از میان نوع خدمت خوانده شد."


def read(page: Page) -> Found:
    """The form on a page; where most groups have lost their ticks, the others are lost too."""
    fields = Fields(Regions(page, "service"), _COMMA_LISTS)
    found = _read(fields)
    if (
        sum((reading.reason or "").count(ticks.LOST) for _, reading in found.readings())
        >= _LOST_FROM
    ):
        fields.lost = True
        found = _read(fields)
    return found


def _read(fields: Fields) -> Found:
    found = Found("service")
    for key, field in FORM.fields.items():
        found.fields[key] = _SPECIAL.get(key, _plain)(fields, field)
    _take_code_out_of_title(found)
    _find_nature_elsewhere(found)
    return found


def _plain(fields: Fields, field: Field) -> Reading:
    return fields.read(field)


def _code(fields: Fields, field: Field) -> Reading:
    parts = values.until_section(fields.regions.parts(field.key))[:2]
    told = digits.to_ascii(" ".join(part.text for part in parts))
    found = _CODE_LIKE.search(told)
    code = re.sub(r"[^0-9]", "", found[0]) if found else None
    reading = fields.regions.reading((field.key,), code, parts)
    if (code and not _CODE.fullmatch(code)) or (not code and values.clean(told)):
        reading.doubt(0.4 if code else 0.3, BAD_CODE)
    return reading


def _count(fields: Fields, field: Field) -> Reading:
    parts = fields.regions.parts(field.key) or fields.regions.parts("recipients_period")
    raw = _without_blank_form(_RECIPIENTS_IN.sub(" ", _joined(parts)), PERIODS)
    raw = None if raw in _COUNTED else raw
    value = quantities.count(raw) if raw else None
    reading = fields.regions.reading((field.key,), {"raw": raw, "value": value}, parts)
    if raw and value is None:
        reading.doubt(0.5, quantities.UNTOLD)
    return reading


def _count_period(fields: Fields, field: Field) -> Reading:
    """«خدمت گیرندگان در: ماه، فصل، سال»; or said together with the count."""
    inner = fields.regions.parts(field.key)
    if inner:
        return fields.boxes(field, inner)
    parts = fields.regions.parts("recipients_count")
    read = ticks.read("\n".join(part.text for part in parts), PERIODS, lost=fields.lost)
    if fields.lost and len(read.hits) == 1:  # said in words, where no box was printed
        read.values |= {read.hits[0].key: True}
        read.reason = None
    label = quantities.period(fields.regions.label("recipients_count"))
    reading = fields.regions.reading(("recipients_count",), chosen(read.values) or label, parts)
    if read.reason and not label:
        reading.doubt(read.confidence, read.reason)
    return reading


def _duration(fields: Fields, field: Field) -> Reading:
    parts = of_one_line(fields.regions.parts(field.key))
    raw = values.text(parts)
    told = quantities.duration(raw or "", fields.regions.hint(field.key))
    value = {"raw": raw, "value": told.value, "unit": told.unit}
    reading = fields.regions.reading((field.key,), value, parts)
    if raw and told.note:
        reading.doubt(0.6, told.note)
    return reading


def _visits(fields: Fields, field: Field) -> Reading:
    parts = of_one_line(fields.regions.parts(field.key))
    raw = values.text(parts)
    told = quantities.visits(raw) if raw else quantities.Visits(None, None)
    value = {"raw": raw, "min": told.least, "max": told.most}
    reading = fields.regions.reading((field.key,), value, parts)
    if told.note:
        reading.doubt(0.6, told.note)
    return reading


def _frequency(fields: Fields, field: Field) -> Reading:
    parts = fields.regions.parts(field.key)
    text = _joined(parts)
    options = (_ONCE, *PERIODS)
    boxes = ticks.read(text, options, lost=fields.lost)
    periods = {option.key for option in PERIODS}
    is_form = {hit.key for hit in boxes.hits} >= periods
    raw = _without_blank_form(text, options) if is_form else values.clean(ticks.unmarked(text))
    told = quantities.frequency(raw) if raw else quantities.Frequency(None, None)
    value = {"raw": raw, "once": boxes.values["once"], "times": told.times, "period": told.period}
    if is_form:
        period = chosen({key: boxes.values[key] for key in periods})
        value |= {"period": period, "times": quantities.count(raw or "")}
    elif boxes.values["once"]:
        value |= {"times": None, "period": None}
    elif told.times is not None:
        value["once"] = False
    reading = fields.regions.reading((field.key,), value, parts)
    if is_form and boxes.reason:
        reading.doubt(boxes.confidence, boxes.reason)
    elif told.note and not value["once"]:
        reading.doubt(0.6, told.note)
    return reading


def _joined(parts: Sequence[Part]) -> str:
    return "\n".join(part.text for part in parts)


def _without_blank_form(text: str, options: Sequence[Option]) -> str | None:
    """What was written between the printed options, when they are all printed; else all of it."""
    hits = ticks.scan(text, ticks.terms(options))
    if not {option.key for option in PERIODS} <= {hit.key for hit in hits}:
        return values.clean(ticks.unmarked(text))
    rest = ticks.leftover(text, hits)
    bare = _TIMES_IN.sub("", rest).strip()
    return values.clean(rest if quantities.count(bare) is not None else bare)


def _stages(fields: Fields, field: Field) -> Any:
    return {stage.key: _stage(fields, stage) for stage in group_of(field).fields}


def _stage(fields: Fields, stage: Field) -> Reading:
    path = (STAGES, stage.key)
    parts = fields.regions.parts(*path)
    told = stages.read(parts, group_of(stage), lost=fields.lost)
    reading = fields.regions.reading(path, told.value, parts)
    if told.reason:
        reading.doubt(told.confidence, told.reason)
    return reading


def _diagram(fields: Fields, field: Field) -> Reading:
    """One box a line."""
    parts = values.until_section(fields.regions.parts(field.key))
    boxes = [_STEP.sub("", line) for line in values.lines(parts)]
    return fields.regions.reading((field.key,), "\n".join(boxes) or None, parts)


def _questions(fields: Fields, field: Field) -> Reading:
    """A line that asks begins a question; what follows answers it."""
    parts = fields.regions.parts(field.key)
    rows: list[dict[str, Any]] = []
    for line in values.lines(parts):
        question, mark, answer = line.rpartition("؟")
        if mark:
            rows.append({"question": _bare(question) + mark, "answer": values.clean(_bare(answer))})
        elif rows:
            rows[-1]["answer"] = " ".join(filter(None, [rows[-1]["answer"], _bare(line)]))
    return fields.regions.reading((field.key,), rows, parts)


def _bare(text: str) -> str:
    return re.sub(r"^\s*(?:پرسش|سوال|پاسخ|جواب|س|ج)\s*\d*\s*[:：-]\s*", "", text).strip()


def _take_code_out_of_title(found: Found) -> None:
    title, code = found.fields["title"], found.fields["service_code"]
    match = _CODE_IN_TITLE.search(digits.to_ascii(title.value or ""))
    if not match or not (title.value[: match.start()] + title.value[match.end() :]).strip():
        return
    title.value = values.clean(title.value[: match.start()] + " " + title.value[match.end() :])
    if code.value is None:
        found.fields["service_code"] = Reading(
            match[1], title.raw, title.place, 0.75, CODE_IN_TITLE
        )


def _find_nature_elsewhere(found: Found) -> None:
    """«مدیریتی -حاکمیتی -خدمت به شهروندان» tells three fields in one."""
    nature, kind = found.fields["nature"], found.fields["service_type"]
    if nature.value is None and not squashed(nature.raw) and kind.raw:
        told = chosen(ticks.read(kind.raw, NATURES).values)
        if told:
            found.fields["nature"] = Reading(told, kind.raw, kind.place, 0.5, NATURE_ELSEWHERE)


_SPECIAL: Final[dict[str, Callable[[Fields, Field], Any]]] = {
    "service_code": _code,
    "subservice_code": _code,
    "recipients_count": _count,
    "recipients_period": _count_period,
    "average_duration": _duration,
    "frequency": _frequency,
    "in_person_visits": _visits,
    "fees": lambda fields, _: read_fees(fields.regions),
    STAGES: _stages,
    "process_diagram": _diagram,
    "faq": _questions,
}
