"""What a check may say of a package: the codes, and each in English and in Persian.

English is for the terminal, Persian for who draws up a service in the office.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from miz.lib import digits

Level = Literal["refused", "warning"]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that a check says. `file` is its path inside the package, `line` counts from 1.

    What is refused is not published; a warning stops nothing. `where` is where the package lies:
    a folder, or the name of a draft.
    """

    file: str
    line: int
    level: Level
    code: str
    message: str
    persian: str = ""
    where: str = ""

    def __str__(self) -> str:
        place = f"{self.where}/{self.file}" if self.where else self.file
        return f"{place}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Slip:
    """What is wrong at a place in plain data: a code of WORDS and what its sentences name."""

    path: Path
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def find(code: str, file: str, line: int, where: str = "", /, **values: object) -> Finding:
    """A finding in the words of its code; `label` is what Persian calls `name`."""
    level, english, persian = WORDS[code]
    named = {"label": values.get("name", "")} | values
    return Finding(
        file=file,
        line=line,
        level=level,
        code=code,
        message=english.format_map(named),
        persian=persian.format_map({key: _in_persian(value) for key, value in named.items()}),
        where=where,
    )


def refused(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == "refused"]


def _in_persian(value: object) -> str:
    text = str(value)
    return digits.to_persian(text) if text.isdigit() else text


# What a code says: its level, its English, its Persian.
WORDS: dict[str, tuple[Level, str, str]] = {
    # files
    "encoding": ("refused", "is not UTF-8", "این پرونده با UTF-8 نوشته نشده است."),
    "unreadable": ("refused", "cannot be read: {why}", "این پرونده خوانده نشد: {why}"),
    "unknown_file": (
        "refused", "is no file of a package",
        "چنین پرونده‌ای در بستهٔ خدمت جایی ندارد.",
    ),
    "missing_file": (
        "refused", "is missing; {why}",
        "این پرونده در بسته نیست، اما خدمتی که درخواست می‌پذیرد به آن نیاز دارد.",
    ),
    "too_large": (
        "refused", "is larger than {most} KB", "این پرونده از {most} کیلوبایت بزرگ‌تر است."
    ),
    "too_many": (
        "refused", "one of more than {most} files", "بسته بیش از {most} پرونده دارد."
    ),
    # YAML and JSON
    "yaml": ("refused", "is not well-formed YAML: {why}", "YAML این پرونده درست نیست: {why}"),
    "json": ("refused", "is not well-formed JSON: {why}", "JSON این پرونده درست نیست: {why}"),
    "too_deep": (
        "refused", "is nested too deeply, or repeats too much by its anchors",
        "لایه‌ها یا تکرارهای این پرونده بیش از اندازه است.",
    ),
    "duplicate_key": ("refused", "{name} stands twice", "«{name}» دو بار آمده است."),
    # the schema
    "unknown_key": ("refused", "{name} is unknown", "کلید «{name}» شناخته نیست."),
    "missing": ("refused", "{name} is missing", "«{label}» نوشته نشده است."),
    "shape": ("refused", "{name} is not {wanted}", "«{label}» باید {wanted_fa} باشد."),
    "option": (
        "refused", "{name} is one of {options}",
        "«{label}» یکی از این‌هاست: {options}",
    ),
    "empty": ("refused", "{name} is empty", "«{label}» خالی است."),
    "range": ("refused", "{name} is {bound}", "«{label}» بیرون از اندازهٔ پذیرفته است."),
    "pattern": (
        "refused", "{name} is not written as {pattern}",
        "«{label}» به شکل پذیرفته نوشته نشده است.",
    ),
    "untold": (
        "warning", "{names} not told: write null, or an empty list, where the form is silent",
        "این کلیدها نوشته نشده است؛ جایی که فرم چیزی نمی‌گوید null یا فهرست خالی بنویسید: {names}",
    ),
    # identifiers and references
    "service_code": (
        "warning", "{name} is not 11 digits beginning with 1: {value}",
        "«{label}» یازده رقم نیست که با ۱ آغاز شود: {value}",
    ),
    "slug_taken": (
        "refused", "the slug {slug} stands in {other} too",
        "نام کوتاه «{slug}» از آن خدمت دیگری است: {other}",
    ),
    "code_shared": (
        "warning", "the identifier {code} stands for «{title}» and for «{other_title}» ({other})",
        "شناسهٔ {code} هم برای «{title}» آمده است و هم برای «{other_title}».",
    ),
    "unknown_parent": (
        "warning", "no service here has the identifier {code}",
        "خدمتی با شناسهٔ {code} در این سامانه نیست.",
    ),
    "unknown_unit": (
        "refused", "{name} {unit} is no unit of organisation.yaml",
        "«{unit}» در میان واحدهای دستگاه نیست.",
    ),
    "unknown_name": (
        "refused", "{name} {value} is unknown", "«{value}» برای «{label}» شناخته نیست."
    ),
    "other_folder": (
        "refused", "code {code} is not the name of its folder",
        "شناسهٔ دستگاه با نام پوشهٔ آن یکی نیست: {code}",
    ),
    # rows, rungs and topics
    "row_unnamed": ("refused", "{name} has no {column}", "ردیفی از «{label}» نام ندارد."),
    "no_desk": (
        "refused", "desk with its owner_unit is missing: the service takes requests",
        "خدمتی که درخواست می‌پذیرد باید بگوید کدام واحد پاسخگوست (desk و owner_unit).",
    ),
    "ladder": (
        "refused", "{name} rises from rung to rung",
        "روزهای ارجاع به بالا باید پله به پله بیشتر شود.",
    ),
    "code_twice": ("refused", "the code {code} stands twice", "کد «{code}» دو بار آمده است."),
    # the process form
    "process_code": (
        "warning", "process_code is a running number of three digits and the service's eleven",
        "کد فرایند، شمارهٔ سه‌رقمی فرایند و شناسهٔ یازده‌رقمی خدمت است.",
    ),
    "other_service": (
        "refused", "process_code names another service than produced_service_code",
        "کد فرایند و شناسهٔ خدمت تولیدشده دو خدمت را نام می‌برند.",
    ),
    "measure_twice": (
        "refused", "a measure stands twice: {name}", "سنجهٔ «{name}» دو بار آمده است."
    ),
    "measuring_alone": (
        "refused", "measuring and a control with a measure come together",
        "measuring و سنجهٔ یک شاخص تنها با هم می‌آیند.",
    ),
    "acceptance": (
        "refused", "acceptance of {indicator} is {{text, seconds}}, for it is measured",
        "معیار پذیرش «{indicator}» سنجیده می‌شود و باید text و seconds داشته باشد.",
    ),
    "same_day": (
        "refused", "operation opens and closes on the same day",
        "عملیات در یک روز آغاز و پایان یافته است.",
    ),
    # words to people
    "placeholder": (
        "refused", "{name}: unknown placeholder {placeholder}",
        "جانگهدار {placeholder} در «{name}» شناخته نیست.",
    ),
    "half": (
        "refused", "{name}: {mark} without its other half",
        "{mark} در «{name}» باز یا بسته نشده است.",
    ),
    "sms_length": (
        "refused",
        "{name}: the SMS takes {places} letters in {parts} parts; at most {most} of {room}",
        "پیامک «{name}» پس از پرشدن بیش از {most} بخش است.",
    ),
    "translation": (
        "warning", "the language {language} says nothing of {events}",
        "برای این رویدادها به زبان «{language}» چیزی نوشته نشده است: {events}",
    ),
    # process, rules, forms, scenarios
    "lint": ("refused", "{element}: {reason}", "{element}: {reason}"),
    "calls_itself": (
        "refused", "the called process {process} leads back here",
        "فرایند فراخوانده «{process}» به همین‌جا بازمی‌گردد.",
    ),
    "called_refused": (
        "refused", "the called process {process} is refused: {reason}",
        "فرایند فراخوانده «{process}» پذیرفته نیست: {reason}",
    ),
    "unknown_fact": (
        "refused", "nobody knows {names} when the process begins",
        "هنگام آغاز فرایند کسی این داده را نمی‌داند: {names}",
    ),
    "unsaid": (
        "refused", "the process sends {event}, which messages.yaml has no words for",
        "فرایند پیام «{event}» را می‌فرستد، اما متنی برای آن نوشته نشده است.",
    ),
    "desk_event": (
        "refused", "{event} is sent by the desk alone",
        "پیام «{event}» را تنها خود میز می‌فرستد.",
    ),
    "form_name": (
        "refused", "no user task of the process is called {name}",
        "فرایند کاری با نام «{name}» ندارد.",
    ),
    "unknown_topic": (
        "warning", "{topic} is no topic of topics.yaml",
        "«{topic}» در میان موضوع‌ها نیست.",
    ),
    "scenario": ("refused", "{why}", "سناریو چنان که نوشته شده پیش نرفت: {why}"),
}  # fmt: skip
