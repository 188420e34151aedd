"""The words of a package's messages: chosen for a language, judged before they are published.

messages.yaml is {event: {sms, email: {subject, text}, en: {sms, email}, …}}: beside the Persian
words stand those of other languages under their codes, as many as the package has.
"""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from miz.lib import sms

from .findings import Path, Slip

# What a message may name; miz.cases.messages fills them in.
PLACEHOLDERS = {"tracking_code", "organisation", "due", "url", "request", "service"}
# What only the messages of these events may name besides; no process sends them.
OF_VISIT = {"visit_time", "visit_place"}
OF_EVENT = {
    "correction_asked": {"field"},
    "corrected": {"field"},
    **dict.fromkeys(
        ("invited", "visit_confirmed", "visit_moved", "visit_cancelled", "visit_reminder"), OF_VISIT
    ),
}
MOST_PARTS = 2
PERSIAN = "fa"
_WORDS = ("sms", "email")
# What a name becomes, at its longest in use.
_FILLED = {
    "tracking_code": "۱" * 12,
    "organisation": "س" * 18,
    "field": "س" * 18,
    "due": "۲۹ اردیبهشت ۱۴۰۵",
    "url": "h" * 45,
    "visit_time": "سه‌شنبه ۲۹ اردیبهشت، ساعت ۱۰:۳۰ ق.ظ",
}
_ELSE = "س" * 30


def words(messages: Mapping[str, Any], event: str, language: str = PERSIAN) -> dict[str, Any]:
    """The words of an event in a language, else in Persian; empty when the package has none."""
    found: dict[str, Any] = messages.get(event) or {}
    return {**found, **found.get(language, {})} if language != PERSIAN else found


def slips(messages: Mapping[str, Any]) -> Iterator[Slip]:
    """What is wrong with messages of the right shape. What is unknown in a text would stop the
    case that it is to be sent for."""
    for event, persian in messages.items():
        known = PLACEHOLDERS | OF_EVENT.get(event, set())
        yield from _of_words((event,), persian, known)
        for language in _languages(persian):
            yield from _of_words((event, language), persian[language], known)
    yield from _untranslated(messages)


def _languages(persian: Mapping[str, Any]) -> list[str]:
    return [key for key in persian if key not in _WORDS]


def _of_words(path: Path, each: Mapping[str, Any], known: set[str]) -> Iterator[Slip]:
    mail = each.get("email", {})
    texts = {(*path, "sms"): each["sms"]} | {(*path, "email", key): mail[key] for key in mail}
    wrong = [slip for where, text in texts.items() for slip in _of_text(where, text, known)]
    yield from wrong or _too_long(path, each["sms"])


def _of_text(path: Path, text: str, known: set[str]) -> Iterator[Slip]:
    """Formats are refused: `{due:>999999999}` would fill the memory of who sends it."""
    name = ".".join(map(str, path))
    try:
        for _, field, form, conversion in Formatter().parse(text):
            if field is not None and (field not in known or form or conversion):
                yield Slip(path, "placeholder", {"name": name, "placeholder": f"{{{field}}}"})
    except ValueError:
        yield Slip(path, "half", {"name": name, "mark": "{"})


def _too_long(path: Path, text: str) -> Iterator[Slip]:
    length = filled_length(text)
    if length.parts > MOST_PARTS:
        counted = {"places": length.places, "parts": length.parts, "room": length.room}
        said = {"name": ".".join(map(str, path)), "most": MOST_PARTS}
        yield Slip((*path, "sms"), "sms_length", said | counted)


def _untranslated(messages: Mapping[str, Any]) -> Iterator[Slip]:
    """Whoever reads that language would be told this in Persian."""
    languages = set[str]().union(*map(_languages, messages.values()))
    for language in sorted(languages):
        silent = [event for event, words in messages.items() if _lacks(words, language)]
        if silent:
            said = {"language": language, "events": ", ".join(silent)}
            yield Slip((silent[0],), "translation", said)


def _lacks(persian: Mapping[str, Any], language: str) -> bool:
    """Whether the SMS or the e-mail of an event would go out in Persian for want of other words."""
    return any(name in persian and name not in persian.get(language, {}) for name in _WORDS)


def filled_length(text: str) -> sms.Length:
    """How long the SMS of a text gets, its names filled in at their longest."""
    fields = {str(field) for _, field, _, _ in Formatter().parse(text) if field is not None}
    return sms.length(text.format_map({name: _FILLED.get(name, _ELSE) for name in fields}).strip())
