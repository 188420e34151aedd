"""Corrections: staff ask for one field of a request, the citizen gives it anew.

What may be asked is `Correction.Field` and nothing else: the province would change who answers,
name and birth date are the civil registry's. Ways to reach a person are masked in the conversation
and not written in the audit at all.
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.catalogue import queries as catalogue
from miz.lib import digits, persian, phones
from miz.outbox.actions import Draft

from . import codes, messages, talk, turns
from .errors import NotNow
from .models import Case, Correction, Entry
from .opening import SEARCHABLE

Field = Correction.Field

COLUMNS = {
    Field.MOBILE: ("mobile",),
    Field.EMAIL: ("email",),
    Field.LANDLINE: ("area_code", "landline"),
    Field.TOPIC: ("main_topic", "topic", "topic_title", "sensitive"),
    Field.TEXT: ("text",),
}
NO_LONGER = "این اصلاح دیگر خواسته نیست."
NOTHING = "خالی"


@transaction.atomic
def ask(*, by: User, case: Case, revision: int, field: str, reason: str) -> Case:
    """Asks for `field`, one of Correction.Field; once while it is open."""
    case = turns.in_hand(by, case, revision)
    wanted = Field(field)
    try:
        with transaction.atomic():
            case.corrections.create(
                field=wanted, reason=reason, asked_by=by, asked_at=timezone.now()
            )
    except IntegrityError as error:
        raise NotNow("اصلاح این مورد پیش‌تر خواسته شده و هنوز انجام نشده است.") from error
    text = f"لطفاً «{wanted.label}» را اصلاح کنید.\nدلیل: {reason}"
    drafts = messages.drafts(case, "correction_asked", field=wanted.label)
    return talk.conclude(
        case, "case.ask_correction", Entry.Kind.CORRECTION, text,
        by=by, drafts=drafts, details={"field": field},
    )  # fmt: skip


@transaction.atomic
def withdraw(*, by: User, case: Case, revision: int, correction: int) -> Case:
    case = turns.in_hand(by, case, revision)
    row = case.corrections.open().filter(pk=correction).first()
    if row is None:
        raise NotNow(NO_LONGER)
    row.withdrawn_at = timezone.now()
    row.save()
    text = f"اصلاح «{row.get_field_display()}» دیگر لازم نیست."
    return talk.conclude(
        case, "case.withdraw_correction", Entry.Kind.CORRECTION, text,
        by=by, details={"field": row.field},
    )  # fmt: skip


@transaction.atomic
def correct(*, case: Case, field: str, values: Mapping[str, Any]) -> Case:
    """Writes the citizen's clean `values` of an open correction: those of COLUMNS, and for the
    topic its code alone. Raises NotNow when it is not asked any more or changes nothing."""
    case = turns.reached(case)
    row = case.corrections.open().filter(field=field).first()
    if row is None:
        raise NotNow(NO_LONGER)
    language = messages.language(case)
    row.old, before = shown(case, row.field), _drafts(case, row, language)
    _change(case, row, values)
    row.new, row.done_at = shown(case, row.field), timezone.now()
    if row.old == row.new:
        raise NotNow("این همان است که اکنون ثبت است.")
    row.save()
    # Who had the number or the address until now learns that it was changed.
    after = _drafts(case, row, language)
    told = {(draft.channel, draft.recipient): draft for draft in [*before, *after]}
    return talk.conclude(
        case, "case.correct", Entry.Kind.CORRECTION, sentence(row),
        drafts=told.values(), details={"field": row.field},
    )  # fmt: skip


def shown(case: Case, field: str) -> str:
    """A field of the request in one text, digits as they are stored."""
    columns = ("topic_title",) if field == Field.TOPIC else COLUMNS[Field(field)]
    return " ".join(getattr(case, column) for column in columns)


def masked(field: str, value: str) -> str:
    """A way to reach a person, told so that who knows it recognises it: «۰۹۱۲•••۶۷۸۹»."""
    if not value:
        return NOTHING
    if field == Field.EMAIL:
        name, _, host = value.partition("@")
        return f"{name[:1]}•••@{host}"
    if field == Field.LANDLINE:
        return digits.to_persian(f"{value[:3]} ••••{value[-4:]}")
    return phones.mask_mobile(value)


def sentence(row: Correction) -> str:
    """What became of a field, for both sides; the new text of a request stands at its own place."""
    if row.field == Field.TEXT:
        return f"متن درخواست اصلاح شد. متن پیشین:\n{row.old}"
    old, new = row.old, row.new
    if row.is_of_contact:
        old, new = masked(row.field, old), masked(row.field, new)
    return f"{row.get_field_display()}: از «{_isolated(old)}» به «{_isolated(new)}»"


def _isolated(text: str) -> str:
    """Kept in its own direction inside a Persian sentence: else two halves of a number change
    places around what hides its middle."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def _drafts(case: Case, row: Correction, language: str) -> list[Draft]:
    return messages.drafts(case, "corrected", language, field=row.get_field_display())


def _change(case: Case, row: Correction, values: Mapping[str, Any]) -> None:
    new = _topic(case, values["topic"]) if row.field == Field.TOPIC else values
    for column in COLUMNS[Field(row.field)]:
        setattr(case, column, new[column])
    case.search_text = _searchable(case)
    if row.field == Field.MOBILE:
        # A code on its way to the number before must open nothing any more.
        codes.end(case=case)


def _topic(case: Case, code: str) -> dict[str, Any]:
    """The columns of a topic. What was sensitive stays so: the conversation may tell of it."""
    topic = catalogue.version(case.version_id).topic(code)
    if topic is None:
        raise NotNow("این موضوع در این خدمت نیست.")
    return {
        "main_topic": topic.main_code,
        "topic": topic.code,
        "topic_title": f"{topic.main_title}، {topic.title}",
        "sensitive": case.sensitive or topic.sensitive,
    }


def _searchable(case: Case) -> str:
    """As `opening` wrote it of the request."""
    topic = catalogue.version(case.version_id).topic(case.topic)
    title = topic.title if topic else case.topic_title
    return persian.for_matching(f"{case.full_name} {title} {case.text}")[:SEARCHABLE]
