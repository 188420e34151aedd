"""Every label of a form: whose it is, its words, and which of them make the heads of a table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from miz.catalogue.forms.shapes import Field, Form, Group, Rows
from miz.lib.persian import for_matching

from .letters import squashed
from .readings import FORMS, STAGES, Kind

SECTION: Final = "§"  # path of a title that is no field's label
_QUANTITIES: Final = frozenset(
    ["recipients_count", "average_duration", "frequency", "in_person_visits"]
)
_BEFORE_TEXT: Final = frozenset({
    "title", "service_code", "agency_name", "parent_agency_name", "audience",
    "required_documents", "governing_laws", "average_duration", "in_person_visits",
    "service_url", "system_name", "complaint_channels", "service_hours", "process_name",
    "owner", "supervisor", "scope", "laws", "systems", "goal", "stakeholders",
})  # fmt: skip


@dataclass(frozen=True)
class Label:
    """Words that stand before a field; `path` is the field's, of a column with the column's key."""

    path: tuple[str, ...]
    letters: str
    words: int
    is_official: bool
    text: str = ""

    @property
    def is_before_text(self) -> bool:
        return self.path[0] in _BEFORE_TEXT

    @property
    def is_inner(self) -> bool:
        return len(self.path) > 1 and self.path[0] != STAGES


@cache
def catalogue(kind: Kind) -> tuple[Label, ...]:
    """Every label of a form, each letters once; of two alike the earlier in the form.

    What is asked of two people («تلفن») stands for each: who is meant tells the place.
    """
    found: dict[tuple[str, bool], Label] = {}
    for path, text, is_official in labels_of(FORMS[kind]):
        label = Label(path, squashed(text), len(for_matching(text).split()), is_official, text)
        found.setdefault((label.letters, path[0] == "contact"), label)
    return tuple(found.values())


def labels_of(form: Form) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    fields = [one for one in form.fields.values() if one.key not in _QUANTITIES]
    for kind in (Group, None, Rows):  # a group may be called as its first part is
        for field in fields if kind else form.fields.values():
            if kind is None:
                yield from _words(field, (field.key,))
            elif isinstance(field.shape, kind):
                for inner in field.shape.fields:
                    yield from _words(inner, (field.key, inner.key))
    for section in form.sections:
        for text in (section.title, *section.synonyms):
            only = len(section.fields) == 1
            yield ((section.fields[0].key,) if only else (SECTION,)), text, True
    yield (STAGES,), "نوع ارائه", True
    yield (SECTION,), form.title, True


def _words(field: Field, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """The label, its synonyms and the label without what is in brackets or conditional."""
    yield path, field.label, True
    for text in field.synonyms:
        yield path, text, False
    bare = re.sub(r"\s*\([^)]*\)", "", field.label.split(" در صورت ")[0])
    if bare.split()[0:1] and len(bare.split()) > 1:
        yield path, bare, True


@cache
def heads() -> dict[str, frozenset[str]]:
    """The squashed heads of the columns of each table, by the key of its field."""
    return {
        field.key: frozenset(
            squashed(text) for one in field.shape.fields for _, text, _ in _words(one, ())
        )
        for form in FORMS.values()
        for field in form.fields.values()
        if isinstance(field.shape, Rows)
    }


@cache
def signing() -> tuple[str, ...]:
    """What only who filled in a form is asked for, squashed."""
    return tuple(
        label.letters
        for label in catalogue("service")
        if label.path in {("completed_by", "email"), ("completed_by", "unit")}
    )
