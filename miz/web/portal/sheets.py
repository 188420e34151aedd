"""The official forms as rows a citizen reads: field by field as `miz.catalogue.forms` has them.

`null` means that the form does not tell: such a row is unknown and must never read as "no".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from miz.catalogue.forms import process, service
from miz.catalogue.forms.shapes import Choice, Field, Group, Raw, Rows, Text, Texts, Tick, Ticks
from miz.catalogue.forms.shapes import Section as Part
from miz.catalogue.models import ServiceVersion
from miz.lib import digits

from .rows import Kind, Record, Row, Section, named, plain, row, ticked, told, untold, words

NAMELESS = "بی‌نام"
EXCHANGE = "شیوهٔ تبادل"
UNITS, PERIODS = words(service.UNITS), words(service.PERIODS)
PLACES, REASONS = words(service.PLACES), words(service.REASONS)
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("service_code", "subservice_code", "phone", "email"), "code"),
    **dict.fromkeys(("process_code", "produced_service_code"), "code"),
    **dict.fromkeys(("process_diagram", "diagram"), "steps"),
    "service_url": "link",
}
# What Miz measures by; no words of the form.
_HIDDEN = {"measure"}


def sheet(version: ServiceVersion) -> list[Section]:
    """The official form, then the process form and the criteria of services that have them."""
    form = version.identity
    sections = [*_sections(service.FORM.sections, form), *process_form(version.process_form or {})]
    if criteria := form.get("criteria"):
        sections.append(Section("معیارهای میز خدمت الکترونیک", _criteria(criteria)))
    return sections


def process_form(form: Record) -> list[Section]:
    """The identity form of a process; nothing when there is none."""
    return _sections(process.FORM.sections, form) if form else []


def _sections(parts: Iterable[Part], form: Record) -> list[Section]:
    return [
        Section(
            plain(part.title),
            [row for field in part.fields for row in _rows(field, form.get(field.key))],
        )
        for part in parts
    ]


def _rows(field: Field, value: Any) -> Iterator[Row]:
    if field.key == "stages":
        for stage in stages():
            yield row(plain(stage.label), *_stage(stage, (value or {}).get(stage.key) or {}))
        return
    match field.shape:
        case Rows(columns) if field.key not in _SAID:
            yield from _table(field, columns, value or [])
        case Group(fields) if field.key not in _SAID:
            for inner in fields:
                yield from _rows(inner, (value or {}).get(inner.key))
        case _:
            yield row(plain(field.label), *said(field, value), kind=_KINDS.get(field.key, "text"))


def said(field: Field, value: Any) -> Iterable[object]:
    """The words of a value, one or more a line; None and empty ones say nothing."""
    match field.shape, value:
        case _ if field.key in _SAID:
            return _SAID[field.key](value or {})
        case Choice(options), _:
            return [words(options).get(value or "")]
        case Ticks(options), _:
            return [*ticked(value, words(options)), (value or {}).get("other_text")]
        case Tick(), bool():
            return ["بله" if value else "خیر"]
        case Raw(), Mapping():
            return [value.get("text")]
        case Texts(), _:
            return value or []
        case _:
            return [value]


# --- tables


def _table(field: Field, columns: tuple[Field, ...], records: list[Record]) -> list[Row]:
    """A row for each entry; short pairs in one row, «رمز عبور جدید (زائر)»."""
    first, *others = columns
    label = plain(field.label)
    if [column.shape for column in others] == [Text()]:
        return [row(label, *_pairs(records, first.key, others[0].key))]
    rows = [
        row(record.get(first.key) or f"{label}، {NAMELESS}", *_entry(others, record))
        for record in records
    ]
    return [*told(rows, label), *untold(records, _asked(others))]


def _pairs(records: list[Record], thing: str, party: str) -> list[str]:
    stated = ((record.get(thing), record.get(party)) for record in records)
    return [f"{what} ({who})" if who else what for what, who in stated if what]


def _entry(columns: list[Field], record: Record) -> Iterator[object]:
    """What an entry says beside its name; of one column alone no label is needed."""
    shown = [c for c in columns if c.key not in _HIDDEN and not isinstance(c.shape, Tick)]
    for column in shown:
        texts = said(column, record.get(column.key))
        yield from texts if len(columns) == 1 else [named(plain(column.label), *texts)]
    yield named(EXCHANGE, *ticked(record, words(_boxes(columns))))


def _boxes(columns: list[Field]) -> list[Field]:
    return [column for column in columns if isinstance(column.shape, Tick)]


def _asked(columns: list[Field]) -> dict[str, tuple[str, ...]]:
    """What a table asks of each entry: {label: keys that answer it}. Boxes ask together."""
    boxes = tuple(column.key for column in _boxes(columns))
    single = {plain(c.label): (c.key,) for c in columns if c.key not in {*boxes, *_HIDDEN}}
    return single | ({EXCHANGE: boxes} if boxes else {})


# --- stages


def stages() -> tuple[Field, ...]:
    return _cells(service.FORM.fields["stages"])


def _cells(group: Field) -> tuple[Field, ...]:
    return group.shape.fields if isinstance(group.shape, Group) else ()


def _stage(field: Field, stage: Record) -> Iterator[str | None]:
    """`reason_text` of production is all its non-electronic cell says; elsewhere, why to come."""
    cells = (
        {cell.key: cell for cell in field.shape.fields} if isinstance(field.shape, Group) else {}
    )
    media, why = said(cells["media"], stage.get("media")), plain(cells["reasons"].label)
    if field.key == "production":
        why = "بخش غیرالکترونیکی"
    chosen_media = [str(medium) for medium in media if medium]
    yield answer(plain(cells["electronic"].label), stage.get("electronic"), chosen_media)
    yield stage.get("other_text")
    yield named(plain(cells["contract_no"].label), stage.get("contract_no"))
    yield answer(plain(cells["non_electronic"].label), stage.get("non_electronic"), [])
    yield named(why, *ticked(stage.get("reasons"), REASONS), stage.get("reason_text"))
    yield named(plain(cells["places"].label), *ticked(stage.get("places"), PLACES))


def answer(word: str, box: bool | None, chosen: list[str]) -> str | None:
    """A box with choices under it: a choice tells as much as the box itself."""
    if chosen:
        return f"{word}: {'، '.join(chosen)}"
    return None if box is None else word if box else f"{word} نیست"


# --- groups that say one thing


def _count(count: Record) -> list[object]:
    return [count.get("raw") or count.get("value")]


def _duration(duration: Record) -> list[str | None]:
    value, unit = duration.get("value"), UNITS.get(duration.get("unit") or "")
    return [duration.get("raw") or (f"{value} {unit}" if value is not None and unit else None)]


def _frequency(frequency: Record) -> list[str | None]:
    """The form's wording ends in the air («۳ بار در») where the tick of the period is lost."""
    times, period = frequency.get("times"), PERIODS.get(frequency.get("period") or "")
    if frequency.get("once"):
        return ["یک بار برای همیشه"]
    if times is not None:
        return [f"{times} بار در {period}" if period else f"{times} بار؛ دورهٔ آن نیامده است"]
    return [frequency.get("raw")]


def _visits(visits: Record) -> list[str | None]:
    least, most = visits.get("min"), visits.get("max")
    if visits.get("raw") or most is None:
        return [visits.get("raw")]
    if most == 0:
        return ["نیازی به مراجعهٔ حضوری نیست"]
    return [f"{most} بار" if least in (None, most) else f"{least} تا {most} بار"]


def _fees(fees: list[Record]) -> list[str]:
    return [line for fee in fees if (line := _fee(fee))]


def _fee(fee: Record) -> str:
    amount, electronic = fee.get("amount_rial"), fee.get("electronic_payment")
    price = None if amount is None else _rial(amount)
    parts = [
        "رایگان" if amount == 0 else fee.get("raw") or price,
        named("شمارهٔ حساب", fee.get("account_number")),
        answer("پرداخت الکترونیک", electronic, []),
    ]
    return "؛ ".join(part for part in parts if part)


def _rial(amount: int) -> str:
    return f"{amount:,} ریال".replace(",", "٬")


_SAID: dict[str, Callable[[Any], Iterable[object]]] = {
    "recipients_count": _count,
    "average_duration": _duration,
    "frequency": _frequency,
    "in_person_visits": _visits,
    "fees": _fees,
}


# --- criteria


def _criteria(criteria: Mapping[str, Record]) -> list[Row]:
    """JSON turned the numbers into text, and the database does not keep their order."""
    return [_criterion(number, criteria[number]) for number in sorted(criteria, key=int)]


def _criterion(number: str, criterion: Record) -> Row:
    reply = criterion.get("answer")
    if isinstance(reply, bool):
        reply = "بله" if reply else "خیر"
    applies = None if criterion.get("applicable") is not False else "عدم مصداق"
    title = criterion.get("title") or "معیاری که عنوانش نیامده"
    return row(f"{digits.to_persian(number)}. {title}", applies, reply, criterion.get("note"))
