"""Reads a whole DMN document: its types, inputs, knowledge models and decisions, in that order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from miz.processes.errors import Finding

from .compiler import Compiler, result_type
from .kinds import ANY, Type
from .nodes import Conform, Knowledge, Node, depth
from .reader import finding, part, parts, tag, unknown
from .scope import Scope
from .tables import Table
from .tokens import can_be_name, spaced

MAX_ELEMENTS = 500
MAX_NAMES = 200
MAX_DEPTH = 100
MAX_TYPE_DEPTH = 20
_ELEMENTS = ("inputData", "businessKnowledgeModel", "decision")
_REQUIRED = {
    "requiredInput": "inputData",
    "requiredDecision": "decision",
    "requiredKnowledge": "businessKnowledgeModel",
}


@dataclass(frozen=True)
class Source:
    """An input of the model."""

    id: str
    name: str
    type: Type


@dataclass(frozen=True)
class Decision:
    """`order` are the ids of all it needs and of itself, each after what it needs."""

    id: str
    name: str
    type: Type
    logic: Node
    outputs: tuple[str, ...]
    order: tuple[str, ...]


@dataclass
class Model:
    """What was read; sources and decisions by id, in document order."""

    findings: list[Finding] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)


def read(root: etree._Element) -> Model:
    """The document, complete only if it has no findings."""
    model = Model(list(unknown(root)))
    if not model.findings:
        _Reader(root, model).read()
    return model


class _Reader:
    def __init__(self, root: etree._Element, model: Model) -> None:
        self.root, self.model = root, model
        self.compiler = Compiler(model.findings)
        self.elements = {_id(node): node for node in parts(root, *_ELEMENTS)}
        self.knowledge: dict[str, Knowledge] = {}
        self.components: frozenset[str] = frozenset()

    def refuse(self, node: etree._Element, code: str, reason: str) -> None:
        self.model.findings.append(finding(node, code, reason))

    def read(self) -> None:
        if len(parts(self.root, *_ELEMENTS, "itemDefinition")) > MAX_ELEMENTS:
            self.refuse(self.root, "length", "پرونده بیش از اندازه جزء دارد.")
            return
        self.check_names()
        self.read_types()
        self.components = frozenset(self.component_names())
        for node in parts(self.root, "inputData"):
            wanted = self.compiler.type_of(part(node, "variable"))
            self.model.sources[_id(node)] = Source(_id(node), _name(node), wanted)
        for node in self.ordered():
            self.add(node)
        made = self.model.decisions
        self.model.decisions = {id_: made[id_] for id_ in self.elements if id_ in made}

    def check_names(self) -> None:
        nodes = parts(self.root, *_ELEMENTS)
        names, ids = Counter(map(_name, nodes)), Counter(map(_id, nodes))
        for node in nodes:
            if not can_be_name(_name(node)) or not _id(node):
                self.refuse(node, "name", "نام یا شناسه‌ی این جزء درست نیست.")
            elif names[_name(node)] > 1 or ids[_id(node)] > 1:
                self.refuse(node, "name", "دو جزء نام یا شناسه‌ی یکسان دارند.")
        if not parts(self.root, "decision"):
            self.refuse(self.root, "decision", "هیچ تصمیمی تعریف نشده است.")

    # Types

    def read_types(self) -> None:
        """Item definitions may speak of one another in any order, but not in circles."""
        waiting = {
            spaced(node.get("name", "")): node for node in parts(self.root, "itemDefinition")
        }
        found: dict[str, Type] = {}
        self.compiler.types = found
        while ready := [name for name in waiting if not _references(waiting[name]) & {*waiting}]:
            for name in ready:
                found[name] = self.item(waiting.pop(name))
        for node in waiting.values():
            self.refuse(node, "type", "تعریف این نوع به خودش بازمی‌گردد.")

    def item(self, node: etree._Element, nested: int = 0) -> Type:
        name = spaced(node.get("name", ""))
        if nested > MAX_TYPE_DEPTH:
            self.refuse(node, "depth", "این نوع بیش از اندازه تودرتو است.")
            return ANY
        inside = tuple(
            (spaced(each.get("name", "")), self.item(each, nested + 1))
            for each in parts(node, "itemComponent")
        )
        reference = part(node, "typeRef")
        base = ANY
        if reference is not None:
            base = self.compiler.type_named(node, (reference.text or "").strip())
        allowed = part(node, "allowedValues")
        tests = (self.compiler.tests(allowed, Scope()),) if allowed is not None else ()
        kind = "context" if inside else base.kind
        one = Type(name, kind, base.allowed + tests, inside or base.parts, base.element)
        if one.depth > MAX_TYPE_DEPTH:
            self.refuse(node, "depth", "این نوع بیش از اندازه تودرتو است.")
            return ANY
        return Type(name, "list", element=one) if node.get("isCollection") == "true" else one

    def component_names(self) -> Iterator[str]:
        for node in self.root.iter("{*}itemComponent", "{*}output"):
            name = spaced(node.get("name", ""))
            if name and can_be_name(name):
                yield name

    # Requirements

    def required(self, node: etree._Element, *tags: str) -> list[str]:
        """The ids of what an element requires; a finding for what does not exist."""
        outer = parts(node, "informationRequirement", "knowledgeRequirement")
        found = []
        for each in (inner for one in outer for inner in parts(one, *tags)):
            place, _, id_ = each.get("href", "").rpartition("#")
            needed = self.elements.get(id_) if place in {"", self.root.get("namespace")} else None
            if needed is None or tag(needed) != _REQUIRED[tag(each)]:
                self.refuse(each, "requirement", "این نیازمندی در همین پرونده نیست.")
            else:
                found.append(id_)
        return found

    def ordered(self) -> list[etree._Element]:
        """Knowledge models and decisions, each after what it requires; findings for circles."""
        needs = {id_: set(self.required(node, *_REQUIRED)) for id_, node in self.elements.items()}
        done = set(self.model.sources)
        waiting = [id_ for id_ in self.elements if id_ not in done]
        found: list[etree._Element] = []
        while ready := [id_ for id_ in waiting if needs[id_] <= done]:
            found += [self.elements[id_] for id_ in ready]
            done |= set(ready)
            waiting = [id_ for id_ in waiting if id_ not in done]
        for id_ in waiting:
            self.refuse(self.elements[id_], "circle", "نیازمندی‌ها به خود این جزء بازمی‌گردند.")
        return [] if waiting else found

    def scope(self, node: etree._Element, names: Mapping[str, Type]) -> Scope:
        knowledge = self.required(node, "requiredKnowledge")
        called = [self.knowledge[id_] for id_ in knowledge if id_ in self.knowledge]
        if len(names) + len(called) > MAX_NAMES:
            self.refuse(node, "length", "این تصمیم بیش از اندازه نیازمندی دارد.")
            return Scope()
        return Scope(
            frozenset(names),
            self.components,
            {each.name: each for each in called},
            untyped=any(each.untyped for each in names.values()),
        )

    # Knowledge models and decisions

    def add(self, node: etree._Element) -> None:
        if tag(node) == "decision":
            self.add_decision(node)
        else:
            self.add_knowledge(node)

    def add_knowledge(self, node: etree._Element) -> None:
        body = part(node, "encapsulatedLogic")
        if body is None:
            self.refuse(node, "logic", "این تابع بدنه ندارد.")
            return
        given = parts(body, "formalParameter")
        names = {spaced(each.get("name", "")): self.compiler.type_of(each) for each in given}
        if len(names) < len(given) or not all(map(can_be_name, names)):
            self.refuse(body, "name", "نام ورودی‌های تابع درست نیست.")
        logic = self.compiler.logic(body, self.scope(node, names))
        result = self.compiler.type_of(part(node, "variable"))
        made = Knowledge(
            name=_name(node),
            parameters=tuple(names),
            conform=tuple(each.conform for each in names.values()),
            body=logic if result is ANY else Conform(logic, result.conform),
            depth=1 + depth(logic),
        )
        self.check_depth(node, made)
        self.knowledge[_id(node)] = made

    def add_decision(self, node: etree._Element) -> None:
        ids = self.required(node, "requiredInput", "requiredDecision")
        logic = self.compiler.logic(node, self.scope(node, self.visible(ids)))
        self.check_depth(node, logic)
        declared = self.compiler.type_of(part(node, "variable"))
        outputs = _outputs(logic)
        table = _table(logic)
        wanted = result_type(declared, table is not None and table.listed, len(outputs))
        self.model.decisions[_id(node)] = Decision(
            id=_id(node),
            name=_name(node),
            type=wanted,
            logic=logic,
            outputs=outputs or _parts(wanted),
            order=self.order(ids, _id(node)),
        )

    def visible(self, ids: Iterable[str]) -> dict[str, Type]:
        known: dict[str, Source | Decision] = {**self.model.sources, **self.model.decisions}
        return {known[id_].name: known[id_].type for id_ in ids if id_ in known}

    def order(self, ids: list[str], own: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for id_ in ids:
            needed = self.model.decisions.get(id_)
            found.update(dict.fromkeys(needed.order if needed else (id_,)))
        return (*found, own)

    def check_depth(self, node: etree._Element, made: Node) -> None:
        if depth(made) > MAX_DEPTH:
            self.refuse(node, "depth", "تابع‌ها بیش از اندازه یکدیگر را فرا می‌خوانند.")


def _id(node: etree._Element) -> str:
    return str(node.get("id", ""))


def _name(node: etree._Element) -> str:
    return spaced(node.get("name", ""))


def _references(node: etree._Element) -> set[str]:
    """The names of the types an item definition is made of."""
    found = {(each.text or "").strip() for each in node.iter("{*}typeRef")}
    return found | {name.partition(":")[2] for name in found}


def _parts(type_: Type) -> tuple[str, ...]:
    return tuple(name for name, _ in (type_.element or type_).parts)


def _table(logic: Node) -> Table | None:
    inner = logic.node if isinstance(logic, Conform) else logic
    return inner if isinstance(inner, Table) else None


def _outputs(logic: Node) -> tuple[str, ...]:
    table = _table(logic)
    names = tuple(output.name for output in table.outputs) if table else ()
    return names if len(names) > 1 else ()
