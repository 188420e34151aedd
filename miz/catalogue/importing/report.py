"""How well forms were read: precision and recall against expected records, by field and over all.

A value is a leaf of the record (`miz.catalogue.forms.shapes.leaves`). An unknown tick is right only
when it is unknown in the expected record too. Texts are equal when their letters and digits are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from miz.catalogue.forms.shapes import Field, Group, Rows, Shape, Ticks, leaves

from .letters import squashed
from .readings import FORMS, Found, Kind, record

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Miss:
    """One leaf that was read otherwise than expected; None is "not told"."""

    form: int
    path: Path
    expected: Any
    found: Any


@dataclass
class Score:
    """`right` of `expected` leaves and of `found` ones; `told` ones are those that are not None."""

    right: int = 0
    expected: int = 0
    found: int = 0
    told_right: int = 0
    told_expected: int = 0
    told_found: int = 0

    def add(self, other: "Score") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    @property
    def told_precision(self) -> float:
        return self.told_right / self.told_found if self.told_found else 1.0

    @property
    def told_recall(self) -> float:
        return self.told_right / self.told_expected if self.told_expected else 1.0

    def as_json(self) -> dict[str, float]:
        return vars(self) | {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "told_precision": round(self.told_precision, 4),
            "told_recall": round(self.told_recall, 4),
        }


@dataclass
class Report:
    """The scores by field, over all, and what was missed."""

    fields: dict[str, Score] = field(default_factory=dict)
    total: Score = field(default_factory=Score)
    misses: list[Miss] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        for key, score in other.fields.items():
            self.fields.setdefault(key, Score()).add(score)
        self.total.add(other.total)
        self.misses += other.misses

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total.as_json(),
            "fields": {key: score.as_json() for key, score in self.fields.items()},
            "misses": [
                {**vars(miss), "path": ".".join(map(str, miss.path))} for miss in self.misses
            ],
        }


def compare(found: Sequence[Found], expected: Sequence[Mapping[str, Any]]) -> Report:
    """Forms in their order; a form that was not found, or found and not expected, is all wrong.

    `expected` are records; a key that is left out is expected to tell nothing, inside
    groups and rows too.
    """
    report = Report()
    for number in range(max(len(found), len(expected))):
        one = found[number] if number < len(found) else None
        other = expected[number] if number < len(expected) else None
        for key, score, misses in _of_form(number, one, other):
            report.add(Report({key: score}, score, misses))
    return report


def _of_form(
    number: int, found: Found | None, expected: Mapping[str, Any] | None
) -> Iterator[tuple[str, Score, list[Miss]]]:
    told = _leaves(found.kind, record(found)) if found else {}
    wanted = _leaves(_kind(expected), expected) if expected else {}
    keys = dict.fromkeys(str(path[0]) for path in (*wanted, *told))
    for key in keys:
        here = [path for path in dict.fromkeys((*wanted, *told)) if path[0] == key]
        yield key, *_of_leaves(number, here, told, wanted)


def _of_leaves(
    number: int, paths: Sequence[Path], told: Mapping[Path, Any], wanted: Mapping[Path, Any]
) -> tuple[Score, list[Miss]]:
    count: Counter[str] = Counter()
    misses = []
    for path in paths:
        one, other = told.get(path), wanted.get(path)
        is_right = path in told and path in wanted and _is_same(one, other)
        count.update(found=path in told, expected=path in wanted, right=is_right)
        count.update(told_found=one is not None, told_expected=other is not None)
        count.update(told_right=is_right and other is not None)
        if not is_right:
            misses.append(Miss(number, path, other, one))
    return Score(**count), misses


def _kind(expected: Mapping[str, Any]) -> Kind:
    """`kind` is also a key of service.yaml, where it says how the service runs."""
    is_process = expected.get("kind") == "process" or "process_name" in expected
    return "process" if is_process else "service"


def _leaves(kind: Kind, plain: Mapping[str, Any]) -> dict[Path, Any]:
    form = FORMS[kind]
    return {
        leaf.path: leaf.value
        for key, one in form.fields.items()
        for leaf in leaves(one, _filled(one.shape, plain.get(key)))
    }


def _filled(shape: Shape, value: Any) -> Any:
    """A value with everything in it that was left out because it tells nothing."""
    match shape, value:
        case _, None:
            return shape.empty()
        case Group(fields), dict():
            return _row(fields, value)
        case Rows(fields), list():
            return [_row(fields, row) for row in value]
        case Ticks(), dict():
            return shape.empty() | value
        case _:
            return value


def _row(fields: Sequence[Field], row: Mapping[str, Any]) -> dict[str, Any]:
    return {one.key: _filled(one.shape, row.get(one.key)) for one in fields}


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return squashed(one) == squashed(other)
    return type(one) is type(other) and one == other


def table(report: Report) -> list[str]:
    """The report as lines for a terminal."""
    rows = [("field", "precision", "recall", "right", "of")]
    scores = [*sorted(report.fields.items()), ("all", report.total)]
    for key, score in scores:
        rows.append(
            (key, *_figures(score.precision, score.recall), str(score.right), str(score.expected))
        )
    total = report.total
    told = _figures(total.told_precision, total.told_recall)
    rows.append(("all that is told", *told, str(total.told_right), str(total.told_expected)))
    return [f"{name:24} {p:>9} {r:>7} {right:>6} {of:>6}" for name, p, r, right, of in rows]


def _figures(precision: float, recall: float) -> tuple[str, str]:
    return f"{precision:.4f}", f"{recall:.4f}"
