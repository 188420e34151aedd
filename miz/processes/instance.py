"""Moves tokens through a process with SpiffWorkflow; nothing else in the project imports it.

SpiffWorkflow copies the data to every task and keeps every finished task; both grow and neither
is wanted. Here the data is one dictionary beside the engine, and an instance at rest is only its
tokens: which element waits, and which element the token came from (a join must know that). The
tree of tasks is grown again from the tokens for the length of one call, over a spec that is
parsed once and never changed, so that threads may share it.
"""

# SpiffWorkflow has few types.
# mypy: disable-error-code="no-untyped-call"

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from . import expressions, fields, steps
from .errors import DataRefused, NoWayForward, StepFailed
from .expressions import Scalar

# Its log lines carry task data, and collecting them costs more than running the task.
for _name in ("spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)

RESTING = TaskState.READY | TaskState.WAITING
REACHED = RESTING | TaskState.COMPLETED


@dataclass(frozen=True)
class Token:
    """Where an instance rests: `number` never returns within one instance."""

    number: int
    element: str
    came_from: str


class _StepTask(ServiceTask):
    """A service task that runs the step which its property names."""

    def _execute(self, task: Any) -> bool:
        task.workflow.script_engine.run_step(self.name)
        return True


class _Parser(BpmnParser):
    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (TaskParser, _StepTask)}


def parse_spec(root: etree._Element, process: str) -> Any:
    """The engine's spec of a linted document."""
    parser = _Parser()
    parser.add_bpmn_xml(root)
    return parser.get_spec(process)


class Script:
    """Stands in for the engine's Python script engine: the closed language over one dictionary."""

    def __init__(
        self,
        data: dict[str, Scalar],
        names: frozenset[str],
        step_names: Mapping[str, str],
        results: Mapping[str, tuple[fields.Field, ...]],
    ) -> None:
        self.data: dict[str, Scalar] = dict.fromkeys(names) | data
        self.calls: list[str] = []
        self._step_names = step_names
        self._results = results

    def evaluate(self, task: Task, source: str, external_context: object = None) -> bool:
        """The engine asks this for the condition of a flow."""
        return expressions.condition(source, self.data)

    def execute(self, task: Task, source: str, external_context: object = None) -> bool:
        """The engine asks this for a script task."""
        for name, expression in expressions.assignments(source):
            self.data[name] = expressions.evaluate(expression, self.data)
        return True

    def run_step(self, element: str) -> None:
        name = self._step_names[element]
        result = steps.find(name)(self.known())
        try:
            self.data.update(fields.check(self._results[element], result))
        except DataRefused as refused:
            raise StepFailed(f"{name} {refused.detail}") from refused
        self.calls.append(name)

    def known(self) -> dict[str, Scalar]:
        """A copy of the data without the names that have no value yet."""
        return {name: value for name, value in self.data.items() if value is not None}


class Instance:
    """One run of the engine, from rest to rest."""

    def __init__(self, spec: Any, script: Script, tokens: tuple[Token, ...] | None = None) -> None:
        """Without tokens the instance begins; with tokens it goes on from there."""
        self.script = script
        self._workflow = BpmnWorkflow(spec, script_engine=script, deserializing=tokens is not None)
        # what was there before this run; the rest of the tree is prediction or news
        self._before: set[UUID] = set()
        if tokens is not None:
            self._regrow(spec, tokens)

    def _regrow(self, spec: Any, tokens: tuple[Token, ...]) -> None:
        root = Task(self._workflow, spec.start, state=TaskState.COMPLETED)
        self._workflow.task_tree = root
        for token in tokens:
            origin = spec.task_specs[token.came_from]
            parent = Task(self._workflow, origin, root, state=TaskState.COMPLETED)
            task = self._place(spec.task_specs[token.element], parent, token.number)
            self._before |= {root.id, parent.id, task.id}

    def _place(self, spec: Any, parent: Task, number: int) -> Task:
        state = TaskState.READY if spec.manual else TaskState.WAITING
        task = Task(self._workflow, spec, parent, state=state, id=UUID(int=number))
        spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
        if isinstance(spec, CatchingEvent):
            self._workflow.event_manager.add_task(task)
        return task

    def settle(self) -> None:
        """Runs everything that waits for nobody."""
        try:
            self._workflow.do_engine_steps()
        except WorkflowException as error:
            raise NoWayForward(getattr(error.task_spec, "name", "")) from error

    def complete(self, number: int) -> None:
        self._workflow.get_task_from_id(UUID(int=number)).run()
        self.settle()

    def receive(self, message: str) -> None:
        """Gives a message to every token that waits for it."""
        self._workflow.send_event(BpmnEvent(MessageEventDefinition(message), {}))
        self.settle()

    def tokens(self, following: int) -> tuple[Token, ...]:
        """Where the instance rests now; new tokens are numbered from `following`."""
        found = []
        for task in self._workflow.get_tasks(state=RESTING):
            number = task.id.int if task.id in self._before else following
            following += task.id not in self._before
            came_from = task.parent.task_spec.name if task.parent else ""
            found.append(Token(number, task.task_spec.name, came_from))
        return tuple(found)

    def reached(self) -> list[str]:
        """Elements that tokens came to in this run, in order."""
        tasks = self._workflow.get_tasks(state=REACHED)
        return [task.task_spec.name for task in tasks if task.id not in self._before]
