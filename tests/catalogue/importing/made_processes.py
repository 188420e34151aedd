"""Process forms made by code, each with the record that it tells.

`LAYOUTS` maps a name to a maker: a record -> the file's content.
"""

import html
import random
from collections.abc import Callable, Iterator
from typing import Any

from miz.catalogue.forms.process import FORM, TYPES
from tests.catalogue.importing import papers

Record = dict[str, Any]

_NAMES = ["فرایند صدور پروانه کسب", "فرایند تمدید قرارداد بیمه", "فرایند رسیدگی به شکایت"]
_SERVICES = ["صدور پروانه کسب صنفی", "تمدید دفترچه بیمه", "پاسخگویی به شکایت مشتریان"]
_GOALS = ["کاهش زمان پاسخگویی به متقاضیان و حذف مراجعه حضوری", "افزایش رضایت مشتریان سازمان"]
_AIMS = ["تحقق دولت الکترونیک", "افزایش شفافیت", "کاهش هزینه‌های جاری", "ارتقای سلامت اداری"]
_OWNERS = ["اداره کل صدور پروانه", "معاونت توسعه مدیریت", "دفتر ارزیابی عملکرد"]
_STARTS = ["ثبت درخواست متقاضی در سامانه", "پایان اعتبار قرارداد"]
_PEOPLE = ["متقاضیان", "اتحادیه‌های صنفی", "کارشناسان استان", "دفاتر پیشخوان"]
_LAWS = ["قانون نظام صنفی", "آیین‌نامه اجرایی ماده ۱۲", "بخشنامه شماره ۴۵۰ سازمان"]
_SYSTEMS = ["سامانه اصناف", "سامانه احراز هویت", "بانک اطلاعات پروانه‌ها"]
_TERMS = [
    ("متقاضی", "شخص حقیقی یا حقوقی که درخواست خود را در سامانه ثبت کرده است"),
    ("کمیسیون", "مرجعی که اختلاف میان اتحادیه‌ها و متقاضیان را بررسی و درباره آن تصمیم‌گیری می‌کند"),
    ("پروانه", "مجوزی که برای شروع کسب به فرد داده می‌شود"),
]  # fmt: skip
_IN = [("درخواست پروانه", "متقاضی"), ("استعلام سوابق", "نیروی انتظامی"), ("فیش بانکی", "بانک عامل")]
_OUT = [("پروانه کسب", "متقاضی"), ("گزارش ماهانه", "اتاق اصناف")]
_LONG = (
    "کارشناس مدارک را بررسی می‌کند و در صورت کامل بودن، بازدید از محل را برنامه‌ریزی و نتیجه آن را"
    " همراه با نظر خود برای تصمیم‌گیری به کمیسیون فنی می‌فرستد."
)
_ABOUT = [
    _LONG,
    "درخواست ثبت می‌شود و پس از پرداخت هزینه، پروانه صادر و تحویل می‌گردد.",
]
_CONTROLS = [
    ("زمان صدور پروانه", "کمتر از ۱۵ روز کاری", "دفتر بازرسی", "ماهانه"),
    ("درصد پرونده‌های ناقص", "حداکثر ۵ درصد", "اداره کل صدور پروانه", "سه ماه یک بار"),
    ("رضایت متقاضیان از رفتار کارکنان", "بیش از ۸۰ درصد", "روابط عمومی و امور بین‌الملل", "سالانه"),
]
_STEPS = ["ثبت درخواست", "بررسی مدارک", "بازدید از محل", "صدور پروانه"]


def record(seed: int) -> Record:
    """A form with everything told."""
    pick = random.Random(seed)  # noqa: S311 - the same form every time
    service = f"1{pick.randrange(10**9, 10**10)}"
    return FORM.empty() | {
        "process_name": pick.choice(_NAMES),
        "process_code": f"{pick.randrange(1, 40):03}/{service}",
        "produced_service": pick.choice(_SERVICES),
        "produced_service_code": service,
        "goal": pick.choice(_GOALS),
        "type": pick.choice(TYPES).key,
        "strategic_goals": pick.sample(_AIMS, 2),
        "parent_process": "فرایند مدیریت پروانه‌ها",
        "sub_processes": ["فرایند بازدید", "فرایند استعلام"],
        "scope": "همه اتحادیه‌های صنفی سراسر کشور و متقاضیان پروانه کسب در شهرها و روستاها",
        "owner": pick.choice(_OWNERS),
        "supervisor": pick.choice(_OWNERS),
        "stakeholders": pick.sample(_PEOPLE, 3),
        "trigger": pick.choice(_STARTS),
        "laws": pick.sample(_LAWS, 2),
        "systems": pick.sample(_SYSTEMS, 2),
        "glossary": _table("glossary", pick.sample(_TERMS, 2)),
        "inputs": _table("inputs", pick.sample(_IN, 2)),
        "outputs": _table("outputs", _OUT),
        "description": pick.choice(_ABOUT),
        "controls": _table("controls", pick.sample(_CONTROLS, 2)),
        "diagram": "\n".join(_STEPS),
    }


def _columns(key: str) -> list[Any]:
    shape: Any = FORM.fields[key].shape
    return [column for column in shape.fields if column.key != "measure"]


def _table(key: str, rows: list[Any]) -> list[Record]:
    return [dict(zip((one.key for one in _columns(key)), row, strict=True)) for row in rows]


def _of_section(record: Record, number: str) -> Iterator[tuple[str, Any]]:
    for section in FORM.sections:
        if section.number == number:
            yield from ((field.key, record[field.key]) for field in section.fields)


def _first(record: Record) -> Iterator[tuple[str, list[str]]]:
    """Labels and lines of the first section."""
    for key, value in _of_section(record, "1"):
        label = FORM.fields[key].label
        if key == "type":
            yield label, [f"{'☑' if one.key == value else '☐'} {one.label}" for one in TYPES]
        elif isinstance(value, list):
            yield label, [f"{n}- {text}" for n, text in enumerate(value, 1)]
        else:
            yield label, [value]


def plain_text(record: Record) -> bytes:
    """Labels before colons, tables as bars with their headings."""
    lines = [FORM.title]
    lines += [f"{label}: {'   '.join(value)}" for label, value in _first(record)]
    for key in ("glossary", "inputs", "outputs"):
        lines += [f"{FORM.fields[key].label}:", *_bars(record, key)]
    lines += ["شرح فرایند و فعالیت‌های اصلی آن:", record["description"]]
    lines += ["نقاط نظارتی و کنترلی فرایند:", *_bars(record, "controls")]
    return "\n".join([*lines, "نمودار فرایند:", record["diagram"]]).encode()


def _bars(record: Record, key: str) -> list[str]:
    columns = _columns(key)
    rows = [[row[one.key] for one in columns] for row in record[key]]
    return [" | ".join(row) for row in ([one.label for one in columns], *rows)]


def one_word_table(record: Record) -> bytes:
    """A Word file of one table: titles over whole rows."""
    return papers.docx(f"<w:tbl>{''.join(_word_rows(record, titled=True))}</w:tbl>")


def without_titles(record: Record) -> bytes:
    """Its tables of rows have headings and no title over them."""
    return papers.docx(f"<w:tbl>{''.join(_word_rows(record, titled=False))}</w:tbl>")


def without_heads(record: Record) -> bytes:
    """A table for each list of rows, under a title and without headings."""
    body = [f"<w:tbl>{''.join(_labelled(record))}</w:tbl>"]
    for key in ("glossary", "inputs", "outputs", "controls"):
        body.append(papers.paragraph(papers.run(FORM.fields[key].label)))
        body.append(f"<w:tbl>{''.join(_rows(record, key)[1:])}</w:tbl>")
    body += [_line("شرح فرایند و فعالیت‌های اصلی آن"), _line(record["description"])]
    body += [_line("نمودار فرایند"), *map(_line, record["diagram"].split("\n"))]
    return papers.docx("".join(body))


def _word_rows(record: Record, *, titled: bool) -> Iterator[str]:
    yield from _labelled(record)
    for key in ("glossary", "inputs", "outputs"):
        if titled:
            yield _row([[FORM.fields[key].label]])
        yield from _rows(record, key)
    yield _row([["شرح فرایند و فعالیت‌های اصلی آن"]])
    yield _row([[record["description"]]])
    if titled:
        yield _row([["نقاط نظارتی و کنترلی فرایند"]])
    yield from _rows(record, "controls")
    yield _row([["نمودار فرایند"]])
    yield _row([record["diagram"].split("\n")])


def _labelled(record: Record) -> Iterator[str]:
    yield from (_row([[label], lines]) for label, lines in _first(record))


def _rows(record: Record, key: str) -> list[str]:
    columns = _columns(key)
    rows = [[[row[one.key]] for one in columns] for row in record[key]]
    return [_row([[one.label] for one in columns]), *map(_row, rows)]


def _row(cells: list[list[str]]) -> str:
    body = "".join(f"<w:tc>{''.join(map(_line, lines))}</w:tc>" for lines in cells)
    return f"<w:tr>{body}</w:tr>"


def _line(text: str) -> str:
    return papers.paragraph(papers.run(html.escape(text)))


LAYOUTS: dict[str, Callable[[Record], bytes]] = {
    "plain-text": plain_text,
    "one-word-table": one_word_table,
    "without-titles": without_titles,
    "without-heads": without_heads,
}
