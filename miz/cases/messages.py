"""What the citizen is told at each step, in the words of the package."""

import datetime
import functools
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils import timezone

from miz.accounts import codes
from miz.catalogue import queries as catalogue
from miz.catalogue.messages import words as catalogue_words
from miz.citizens import queries as citizens
from miz.citizens import writing
from miz.citizens.writing import PERSIAN
from miz.lib import digits
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from .models import Case, Correction, Entry

Field = Correction.Field

# Where the place of a visit would tell what a request is about.
ON_THE_PAGE = "همان که در صفحه پیگیری نوشته شده است"
CODE = {
    "fa": "کد مشاهدهٔ درخواست شما: {code}\nاین کد را به کسی ندهید.",
    "en": "The code to see your request: {code}\nDo not give it to anybody.",
}
# What we ourselves put into a message.
IN_OTHER_WORDS: dict[str, dict[str, str]] = {
    "en": {
        str(Field.MOBILE.label): "the mobile number",
        str(Field.EMAIL.label): "the e-mail address",
        str(Field.LANDLINE.label): "the landline number",
        str(Field.TOPIC.label): "the subject",
        str(Field.TEXT.label): "the text",
        ON_THE_PAGE: "as written on the tracking page",
    }
}

# What a person whose case came by mail reads in the letter that brings the words themselves:
# nobody gave a national code, so the page that these events point to does not open.
BROUGHT = {
    *("received", "more_requested", "answered", "rejected", "message"),
    *("correction_asked", "invited", "visit_moved", "visit_cancelled"),
}


def languages(cases: Collection[Case]) -> dict[int, str]:
    """By the number of each case, the language its person chose to be written to; one question,
    and none where the package has words in Persian alone."""
    asked = [case for case in cases if not case.is_unproved and _has_others(case.version_id)]
    found = citizens.languages([(case.identity, case.mobile) for case in asked])
    chosen = dict(zip((case.pk for case in asked), found, strict=True))
    return {case.pk: chosen.get(case.pk, PERSIAN) for case in cases}


def language(case: Case) -> str:
    return languages([case])[case.pk]


@functools.lru_cache(maxsize=512)
def _has_others(version_id: int) -> bool:
    events = catalogue.version(version_id).messages.values()
    return any(words.keys() - {"sms", "email"} for words in events if words)


def drafts(
    case: Case, event: str, chosen: str = "", **values: str | datetime.datetime
) -> list[Draft]:
    """An SMS, and an e-mail where there is an address; empty when the package says nothing.

    In `chosen` (asked here where the caller has not), or in Persian where the package has no other
    words. `values` are those that only this event brings (catalogue.packages.OF_EVENT).
    """
    service = catalogue.version(case.version_id)
    own = service.messages.get(event)
    if not own:
        return []
    spoken = chosen or language(case)
    spoken = spoken if spoken in own else PERSIAN
    words = catalogue_words(service.messages, event, spoken)
    filled = _values(case, service.organisation_short_name, service.title, spoken) | {
        name: _written(value, spoken) for name, value in values.items()
    }
    if case.is_unproved:
        return [] if event in BROUGHT else [_by_mail(case, words, filled)]
    sms = words["sms"].format_map(filled).strip()
    found = [Draft(Message.Channel.SMS, case.mobile, sms, language=spoken)]
    if case.email and (mail := words.get("email")):
        title, body = (mail[key].format_map(filled).strip() for key in ("subject", "text"))
        found.append(Draft(Message.Channel.EMAIL, case.email, body, title, language=spoken))
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
    [spoken] = citizens.languages([(case.identity, case.mobile)])
    body = CODE[spoken].format(code=writing.number(code, spoken))
    return Draft(
        Message.Channel.SMS,
        case.mobile,
        body,
        priority=Message.Priority.CODE,
        kind="code",
        language=spoken,
        lapses_at=timezone.now() + codes.LIFE,
    )


def _written(value: str | datetime.datetime, language: str) -> str:
    """A moment, or words; our own words in the language, those of staff as they are."""
    if isinstance(value, datetime.datetime):
        return writing.moment(value, language)
    return IN_OTHER_WORDS.get(language, {}).get(value, value)


def _values(case: Case, organisation: str, title: str, language: str) -> dict[str, Any]:
    return {
        # Ungrouped: plain text has no isolates, and groups would change places among Persian words.
        "tracking_code": writing.number(case.tracking_code, language),
        "organisation": organisation,
        "due": writing.date(case.due_at, language),
        "url": f"{settings.BASE_URL}/track/",
        "request": case.topic_title,
        "service": title,
    }
