"""What an agency declares about a service, as rows a citizen reads.

Order and words are the official form's (services/README.md names the keys). `null` means that the
form does not tell: such a row is unknown and must never read as "no".
"""

from collections.abc import Iterable, Mapping

from miz.catalogue import queries as catalogue
from miz.catalogue.models import ServiceVersion
from miz.lib import digits
from miz.processes import engine

from .form_words import (
    DESK_STEPS,
    EXCHANGES,
    INQUIRERS,
    LEVELS,
    LIFE_EVENTS,
    MEDIA,
    NATURES,
    PERIODS,
    PLACES,
    PROCESS_TYPES,
    REASONS,
    SERVICE_TYPES,
    STAGES,
    TRIGGERS,
    UNITS,
)
from .rows import Record, Row, Section, named, pairs, row, texts, ticked, told, untold


def sheet(version: ServiceVersion) -> list[Section]:
    """The official form, then the process form and the criteria of services that have them."""
    form = version.identity
    sections = [
        Section("عنوان و ارائه‌دهندهٔ خدمت", _naming(form)),
        Section("مشخصات خدمت", _traits(form)),
        Section("جزئیات خدمت", _measures(form)),
        Section("نحوهٔ دسترسی به خدمت", _access(form)),
        Section("ارتباط خدمت با سایر سامانه‌ها در دستگاه", _internal_systems(form)),
        Section("ارتباط خدمت با دستگاه‌های دیگر", _inquiries(form)),
        Section("فرایندهای خدمت", _processes(form)),
        Section("پاسخگویی و تکمیل‌کنندهٔ فرم", _people(form)),
    ]
    sections += process_form(version.process_form or {})
    if criteria := form.get("criteria"):
        sections.append(Section("معیارهای میز خدمت الکترونیک", _criteria(criteria)))
    return sections


def guide(version: ServiceVersion) -> Section:
    """What a citizen asks first, from the same record and from how the desk runs it."""
    form, desk = version.identity, version.identity.get("desk") or {}
    promise = (desk.get("answer_within") or {}).get("working_days")
    promised = f"پاسخ حداکثر تا {promise} روز کاری" if promise else None
    steps = form.get("process_diagram") or (_desk_steps(version) if desk else None)
    rows = [
        row("برای چه کسانی", form.get("audience"), desk.get("who_may_apply")),
        row("مدارک لازم", *texts(form, "required_documents")),
        row("هزینه", *_fees(form)),
        row("زمان انجام", _duration(form), promised),
        row("مراجعهٔ حضوری", _visits(form)),
        row("مراحل انجام", steps, kind="steps"),
        row("قوانین و مقررات", *texts(form, "governing_laws")),
    ]
    return Section("آنچه باید بدانید", rows)


def _desk_steps(version: ServiceVersion) -> str:
    """The person's way through the desk; between, the stages that the process itself names."""
    process = catalogue.version(version.pk).process if version.process else None
    titles = [stage.title for stage in engine.stages(process)[1:]] if process else []
    told = [step for step in DESK_STEPS if titles or "{stages}" not in step]
    return "\n".join(told).format(stages="، ".join(titles))


def _naming(form: Record) -> list[Row]:
    return [
        row("عنوان خدمت", form.get("title")),
        row("شناسهٔ خدمت", form.get("service_code"), kind="code"),
        row("عنوان زیرخدمت", form.get("subservice_title")),
        row("شناسهٔ زیرخدمت", form.get("subservice_code"), kind="code"),
        row("نام دستگاه اجرایی", form.get("agency_name")),
        row("نام دستگاه مادر", form.get("parent_agency_name")),
    ]


def _traits(form: Record) -> list[Row]:
    trigger = form.get("trigger") or {}
    return [
        row("شرح خدمت", form.get("description")),
        row("نوع خدمت", *ticked(form.get("service_type"), SERVICE_TYPES)),
        row("نوع مخاطبین", form.get("audience")),
        row("ماهیت خدمت", NATURES.get(form.get("nature") or "")),
        row("سطح خدمت", *ticked(form.get("level"), LEVELS)),
        row("رویداد مرتبط با", *ticked(form.get("life_event"), LIFE_EVENTS)),
        row("نحوهٔ آغاز خدمت", *ticked(trigger, TRIGGERS), trigger.get("other_text")),
        row("مدارک لازم", *texts(form, "required_documents")),
        row("قوانین و مقررات بالادستی", *texts(form, "governing_laws")),
    ]


def _measures(form: Record) -> list[Row]:
    count = form.get("recipients_count") or {}
    return [
        row("آمار تعداد خدمت‌گیرندگان", count.get("raw") or count.get("value")),
        row("دورهٔ آمار", PERIODS.get(form.get("recipients_period") or "")),
        row("متوسط مدت‌زمان ارائهٔ خدمت", _duration(form)),
        row("تواتر", _frequency(form.get("frequency") or {})),
        row("تعداد بار مراجعهٔ حضوری", _visits(form)),
        row("هزینهٔ ارائهٔ خدمت", *_fees(form)),
        row("ساعات ارائهٔ خدمت", form.get("service_hours")),
    ]


def _access(form: Record) -> list[Row]:
    stages = form.get("stages") or {}
    return [
        row("آدرس خدمت در وبگاه", form.get("service_url"), kind="link"),
        row("نام سامانهٔ مربوط به خدمت", form.get("system_name")),
        *(row(label, *_stage(name, stages.get(name) or {})) for name, label in STAGES.items()),
    ]


def _stage(name: str, stage: Record) -> Iterable[str | None]:
    """`reason_text` of production is all its non-electronic cell says; elsewhere, why to come."""
    why = "بخش غیرالکترونیکی" if name == "production" else "ضرورت مراجعهٔ حضوری"
    media = ticked(stage.get("media"), MEDIA)
    yield _answer("الکترونیکی", stage.get("electronic"), media)
    yield stage.get("other_text")
    yield named("شمارهٔ قرارداد با دفاتر پیشخوان", stage.get("contract_no"))
    yield _answer("غیرالکترونیکی", stage.get("non_electronic"), [])
    yield named(why, *ticked(stage.get("reasons"), REASONS), stage.get("reason_text"))
    yield named("مراجعه به دستگاه", *ticked(stage.get("places"), PLACES))


def _answer(word: str, box: bool | None, chosen: list[str]) -> str | None:
    """A box with choices under it: a choice tells as much as the box itself."""
    if chosen:
        return f"{word}: {'، '.join(chosen)}"
    return None if box is None else word if box else f"{word} نیست"


def _internal_systems(form: Record) -> list[Row]:
    systems = form.get("internal_systems") or []
    rows = [
        row(
            system.get("name") or "سامانهٔ بی‌نام",
            named("داده‌های مبادله‌شده", system.get("fields")),
            named("شیوهٔ تبادل", *ticked(system, EXCHANGES)),
        )
        for system in systems
    ]
    return [*told(rows, "سامانه‌ها"), *untold(systems, {"شیوهٔ تبادل": tuple(EXCHANGES)})]


def _inquiries(form: Record) -> list[Row]:
    inquiries = form.get("external_inquiries") or []
    rows = [
        row(
            inquiry.get("agency") or "دستگاه بی‌نام",
            named("سامانه", inquiry.get("system")),
            named("داده‌های مبادله‌شده", inquiry.get("fields")),
            named("مبلغ", inquiry.get("fee")),
            named("شیوهٔ تبادل", *ticked(inquiry, EXCHANGES)),
            named("استعلام غیرالکترونیکی توسط", *ticked(inquiry.get("by"), INQUIRERS)),
        )
        for inquiry in inquiries
    ]
    asked = {"مبلغ استعلام": ("fee",), "شیوهٔ تبادل": ("online", "batch", "by")}
    return [*told(rows, "استعلام‌ها"), *untold(inquiries, asked)]


def _processes(form: Record) -> list[Row]:
    return [
        row("عنوان فرایندها", *texts(form, "process_titles")),
        row("نمودار فرایند", form.get("process_diagram"), kind="steps"),
        row("پروژه‌های خدمت", *texts(form, "projects")),
    ]


def _people(form: Record) -> list[Row]:
    contact, author = form.get("contact") or {}, form.get("completed_by") or {}
    return [
        row("مسئول پاسخگویی", contact.get("responsible")),
        row("تلفن پاسخگویی", contact.get("phone"), kind="code"),
        row("نشانی", contact.get("address")),
        row("نحوهٔ شکایت از خدمت", *texts(form, "complaint_channels")),
        row("توافق‌نامهٔ سطح خدمت", form.get("sla")),
        row("تکمیل‌کنندهٔ فرم", author.get("name"), author.get("unit")),
        row("تلفن تکمیل‌کننده", author.get("phone"), kind="code"),
        row("پست الکترونیک تکمیل‌کننده", author.get("email"), kind="code"),
    ]


def process_form(form: Record) -> list[Section]:
    """The identity form of a process; nothing when there is none."""
    if not form:
        return []
    return [
        Section("شناسنامهٔ فرایند", [*_process(form), *_process_ends(form)]),
        Section("نقاط نظارتی و کنترلی فرایند", _controls(form)),
        Section(
            "واژه‌نامهٔ فرایند",
            told([row(g["term"], g["definition"]) for g in form.get("glossary") or []], "واژه‌ها"),
        ),
    ]


def _process(form: Record) -> list[Row]:
    return [
        row("نام فرایند", form.get("process_name")),
        row("کد فرایند", form.get("process_code"), kind="code"),
        row("خدمت تولیدشده", form.get("produced_service")),
        row("شناسهٔ خدمت تولیدشده", form.get("produced_service_code"), kind="code"),
        row("هدف فرایند", form.get("goal")),
        row("نوع فرایند", PROCESS_TYPES.get(form.get("type") or "")),
        row("اهداف استراتژیک مرتبط", *texts(form, "strategic_goals")),
        row("فرایند بالادستی", form.get("parent_process")),
        row("زیرفرایندهای مرتبط", *texts(form, "sub_processes")),
        row("دامنهٔ کاربرد", form.get("scope")),
    ]


def _process_ends(form: Record) -> list[Row]:
    return [
        row("صاحب فرایند", form.get("owner")),
        row("ناظر فرایند", form.get("supervisor")),
        row("ذی‌نفعان", *texts(form, "stakeholders")),
        row("محرک فرایند", form.get("trigger")),
        row("قوانین و آیین‌نامه‌ها", *texts(form, "laws")),
        row("سامانه‌ها و منابع اطلاعاتی", *texts(form, "systems")),
        row("دریافتی‌ها", *pairs(form, "inputs", "input", "supplier")),
        row("خروجی‌ها", *pairs(form, "outputs", "output", "customer")),
        row("شرح فرایند", form.get("description")),
        row("نمودار فرایند", form.get("diagram"), kind="steps"),
    ]


def _controls(form: Record) -> list[Row]:
    rows = [
        row(
            control.get("indicator") or "شاخص بی‌نام",
            named("معیار پذیرش", _acceptance(control.get("acceptance"))),
            named("مسئول پایش", control.get("responsible")),
            named("دورهٔ پایش", control.get("period")),
        )
        for control in form.get("controls") or []
    ]
    return told(rows, "شاخص‌ها")


def _acceptance(said: Record | str | None) -> str | None:
    """The form's words; a criterion that is measured has its seconds beside them."""
    return said["text"] if isinstance(said, Mapping) else said


def _criteria(criteria: Mapping[str, Record]) -> list[Row]:
    """JSON turned the numbers into text, and the database does not keep their order."""
    return [_criterion(number, criteria[number]) for number in sorted(criteria, key=int)]


def _criterion(number: str, criterion: Record) -> Row:
    answer = criterion.get("answer")
    if isinstance(answer, bool):
        answer = "بله" if answer else "خیر"
    applies = None if criterion.get("applicable") is not False else "عدم مصداق"
    title = criterion.get("title") or "معیاری که عنوانش نیامده"
    return row(f"{digits.to_persian(number)}. {title}", applies, answer, criterion.get("note"))


def _duration(form: Record) -> str | None:
    duration = form.get("average_duration") or {}
    value, unit = duration.get("value"), UNITS.get(duration.get("unit") or "")
    return duration.get("raw") or (f"{value} {unit}" if value is not None and unit else None)


def _frequency(frequency: Record) -> str | None:
    """The form's wording ends in the air («۳ بار در») where the tick of the period is lost."""
    times, period = frequency.get("times"), PERIODS.get(frequency.get("period") or "")
    if frequency.get("once"):
        return "یک بار برای همیشه"
    if times is not None:
        return f"{times} بار در {period}" if period else f"{times} بار؛ دورهٔ آن نیامده است"
    return frequency.get("raw")


def _visits(form: Record) -> str | None:
    visits = form.get("in_person_visits") or {}
    least, most = visits.get("min"), visits.get("max")
    if visits.get("raw") or most is None:
        return visits.get("raw")
    if most == 0:
        return "نیازی به مراجعهٔ حضوری نیست"
    return f"{most} بار" if least in (None, most) else f"{least} تا {most} بار"


def _fees(form: Record) -> list[str]:
    return [line for fee in form.get("fees") or [] if (line := _fee(fee))]


def _fee(fee: Record) -> str:
    amount, electronic = fee.get("amount_rial"), fee.get("electronic_payment")
    price = None if amount is None else _rial(amount)
    parts = [
        "رایگان" if amount == 0 else fee.get("raw") or price,
        named("شمارهٔ حساب", fee.get("account_number")),
        _answer("پرداخت الکترونیک", electronic, []),
    ]
    return "؛ ".join(part for part in parts if part)


def _rial(amount: int) -> str:
    return f"{amount:,} ریال".replace(",", "٬")
