"""What an expression may speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from . import temporal
from .functions import FUNCTIONS
from .nodes import Knowledge
from .tokens import Words


@dataclass(frozen=True)
class Scope:
    """Values by name, components of values, own functions.

    `untyped` says that a value has no declared type, whose components nobody knows.
    """

    names: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()
    knowledge: Mapping[str, Knowledge] = field(default_factory=dict)
    untyped: bool = False

    @cached_property
    def words(self) -> Words:
        # `not` is a keyword: alone in a cell it speaks of tests, not of a truth value.
        functions = frozenset(FUNCTIONS) - {"not"} | frozenset(self.knowledge)
        return Words(self.names, self.components | temporal.PROPERTIES, functions, self.untyped)
