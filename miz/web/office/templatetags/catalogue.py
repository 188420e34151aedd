"""Tags of the catalogue's pages."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from miz.catalogue import readings
from miz.catalogue.models import Draft
from miz.lib import digits
from miz.web.shared.templatetags.miz import icon

register = template.Library()

# colour, icon
STATES = {
    Draft.State.DRAFT: ("plain", "pencil"),
    Draft.State.PROPOSED: ("attention", "hourglass-split"),
    Draft.State.APPROVED: ("busy", "calendar3"),
    Draft.State.PUBLISHED: ("good", "megaphone"),
    Draft.State.DISCARDED: ("plain", "trash"),
}
SET_ASIDE = ("attention", "hourglass-split", "پیش‌نویس نشده")
FILES = {
    "service.yaml": "شناسنامهٔ خدمت",
    "process.yaml": "شناسنامهٔ فرایند",
    "process.bpmn": "نقشهٔ فرایند (BPMN)",
    "rules.dmn": "قاعده‌ها (DMN)",
    "topics.yaml": "موضوع‌ها",
    "messages.yaml": "پیام‌ها",
    "answers.yaml": "متن‌های آماده",
}
FOLDERS = {"scenarios": "سناریو", "forms": "فرم", "locale": "ترجمه"}
PLACES = {"page": "صفحهٔ", "table": "جدول", "row": "ردیف", "line": "سطر"}


@register.simple_tag
def draft_state(draft: Draft) -> SafeString:
    colour, drawn = STATES[Draft.State(draft.state)]
    words = draft.get_state_display()
    if draft.is_set_aside:
        colour, drawn, words = SET_ASIDE
    return format_html('<span class="m-tag m-{}">{}{}</span>', colour, icon(drawn), words)


@register.filter
def doubts(draft: Draft) -> int:
    """How much of what was read from a file still waits for a person."""
    return len(readings.doubtful(draft.readings))


@register.filter
def first_form(draft: Draft) -> str:
    """Which of its forms was read first: service or process."""
    return next(iter(draft.readings), "service")


@register.filter
def file_label(name: str) -> str:
    """How people call a file of a package."""
    return FILES.get(name) or FOLDERS.get(name.partition("/")[0], "پرونده")


@register.filter
def place(where: Mapping[str, Any]) -> str:
    """«صفحهٔ ۲، سطر ۱۴» of a place in an imported file; empty when it is not known."""
    told = [(word, where.get(key)) for key, word in PLACES.items()]
    return "، ".join(f"{word} {digits.to_persian(number)}" for word, number in told if number)


@register.filter
def short_hash(digest: str) -> str:
    """As much of a content hash as people compare at a glance."""
    return digest[:12]
