"""Random processes built of blocks, and what must be true of their tokens at every rest.

A block is entered once and left once. From that follows how many tokens may be in it: exactly
one for the whole of a scope, the same in every branch of a parallel block, and so on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from .drawing import boundary, catch, draw, node, repeated, scope, timer

PICK = {"data.pick": "integer"}
_LEAVES = ["task", "many", "late", "remind"]
_SHAPES = {"par": (2, 3), "inc": (2, 3), "xor": (2, 2), "event": (2, 2), "loop": (1, 1),
           "sub": (1, 1), "sub_late": (1, 1), "sub_many": (1, 1), "seq": (2, 3)}  # fmt: skip


@dataclass
class Block:
    """`id` names what is drawn for it: a task, a sub-process, or ID_in and ID_out gateways."""

    kind: str
    inner: tuple["Block", ...] = ()
    id: str = ""


def _compound(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    def of(kind: str) -> st.SearchStrategy[Block]:
        least, most = _SHAPES[kind]
        blocks = st.lists(inner, min_size=least, max_size=most)
        return blocks.map(lambda found: Block(kind, tuple(found)))

    return st.sampled_from(sorted(_SHAPES)).flatmap(of)


BLOCKS = st.recursive(st.sampled_from(_LEAVES).map(Block), _compound, max_leaves=9)


@dataclass
class Pen:
    """What is drawn of one scope."""

    numbers: list[int]
    nodes: list[str] = field(default_factory=list)
    roads: list[str] = field(default_factory=list)
    conditions: dict[str, str] = field(default_factory=dict)

    def gate(self, kind: str, name: str, **attributes: str) -> str:
        self.nodes.append(node(f"{kind}Gateway", name, {}, **attributes))
        return name

    def road(self, source: str, target: str, condition: str = "") -> None:
        self.roads.append(f"{source}>{target}")
        if condition:
            self.conditions[f"{source}>{target}"] = condition

    def block(self, block: Block, source: str, condition: str = "") -> str:
        """Draws a block behind `source` and returns where it is left."""
        self.numbers[0] += 1
        block.id = f"{block.kind}_{self.numbers[0]}"
        return getattr(self, f"_{block.kind}")(block, source, condition)

    def _task(self, block: Block, source: str, condition: str, inner: str = "") -> str:
        self.nodes.append(node("userTask", block.id, PICK, inner))
        self.road(source, block.id, condition)
        return block.id

    def _many(self, block: Block, source: str, condition: str) -> str:
        return self._task(block, source, condition, repeated("3", sequential=True))

    def _late(self, block: Block, source: str, condition: str) -> str:
        self._task(block, source, condition)
        return self._edged(block)

    def _edged(self, block: Block) -> str:
        """Two ways out of an activity: done, or too late."""
        self.nodes.append(boundary(f"{block.id}_edge", block.id, timer("P1D")))
        out = self.gate("exclusive", f"{block.id}_out")
        self.road(block.id, out)
        self.road(f"{block.id}_edge", out)
        return out

    def _remind(self, block: Block, source: str, condition: str) -> str:
        self._task(block, source, condition)
        clock = timer("R3/P1D", "Cycle")
        self.nodes.append(boundary(f"{block.id}_edge", block.id, clock, interrupting=False))
        self.nodes.append(node("userTask", f"aside_{block.id}"))
        self.nodes.append(node("endEvent", f"aside_{block.id}_end", {"state": "closed"}))
        self.road(f"{block.id}_edge", f"aside_{block.id}")
        self.road(f"aside_{block.id}", f"aside_{block.id}_end")
        return block.id

    def _seq(self, block: Block, source: str, condition: str) -> str:
        for each in block.inner:
            source, condition = self.block(each, source, condition), ""
        return source

    def _par(self, block: Block, source: str, condition: str) -> str:
        split = self.gate("parallel", f"{block.id}_in")
        join = self.gate("parallel", f"{block.id}_out")
        self.road(source, split, condition)
        for each in block.inner:
            self.road(self.block(each, split), join)
        return join

    def _inc(self, block: Block, source: str, condition: str) -> str:
        return self._chosen("inclusive", block, source, condition)

    def _xor(self, block: Block, source: str, condition: str) -> str:
        return self._chosen("exclusive", block, source, condition)

    def _chosen(self, kind: str, block: Block, source: str, condition: str) -> str:
        """The branch `n` is open when `pick` leaves a rest of at least `n`; one is the default."""
        default, split = f"{block.id}_in_{block.id}_else", f"{block.id}_in"
        self.gate(kind, split, default=default)
        join = self.gate(kind, f"{block.id}_out")
        self.road(source, split, condition)
        self.nodes.append(node("manualTask", f"{block.id}_else"))
        self.road(split, f"{block.id}_else")
        self.road(f"{block.id}_else", join)
        for number, each in enumerate(block.inner, 1):
            self.road(self.block(each, split, f"pick % 4 >= {number}"), join)
        return join

    def _loop(self, block: Block, source: str, condition: str) -> str:
        begin = self.gate("exclusive", f"{block.id}_in")
        self.road(source, begin, condition)
        end = self.block(block.inner[0], begin)
        self.gate("exclusive", f"{block.id}_out", default=f"{block.id}_out_{block.id}_on")
        self.road(end, f"{block.id}_out")
        self.road(f"{block.id}_out", begin, "pick == 7")
        self.road(f"{block.id}_out", self.gate("exclusive", f"{block.id}_on"))
        return f"{block.id}_on"

    def _event(self, block: Block, source: str, condition: str) -> str:
        gate = self.gate("eventBased", f"{block.id}_in")
        out = self.gate("exclusive", f"{block.id}_out")
        self.road(source, gate, condition)
        alarm = node("intermediateCatchEvent", f"{block.id}_alarm", {}, timer("P2D"))
        self.nodes += [catch(f"{block.id}_news", "ping"), alarm]
        for each, name in zip(block.inner, ("news", "alarm"), strict=True):
            self.road(gate, f"{block.id}_{name}")
            self.road(self.block(each, f"{block.id}_{name}"), out)
        return out

    def _sub(self, block: Block, source: str, condition: str, loop: str = "") -> str:
        pen = Pen(self.numbers)
        pen.road(pen.block(block.inner[0], f"{block.id}_begin"), f"{block.id}_done")
        drawn = scope(block.id, *pen.nodes, roads=" ".join(pen.roads), conditions=pen.conditions)
        self.nodes.append(drawn.replace("<startEvent", f"{loop}<startEvent", 1))
        self.road(source, block.id, condition)
        return block.id

    def _sub_late(self, block: Block, source: str, condition: str) -> str:
        self._sub(block, source, condition)
        return self._edged(block)

    def _sub_many(self, block: Block, source: str, condition: str) -> str:
        return self._sub(block, source, condition, repeated("2"))


def drawing(block: Block) -> bytes:
    """The whole process: a task that picks a number, the block, and a last task."""
    pen = Pen([0])
    pen.road("start", "work")
    pen.road(pen.block(block, "work"), "last")
    pen.road("last", "end")
    first = node("userTask", "work", PICK) + node("userTask", "last")
    everyone = " ".join(_people(block))
    return draw(first, *pen.nodes, roads=" ".join(pen.roads), conditions=pen.conditions,
                lane=f"work last {everyone}")  # fmt: skip


def _people(block: Block) -> list[str]:
    own = [block.id, f"aside_{block.id}", f"{block.id}_else"]
    return own + [name for each in block.inner for name in _people(each)]


# --- what must be true


Token = Mapping[str, object]


def scope_is_sound(block: Block, tokens: Sequence[Token], scope: int, *also: str) -> None:
    """Exactly one activation of the block, or of the elements `also`, is in a scope."""
    inside = [t for t in tokens if t["in"] == scope and not str(t["at"]).startswith("aside_")]
    there = sum(t["at"] in also for t in inside)
    aside = [t for t in tokens if t["in"] == scope and str(t["at"]).startswith("aside_")]
    active = there + count(block, inside, tokens)
    assert active == 1 or (active == 0 and aside), (block, inside)


def count(block: Block, inside: Sequence[Token], tokens: Sequence[Token]) -> int:
    """How many activations of a block are in its scope; AssertionError when they do not fit."""
    at = [t for t in inside if str(t["at"]) in (block.id, f"{block.id}_in", f"{block.id}_else")]
    inner = [count(each, inside, tokens) for each in block.inner] if _shares(block) else []
    arrived = [t for t in inside if t["at"] == f"{block.id}_out"]
    assert all(t.get("is") == "arrived" for t in arrived)
    if block.kind == "par":
        return _same(block, inner, arrived)
    if block.kind == "inc":
        assert all(number <= 1 for number in inner)
        assert not arrived or sum(inner) + len(at) > 0, "a join that should have opened"
        return min(1, sum(inner) + len(arrived) + len(at))
    for token in at:
        _held(block, token, tokens)
    return len(at) + sum(inner)


def _shares(block: Block) -> bool:
    """Whether the inner blocks lie in the same scope."""
    return not block.kind.startswith("sub")


def _same(block: Block, inner: list[int], arrived: list[Token]) -> int:
    flows = [str(t["by"]) for t in arrived]
    assert len(set(flows)) == len(flows)
    assert all(flow.endswith(f"_{block.id}_out") for flow in flows)
    active = sum(inner) + len(arrived)
    assert all(number <= 1 for number in inner)
    assert active in (0, len(block.inner)), (block, inner, flows)
    assert len(arrived) < len(block.inner), "a join that should have fired"
    return min(1, active)


def _held(block: Block, token: Token, tokens: Sequence[Token]) -> None:
    """A token that holds others holds what its block says."""
    number = token["id"]
    bodies = [t for t in tokens if t["in"] == number]
    if block.kind in ("sub", "sub_late"):
        scope_is_sound(block.inner[0], tokens, number)
    elif block.kind == "sub_many":
        assert 1 <= len(bodies) <= 2
        assert len(bodies) == 2 - token["data"]["_ended"]
        for body in bodies:
            scope_is_sound(block.inner[0], tokens, body["id"])
    elif block.kind == "many":
        assert [body["at"] for body in bodies] == [block.id]
    else:
        assert not bodies
