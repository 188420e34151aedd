"""What a citizen asks first of a service: of its form, of how its desk runs, of its answers."""

from collections.abc import Iterator
from datetime import timedelta

from miz.accounts.models import Unit
from miz.catalogue import queries as catalogue
from miz.catalogue.forms import service as forms
from miz.catalogue.models import Service, ServiceVersion
from miz.insights.answering import Answered
from miz.lib import digits
from miz.processes import engine

from .rows import Record, Section, chosen, plain, row, texts
from .sheets import PLACES, REASONS, said, stages

DESK_STEPS = (
    "تاریخ تولد و کد ملی خود را می‌نویسید تا هویت شما با اطلاعات ثبت احوال سنجیده شود.",
    "موضوع و شرح را می‌نویسید و اگر مدرکی دارید پیوست می‌کنید.",
    "رسید، کد پیگیری و موعد پاسخ را همان‌جا می‌گیرید.",
    "رسیدگی این مرحله‌ها را دارد، که برخی تنها در صورت نیاز پیش می‌آید: {stages}.",
    "اگر چیز دیگری از شما لازم باشد به شما خبر می‌دهیم.",
    "پاسخ را در صفحهٔ پیگیری می‌خوانید و اگر قانع نشدید اعتراض می‌کنید.",
)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def guide(version: ServiceVersion, answered: Answered | None = None) -> Section:
    """Most asked first. `answered` stands beside the promise, never in its place."""
    form, desk = version.identity, version.identity.get("desk") or {}
    steps = form.get("process_diagram") or (_desk_steps(version) if desk else None)
    rows = [
        row("برای چه کسانی", form.get("audience"), desk.get("who_may_apply")),
        row("مدارک لازم", *texts(form, "required_documents")),
        row("هزینه", *_said(form, "fees")),
        row("زمان انجام", *_said(form, "average_duration"), *_times(desk, answered)),
        row("مراجعهٔ حضوری", *_said(form, "in_person_visits"), *_coming(form)),
        row("ساعت کار", form.get("service_hours")),
        row("مراحل انجام", steps, kind="steps"),
        row("قوانین و مقررات", *texts(form, "governing_laws")),
    ]
    return Section("آنچه باید بدانید", rows)


def answerers(service: Service, version: ServiceVersion) -> Section:
    """Who answers for the service, and where they are."""
    form, organisation = version.identity, service.organisation
    contact = form.get("contact") or {}
    rows = [
        row("دستگاه", organisation.name),
        row("واحد مسئول", _unit(service, form.get("desk") or {})),
        row("مسئول پاسخگویی", contact.get("responsible")),
        row("تلفن", contact.get("phone") or organisation.phone, kind="code"),
        row("نشانی", contact.get("address") or organisation.address),
    ]
    return Section("چه کسی پاسخ می‌دهد", rows)


def _unit(service: Service, desk: Record) -> str | None:
    units = Unit.objects.filter(
        organisation=service.organisation_id, code=desk.get("owner_unit") or ""
    )
    return units.order_by("pk").values_list("name", flat=True).first()


def _said(form: Record, key: str) -> list[object]:
    return [*said(forms.FORM.fields[key], form.get(key))]


def _times(desk: Record, answered: Answered | None) -> Iterator[str]:
    if promise := (desk.get("answer_within") or {}).get("working_days"):
        yield f"پاسخ حداکثر تا {promise} روز کاری"
    if answered:
        count = digits.to_persian(f"{answered.count:,}".replace(",", "٬"))
        yield (
            f"در یک سال گذشته {count} پاسخ داده شده و نیمی از آن‌ها در {told(answered.median)} یا "
            "زودتر آماده بوده است. روزهای تعطیل و انتظار برای تکمیل مدارک هم در این شمار است."
        )


def told(span: timedelta) -> str:
    """«۳ روز», «۵ ساعت»: the largest unit of which there are two or more, rounded up."""
    for unit, name in ((DAY, "روز"), (HOUR, "ساعت")):
        if span >= 2 * unit:
            return f"{-(-span // unit)} {name}"
    return f"{max(-(-span // MINUTE), 1)} دقیقه"


def _coming(form: Record) -> Iterator[str]:
    """At which stage one must come, why and where to."""
    for stage in stages():
        cell = (form.get("stages") or {}).get(stage.key) or {}
        why = [*chosen(cell.get("reasons"), REASONS), cell.get("reason_text")]
        where = chosen(cell.get("places"), PLACES)
        reason = "، ".join(word for word in why if word)
        place = f"مراجعه به دستگاه ({'، '.join(where)})" if where else ""
        if reason or place:
            yield f"{plain(stage.label)}: {'؛ '.join(filter(None, (reason, place)))}"


def _desk_steps(version: ServiceVersion) -> str:
    """The person's way through the desk; between, the stages that the process itself names."""
    process = catalogue.process_of(version)
    titles = [stage.title for stage in engine.stages(process)[1:]] if process else []
    told = [step for step in DESK_STEPS if titles or "{stages}" not in step]
    return "\n".join(told).format(stages="، ".join(titles))
