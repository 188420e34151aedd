"""Tags of the staff pages."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

from miz.accounts.models import User
from miz.accounts.permissions import ROLE_LABELS, Permission, Role
from miz.cases.models import Case, Escalation, Incident, State
from miz.catalogue.models import Service
from miz.lib import digits, holidays, jalali, provinces
from miz.web.shared.templatetags.miz import tag

register = template.Library()

DOORS = (
    ("office:inbox", "کارتابل", {Permission.SEE_REQUESTS, Permission.SEE_CONFIDENTIAL}),
    ("office:referrals", "پرسش از واحد", {Permission.ANSWER_REFERRALS}),
    ("office:board", "تابلوی وضعیت", {Permission.SEE_BOARD}),
    ("office:indicators", "شاخص‌ها", {Permission.SEE_BOARD}),
    ("office:notices", "اطلاعیه‌ها", {Permission.PUBLISH_NOTICES}),
    ("office:catalogue", "خدمت‌ها", {Permission.DESIGN_SERVICES, Permission.APPROVE_SERVICES}),
    ("office:leaves", "مرخصی", {Permission.WORK_ON_CASES, Permission.MANAGE_LEAVES}),
    ("office:staff", "همکاران", {Permission.MANAGE_STAFF}),
    ("office:audit", "دفتر رویدادها", {Permission.READ_AUDIT}),
    ("office:downtimes", "اختلال‌ها", {Permission.RECORD_DOWNTIME}),
    ("office:exchanges", "تبادل پرونده‌ها", {Permission.OVERSEE_BATCHES}),
    ("office:connections", "اتصال‌ها", {Permission.SEE_CONNECTIONS}),
    ("counter:home", "پیشخوان", {Permission.FILE_AT_COUNTER}),
    ("office:messages", "پیام‌ها", set(Permission)),
)
# The citizen's words for a state speak to the citizen; the desk has its own for this one.
TAGS = {State.WAITING_FOR_CITIZEN.value: ("waiting", "در انتظار متقاضی")}

UNITS = (
    ("روز", timedelta(days=1)),
    ("ساعت", timedelta(hours=1)),
    ("دقیقه", timedelta(minutes=1)),
)


@register.simple_tag
def office_doors(user: object) -> list[tuple[str, str]]:
    """(address name, title) of the doors that open for `user`."""
    if not isinstance(user, User):
        return []
    return [(name, title) for name, title, needed in DOORS if needed & user.permissions]


@register.filter
def role(user: User) -> str:
    return ROLE_LABELS[Role(user.role)]


@register.filter
def service_title(slug: str) -> str:
    return Service.objects.filter(slug=slug).values_list("title", flat=True).first() or slug


@register.filter
def province(code: str) -> str:
    return provinces.PROVINCES[code].name if code else ""


@register.simple_tag
def state_tag(case: Case) -> tuple[str, str]:
    """(kind, word) for the tag of a case's state; no word where the kind has its own."""
    return TAGS.get(case.state, (case.state, ""))


@register.filter
def step_title(incident: Incident) -> str:
    """Which step failed; a whole case that cannot move has none."""
    return incident.title or ("گام بی‌نام" if incident.engine_id else "پیش بردن درخواست")


@register.filter
def ago(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: «۳ روز پیش»."""
    passed = now - then
    for unit, length in UNITS:
        if passed >= length:
            return f"{digits.to_persian(passed // length)} {unit} پیش"
    return "هم‌اکنون"


@register.filter
def up_to(number: int, limit: int) -> str:
    """A count that stopped looking at `limit`: «۹۹+»."""
    return digits.to_persian(number if number < limit else f"{limit - 1}+")


@register.simple_tag(takes_context=True)
def filtered(context: dict[str, Any], **changes: object) -> str:
    """The address of this list with other filters, from its beginning."""
    query: QueryDict = context["request"].GET.copy()
    for name in ("after", "before", *(name for name, value in changes.items() if not value)):
        query.pop(name, None)
    for name, value in changes.items():
        if value:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def holidays_end(now: datetime) -> int | None:
    """The last Jalali year whose holidays are known, when it is nearly over."""
    soon = holidays.ends_soon(jalali.in_tehran(now).date())
    return holidays.last_year() if soon else None


@register.simple_tag
def escalation_tag(row: Escalation | None) -> SafeString:
    """To whom a late case came; nothing where it came to nobody."""
    if not row or not row.stands:
        return SafeString()
    return tag("escalated", f"به {row.get_to_display()} رسید")
