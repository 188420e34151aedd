"""The rules of one DMN document: what can be decided, what each decision needs, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from miz.processes.errors import Finding

from .errors import RulesFailed, RulesRefused, Undecided
from .kinds import Misfit
from .model import Decision, Source
from .model import read as read_model
from .nodes import Budget, Run
from .reader import parse
from .values import Value


@dataclass(frozen=True)
class Input:
    """`type` is FEEL's name of a basic type, or the name of the model's own."""

    name: str
    type: str


@dataclass(frozen=True, eq=False)
class Rules:
    """Immutable; may be shared by threads."""

    _sources: Mapping[str, Source]
    _decisions: Mapping[str, Decision]

    @property
    def decisions(self) -> tuple[str, ...]:
        """The names of all decisions, in document order."""
        return tuple(decision.name for decision in self._decisions.values())

    def inputs(self, decision: str) -> tuple[Input, ...]:
        """All input data the decision needs, its own and those of the decisions it requires."""
        needed = self._find(decision).order
        found = (source for id_, source in self._sources.items() if id_ in needed)
        return tuple(Input(source.name, source.type.name) for source in found)

    def outputs(self, decision: str) -> tuple[str, ...]:
        """The components of its result; none for a single value."""
        return self._find(decision).outputs

    def decide(self, decision: str, data: Mapping[str, object]) -> Value:
        """The answer of a decision (by name or id) to data named as the model's inputs.

        A missing input is null. Dates, times and durations may be given as ISO texts, numbers as
        texts of digits. Raises RulesFailed.
        """
        target = self._find(decision)
        names: dict[str, Value] = {}
        run = Run(names, Budget())
        for id_ in target.order:
            step = self._sources.get(id_) or self._decisions[id_]
            try:
                names[step.name] = _taken(step, run, data)
            except Undecided as error:
                raise RulesFailed(step.name, error.code, error.reason) from None
        return names[target.name]

    def _find(self, decision: str) -> Decision:
        by_name = (each for each in self._decisions.values() if each.name == decision)
        found = next(by_name, None) or self._decisions.get(decision)
        if found is None:
            raise RulesFailed(decision[:100], "decision", "چنین تصمیمی در این قواعد نیست.")
        return found


def _taken(step: Source | Decision, run: Run, data: Mapping[str, object]) -> Value:
    if isinstance(step, Decision):
        return step.type.conform(run.value(step.logic))
    try:
        return step.type.read(data.get(step.name))
    except Misfit as misfit:
        raise Undecided("input", f"این ورودی {misfit}.") from None


@lru_cache(maxsize=64)
def load(xml: bytes) -> Rules:
    """Raises RulesRefused with all findings."""
    model = read_model(parse(xml))
    if model.findings:
        raise RulesRefused(model.findings)
    return Rules(MappingProxyType(model.sources), MappingProxyType(model.decisions))


def lint(xml: bytes) -> list[Finding]:
    """What `load` would refuse; nothing for good rules."""
    try:
        load(xml)
    except RulesRefused as refused:
        return refused.findings
    return []
