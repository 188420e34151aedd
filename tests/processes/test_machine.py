"""Whatever happens in whatever order, no token is lost and none is doubled.

A random process of blocks gets random completions, messages, moments, wrong inputs, crashes and
moves to another version; `blocks` says what must be true at every rest.
"""

import json
from datetime import timedelta

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from miz.processes import engine, migration
from miz.processes.errors import (
    DataRefused,
    MessageNotAwaited,
    ProcessRefused,
    TaskNotWaiting,
)

from .blocks import BLOCKS, Block, drawing, scope_is_sound
from .driving import MONDAY

PICKS = st.sampled_from([0, 1, 2, 3, 7])


def load(block: Block, title: str = "") -> engine.Process:
    """Blocks that would multiply beyond the linter's bound are left out."""
    try:
        return engine.load(drawing(block).replace(b'id="small"', f'id="small"{title}'.encode()))
    except ProcessRefused as refused:
        assume({finding.code for finding in refused.findings} != {"branches"})
        raise


class Life(RuleBasedStateMachine):
    """One instance; `before` and `again` replay the event that led here."""

    @initialize(block=BLOCKS)
    def begin(self, block):
        self.block, self.process = block, load(block)
        self.now, self.numbers = MONDAY, set()
        self.again = lambda: engine.start(self.process, {}, engine.clock(MONDAY))
        self.progress = self.again()
        self.highest = 0

    def people(self):
        return [task for task in self.progress.waiting if task.kind in ("user", "manual")]

    def happen(self, event):
        process, state, clock = self.process, self.progress.state, engine.clock(self.now)
        self.again = lambda: event(process, state, clock)
        self.progress = self.again()

    @precondition(lambda self: self.people())
    @rule(which=st.integers(0, 99), pick=PICKS)
    def complete(self, which, pick):
        people = self.people()
        task = people[which % len(people)]
        data = {"pick": pick} if engine.fields(self.process, task.name) else {}
        self.happen(lambda p, state, clock: engine.complete(p, state, task.id, data, clock))
        assert task.id not in {each.id for each in self.progress.waiting}

    @precondition(lambda self: any(task.message for task in self.progress.waiting))
    @rule()
    def hear(self):
        waiting = [task.id for task in self.progress.waiting if task.message]
        self.happen(lambda p, state, clock: engine.receive(p, state, "ping", {}, clock))
        assert waiting[0] not in {task.id for task in self.progress.waiting}

    @rule(hours=st.sampled_from([1, 20, 24, 50]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)
        self.happen(engine.fire)
        assert self.progress.due_at is None or self.progress.due_at > self.now

    @rule()
    def crash(self):
        """What was not stored is done again from what was, and comes out the same."""
        again = self.again()
        assert (again.state, again.waiting) == (self.progress.state, self.progress.waiting)
        assert engine.look(self.process, again.state).waiting == self.progress.waiting

    @rule()
    def mistake(self):
        state = self.progress.state
        with pytest.raises(TaskNotWaiting):
            engine.complete(self.process, state, f"work.{self.highest + 7}", {})
        with pytest.raises(MessageNotAwaited):
            engine.receive(self.process, state, "unheard", {})
        for task in self.people()[:1]:
            with pytest.raises(DataRefused):
                engine.complete(self.process, state, task.id, {"unheard": 1})

    @rule()
    def migrate(self):
        other = load(self.block, ' name="two"')
        state = migration.migrate(self.process, other, self.progress.state)
        assert engine.look(other, state).waiting == self.progress.waiting
        self.process = other

    @invariant()
    def no_token_is_lost_or_doubled(self):
        tokens = json.loads(self.progress.state)["tokens"]
        if self.progress.done:
            assert (tokens, self.progress.waiting) == ([], ())
            return
        [root] = [token for token in tokens if token["in"] == 0]
        scope_is_sound(self.block, tokens, root["id"], "work", "last")
        assert self.progress.waiting
        assert not self.progress.failures

    @invariant()
    def whatever_holds_a_token_is_open(self):
        tokens = {token["id"]: token for token in json.loads(self.progress.state)["tokens"]}
        for token in tokens.values():
            assert token["in"] == 0 or tokens[token["in"]]["is"] == "open"

    @invariant()
    def no_number_returns(self):
        numbers = {token["id"] for token in json.loads(self.progress.state)["tokens"]}
        assert all(number > self.highest for number in numbers - self.numbers)
        self.highest = max(self.highest, *numbers, 0)
        self.numbers = numbers

    def teardown(self):
        """From anywhere the end can be reached."""
        if not hasattr(self, "progress"):
            return
        for _ in range(400):
            if self.progress.done:
                return
            if self.people():
                self.complete(0, 0)
            elif any(task.message for task in self.progress.waiting):
                self.hear()
            self.no_token_is_lost_or_doubled()
        raise AssertionError(self.progress.waiting)


Life.TestCase.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase
