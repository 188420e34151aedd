"""What the citizen is told at each step, in the words of the package."""

from typing import Any

from django.conf import settings

from miz.catalogue import queries as catalogue
from miz.lib import digits, jalali
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from .models import Case


def drafts(case: Case, event: str, **values: str) -> list[Draft]:
    """An SMS, and an e-mail where there is an address; empty when the package says nothing.

    `values` are those that only this event brings (catalogue.packages.OF_EVENT).
    """
    service = catalogue.version(case.version_id)
    words = service.messages.get(event)
    if not words:
        return []
    filled = _values(case, service.organisation_short_name, service.title) | values
    found = [Draft(Message.Channel.SMS, case.mobile, words["sms"].format_map(filled).strip())]
    if case.email and (mail := words.get("email")):
        title, body = (mail[key].format_map(filled).strip() for key in ("subject", "text"))
        found.append(Draft(Message.Channel.EMAIL, case.email, body, title))
    return found


def code_draft(case: Case, code: str) -> Draft:
    body = f"کد مشاهدهٔ درخواست شما: {digits.to_persian(code)}\nاین کد را به کسی ندهید."
    return Draft(Message.Channel.SMS, case.mobile, body, priority=Message.Priority.CODE)


def _values(case: Case, organisation: str, title: str) -> dict[str, Any]:
    return {
        # Ungrouped: plain text has no isolates, and groups would change places among Persian words.
        "tracking_code": digits.to_persian(case.tracking_code),
        "organisation": organisation,
        "due": jalali.format_date(case.due_at),
        "url": f"{settings.BASE_URL}/track/",
        "request": case.topic_title,
        "service": title,
    }
