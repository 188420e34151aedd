"""What the citizen is told at each step, in the words of the package."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from miz.accounts import codes
from miz.catalogue import queries as catalogue
from miz.lib import digits, jalali
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from .models import Case, Entry

# What a person whose case came by mail reads in the letter that brings the words themselves:
# nobody gave a national code, so the page that these events point to does not open.
BROUGHT = {
    *("received", "more_requested", "answered", "rejected", "message"),
    *("correction_asked", "invited", "visit_moved", "visit_cancelled"),
}


def drafts(case: Case, event: str, **values: str) -> list[Draft]:
    """An SMS, and an e-mail where there is an address; empty when the package says nothing.

    `values` are those that only this event brings (catalogue.packages.OF_EVENT).
    """
    service = catalogue.version(case.version_id)
    words = service.messages.get(event)
    if not words:
        return []
    filled = _values(case, service.organisation_short_name, service.title) | values
    if case.is_unproved:
        return [] if event in BROUGHT else [_by_mail(case, words, filled)]
    found = [Draft(Message.Channel.SMS, case.mobile, words["sms"].format_map(filled).strip())]
    if case.email and (mail := words.get("email")):
        title, body = (mail[key].format_map(filled).strip() for key in ("subject", "text"))
        found.append(Draft(Message.Channel.EMAIL, case.email, body, title))
    return found


def letters(case: Case, entry: Entry) -> list[Draft]:
    """The words of staff to a person who has nothing but the mail; empty for everybody else."""
    if not case.is_unproved or entry.is_internal or entry.is_from_citizen:
        return []
    code = digits.to_persian(case.tracking_code)
    title = f"{entry.get_kind_display()}: درخواست {code}"
    words = [entry.text, *(f"{label}: {value}" for label, value in entry.facts)]
    return [Draft(Message.Channel.EMAIL, case.email, letter(case, "\n".join(words)), title)]


def letter(case: Case, words: str) -> str:
    """`words` between the greeting and how to write back."""
    organisation = catalogue.version(case.version_id).organisation_short_name
    return (
        f"با سلام\n\n{words}\n\n"
        f"کد پیگیری: {digits.to_persian(case.tracking_code)}\n"
        "برای نوشتن به ما، به همین نامه پاسخ دهید.\n\n"
        f"با احترام\n{organisation}"
    )


def _by_mail(case: Case, words: dict[str, Any], filled: dict[str, Any]) -> Draft:
    """An event in the short words of the SMS, without the lines that point to the page."""
    lines = [line for line in words["sms"].splitlines() if "{url}" not in line]
    said = "\n".join(line for line in lines if line.strip() != "{organisation}")
    body = letter(case, said.format_map(filled).strip(" :\n"))
    subject = (words.get("email") or {}).get("subject", "درخواست {tracking_code}")
    return Draft(Message.Channel.EMAIL, case.email, body, subject.format_map(filled))


def code_draft(case: Case, code: str) -> Draft:
    body = f"کد مشاهدهٔ درخواست شما: {digits.to_persian(code)}\nاین کد را به کسی ندهید."
    return Draft(
        Message.Channel.SMS,
        case.mobile,
        body,
        priority=Message.Priority.CODE,
        kind="code",
        lapses_at=timezone.now() + codes.LIFE,
    )


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
