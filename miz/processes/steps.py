"""The registry of steps: Python functions that a service task may call by name.

A step takes a copy of the process data and returns the names it changes. The service task's own
`data.*` properties say which names and types it may return. A step must not write to the database
or the network itself: effects are rows that the caller writes.
"""

from collections.abc import Callable

from .expressions import Scalar

Data = dict[str, Scalar]
Step = Callable[[Data], Data]

_STEPS: dict[str, Step] = {}


def step(name: str) -> Callable[[Step], Step]:
    """Registers a step under a name that must be free: `@step("check_quota")`."""

    def register(function: Step) -> Step:
        if _STEPS.get(name, function) is not function:
            raise ValueError(f"two steps are named {name}")
        _STEPS[name] = function
        return function

    return register


def known(name: str) -> bool:
    return name in _STEPS


def find(name: str) -> Step:
    """The step of that name; KeyError if there is none (the linter has refused it before)."""
    return _STEPS[name]
