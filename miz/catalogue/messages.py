"""The words of a package's messages: chosen for a language, judged before they are published.

messages.yaml is {event: {sms, email: {subject, text}, en: {sms, email}, …}}: beside the Persian
words stand those of other languages under their codes, as many as the package has.
"""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from miz.lib import sms

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


def findings(
    messages: Mapping[str, Any], known: set[str], of_event: Mapping[str, set[str]]
) -> Iterator[str]:
    """What is wrong with messages whose texts may name `known`, and what only an event brings."""
    for event, persian in messages.items():
        try:
            for label, each in _by_language(event, persian):
                yield from _of_words(label, each, known | of_event.get(event, set()))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            yield f"{event}: {error}"


def _by_language(event: str, persian: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield event, persian
    for language, each in persian.items():
        if language not in _WORDS:
            yield f"{event}.{language}", each


def _of_words(event: str, each: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    texts = [each["sms"], *((each.get("email") or {}).values())]
    fields = {field for text in texts for _, field, _, _ in Formatter().parse(text)}
    if unknown := fields - {None} - known:
        yield f"{event}: unknown {sorted(map(str, unknown))}"
        return
    length = filled_length(each["sms"])
    if length.parts > MOST_PARTS:
        yield (
            f"{event}: the SMS takes {length.places} letters in {length.parts} parts once filled;"
            f" at most {MOST_PARTS} parts of {length.room}"
        )


def filled_length(text: str) -> sms.Length:
    """How long the SMS of a text gets, its names filled in at their longest."""
    fields = {str(field) for _, field, _, _ in Formatter().parse(text) if field is not None}
    return sms.length(text.format_map({name: _FILLED.get(name, _ELSE) for name in fields}).strip())
