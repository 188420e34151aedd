"""One stage of a service: by which media it is done, or why and where one has to come.

The boxes of a stage stand in five groups, and the same word («سایر», «ملی») is a box of more than
one of them: what was passed on the way tells of which.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from miz.catalogue.forms.shapes import Field, Group, Tick, Ticks

from . import ticks, values
from .letters import Part, squashed
from .readings import Reading
from .ticks import Hit, Term

_WAYS: Final = "ways"  # the pair electronic / non_electronic, which is one group on paper
_WHY: Final = ("ذکر ضرورت مراجعه حضوری", "ذکر ضرورت حضور", "ذکر ضرورت", "علت مراجعه حضوری",
               "دلیل مراجعه حضوری", "ضرورت مراجعه حضوری")  # fmt: skip
_LABEL: Final = ""  # in place of an option's key: the words are the group's own label
_LATER: Final = ("reasons", "places")  # groups behind the non-electronic box


@dataclass
class _Stage:
    """What is known of a stage's words, and the hits of one text."""

    shape: Group
    text: str
    meanings: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    groups: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


def read(parts: Sequence[Part], shape: Group, *, lost: bool = False) -> Reading:
    """The reading of a stage from its lines; `lost`: the form has lost its ticks elsewhere."""
    text = "\n".join(part.text for part in parts)
    stage = _Stage(shape, text, _meanings(shape))
    stage.hits = ticks.scan(text, [Term(letters, letters) for letters in stage.meanings])
    _sort(stage)
    reading = Reading(shape.empty(), values.raw(parts), parts[0].line.place if parts else None)
    told = ticks.told_by_marks(text, [hit for _, hit in _boxes(stage)])
    _settle(stage, told, reading, lost=lost)
    _texts(stage, reading)
    return reading


def _meanings(shape: Group) -> dict[str, list[tuple[str, str]]]:
    """For every words of a stage the groups and keys they may mean."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in shape.fields:
        for words, key in _words(one):
            group = _WAYS if isinstance(one.shape, Tick) else one.key
            found.setdefault(squashed(words), []).append((group, key))
    return found


def _words(one: Field) -> Iterator[tuple[str, str]]:
    if one.key in ("other_text", "reason_text"):
        return
    key = one.key if isinstance(one.shape, Tick) else _LABEL
    for words in (one.label, *one.synonyms, *(_WHY if one.key == "reasons" else ())):
        yield words, key
    if isinstance(one.shape, Ticks):
        yield from ((term.letters, term.key) for term in ticks.terms(one.shape.options))


def _sort(stage: _Stage) -> None:
    """Gives every hit its group, by what was passed before it."""
    at = "media"
    for number, hit in enumerate(stage.hits):
        group, key = _meant(stage.meanings[hit.key], at)
        if group in (*_LATER, "media"):
            at = group
        elif key == "non_electronic":
            at = "reasons"
        elif key == "electronic":
            at = "media"
        stage.groups.setdefault(group, []).append((number, key))


def _meant(meanings: Sequence[tuple[str, str]], at: str) -> tuple[str, str]:
    here = [meaning for meaning in meanings if meaning[0] == at]
    return (here or list(meanings))[0]


def _boxes(stage: _Stage) -> list[tuple[int, Hit]]:
    """The hits that are boxes, with their numbers, in the order of the text."""
    numbers = sorted(n for hits in stage.groups.values() for n, key in hits if key != _LABEL)
    return [(number, stage.hits[number]) for number in numbers]


def _settle(
    stage: _Stage, told: Mapping[int, bool | None], reading: Reading, *, lost: bool
) -> None:
    by_number = {number: told[n] for n, (number, _) in enumerate(_boxes(stage)) if n in told}
    for group, hits in stage.groups.items():
        boxes = [(number, key) for number, key in hits if key != _LABEL]
        keys = _keys(stage.shape, group)
        if not boxes or not keys:
            continue
        answer = ticks.settle(
            stage.text,
            keys,
            [Hit(key, stage.hits[number].span) for number, key in boxes],
            {n: by_number[number] for n, (number, _) in enumerate(boxes) if number in by_number},
            lost=lost,
        )
        reading.value |= answer.values if group == _WAYS else {group: answer.values}
        if answer.reason:
            reading.doubt(answer.confidence, answer.reason)


def _keys(shape: Group, group: str) -> list[str]:
    if group == _WAYS:
        return [one.key for one in shape.fields if isinstance(one.shape, Tick)]
    found = next(one.shape for one in shape.fields if one.key == group)
    return [option.key for option in found.options] if isinstance(found, Ticks) else []


def _texts(stage: _Stage, reading: Reading) -> None:
    """What was written beside «سایر», as reason and as contract number."""
    for group, key, target in (
        ("media", "other", "other_text"),
        ("contract_no", _LABEL, "contract_no"),
        ("reasons", _LABEL, "reason_text"),
        ("reasons", "other", "reason_text"),
    ):
        for number, found in stage.groups.get(group, []):
            written = _written(stage, number) if found == key else None
            if written and not reading.value[target]:
                reading.value[target] = written


def _written(stage: _Stage, number: int) -> str | None:
    """The words behind a hit: on its line, or up to the next box that begins a line."""
    hit = stage.hits[number]
    end = len(stage.text)
    for other in stage.hits[number + 1 :]:
        between = stage.text[hit.span.end : other.span.start]
        if not squashed(ticks.unmarked(between)) or "\n" in between:
            end = other.span.start
            break
    behind = ticks.unmarked(stage.text[hit.span.end : end])
    if stage.meanings[hit.key][0][1] != _LABEL or stage.meanings[hit.key][0][0] == "contract_no":
        behind = behind.split("\n")[0]
    return values.clean(behind)


def names(shape: Any) -> list[str]:
    """The keys of the stages, in the order of the form."""
    return [one.key for one in shape.fields]
