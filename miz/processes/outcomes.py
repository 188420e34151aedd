"""What a person may make of a task, as its author declared it: the form comes from here.

A task with the data `decision` (choices) has one outcome for each choice, any other has one. What
is written with an outcome is an entry of its kind: `entry.CHOICE`, or `entry` for all.
"""

from dataclasses import dataclass

from .diagram import Element
from .fields import DECISION, Field

ENTRY = "entry"
# What an author may call the words that come with news, and those that come with an outcome.
OF_CITIZEN = ("reply", "objection")
OF_STAFF = (
    "request_more",
    "answer",
    "rejection",
    "referral",
    "opinion",
    "finding",
    "note",
)
DONE = "done"


@dataclass(frozen=True)
class Outcome:
    """`code` is a choice of `decision`, or DONE where there is none to make. `entry` is the kind
    of the words that belong to it, None for none; `fields` is what else is asked."""

    code: str
    title: str
    entry: str | None
    fields: tuple[Field, ...]

    @property
    def data(self) -> dict[str, str]:
        """What it tells the process, besides its fields."""
        return {} if self.code == DONE else {DECISION: self.code}


def of(element: Element, fields: tuple[Field, ...]) -> tuple[Outcome, ...]:
    """The outcomes of a task, in the author's order."""
    decision = next((f for f in fields if f.name == DECISION and f.choices and not f.many), None)
    rest = tuple(field for field in fields if field is not decision)
    if decision is None:
        return (Outcome(DONE, element.name, entry(element), rest),)
    return tuple(
        Outcome(
            code,
            decision.said(code),
            entry(element, code),
            tuple(field for field in rest if field.asked_with(code)),
        )
        for code in decision.choices
    )


def entry(element: Element, choice: str = "") -> str | None:
    """The kind of the words that come with a choice, or with the news that an element awaits."""
    given = element.properties
    return given.get(f"{ENTRY}.{choice}") or given.get(ENTRY) or None
