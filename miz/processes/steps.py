"""The registry of steps: Python functions that a service task may call by name.

A step takes a copy of the process data and returns the names it changes. The service task's own
`data.*` properties say which names and types it may return. A step must not write to the database
or the network itself: effects are rows that the caller writes. It may ask another agency by a
connector, whose time limit is the longest that the case is held.

A step that cannot do its work raises StepFailed, `retry=True` when another try may help. One that
found something the process has a road for raises BusinessError with the code of that road. One that
asks another agency lets the connector's error through: its one bit says whether the case waits for
that agency and asks again by itself, or waits for a person.
"""

from collections.abc import Callable, Mapping

from miz.connectors.errors import ConnectorError

from .errors import AgencySilent, ProcessError, StepFailed
from .expressions import Value

Data = dict[str, Value]
Step = Callable[[Data], Mapping[str, object]]

_STEPS: dict[str, Step] = {}


class BusinessError(Exception):
    """The error of BPMN: caught by a boundary event or an event sub-process of that code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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


def run(name: str, data: Mapping[str, Value]) -> Mapping[str, object]:
    """The result of a step; StepFailed or BusinessError when there is none."""
    try:
        return _STEPS[name]({**data})
    except (ProcessError, BusinessError):
        raise
    except ConnectorError as error:
        if error.again:
            raise AgencySilent(error.connector) from error
        raise StepFailed(f"{name} {type(error).__name__}") from error
    except Exception as error:
        # A step is foreign code: whatever it raises parks this one case and stops no other. The
        # message may hold personal data, the name of the class does not.
        raise StepFailed(f"{name} {type(error).__name__}") from error
