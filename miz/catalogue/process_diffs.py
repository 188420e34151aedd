"""What differs between two drawings of a process, in words: which tasks, gateways and messages
came, went or changed. Parts are the same by their id; where a shape stands does not count.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from miz.processes import reader
from miz.processes.diagram import Diagram, Element, Flow
from miz.processes.drawing import Drawing, draw, lanes
from miz.processes.errors import ProcessRefused

NOT_IN_WORDS: Final = "در متن آمده است"
_KINDS: Final = {
    "userTask": "کار",
    "manualTask": "کار دستی",
    "serviceTask": "گام خودکار",
    "scriptTask": "محاسبه",
    "businessRuleTask": "قاعده",
    "sendTask": "فرستادن پیام",
    "receiveTask": "دریافت پیام",
    "subProcess": "زیرفرایند",
    "callActivity": "فرایند دیگر",
    "exclusiveGateway": "دروازهٔ انتخاب",
    "inclusiveGateway": "دروازهٔ چند انتخاب",
    "parallelGateway": "دروازهٔ هم‌زمان",
    "eventBasedGateway": "دروازهٔ رویداد",
    "startEvent": "آغاز",
    "endEvent": "پایان",
}
_EVENTS: Final = {
    "none": "رویداد",
    "message": "پیام",
    "timer": "زمان‌سنج",
    "signal": "علامت",
    "error": "خطا",
    "escalation": "ارجاع به بالا",
    "link": "پیوند",
    "terminate": "پایان همهٔ راه‌ها",
}


@dataclass(frozen=True)
class Part:
    """An element: `lane` is the name of who does it."""

    element: str
    kind: str
    name: str
    lane: str = ""


@dataclass(frozen=True)
class Fact:
    """What is said of a part before and after, empty where nothing is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Altered:
    part: Part
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class ProcessDiff:
    """`before` or `after` is none where there was or is no process: then all of the other is new or
    gone, and no part is listed."""

    before: Drawing | None
    after: Drawing | None
    added: tuple[Part, ...] = ()
    removed: tuple[Part, ...] = ()
    altered: tuple[Altered, ...] = ()

    @property
    def added_places(self) -> frozenset[str]:
        return frozenset(part.element for part in self.added)

    @property
    def removed_places(self) -> frozenset[str]:
        return frozenset(part.element for part in self.removed)

    @property
    def altered_places(self) -> frozenset[str]:
        return frozenset(each.part.element for each in self.altered)


def between(before: str, after: str) -> ProcessDiff | None:
    """Of two texts of BPMN, either may be empty; nothing when one of them is no sound process."""
    try:
        old, new = (_Sight.of(text) if text else None for text in (before, after))
    except ProcessRefused:
        return None
    if old is None or new is None:
        return ProcessDiff(old.drawing if old else None, new.drawing if new else None)
    return ProcessDiff(
        old.drawing,
        new.drawing,
        added=tuple(new.parts(new.diagram.elements.keys() - old.diagram.elements.keys())),
        removed=tuple(old.parts(old.diagram.elements.keys() - new.diagram.elements.keys())),
        altered=tuple(_altered(old, new)),
    )


@dataclass(frozen=True)
class _Sight:
    """A process as it is looked at here; `lanes` are names by their ids."""

    drawing: Drawing
    diagram: Diagram
    lanes: Mapping[str, str]

    @classmethod
    def of(cls, xml: str) -> "_Sight":
        """Raises ProcessRefused for what could not be drawn or said."""
        root = reader.parse(xml.encode())
        findings = [*reader.unknown(root)]
        diagram = reader.read(root)
        ends = {end for flow in diagram.flows for end in (flow.source, flow.target)}
        if findings or not ends <= diagram.elements.keys():
            raise ProcessRefused(findings)
        return cls(draw(xml), diagram, lanes(xml))

    def parts(self, ids: Iterable[str]) -> Iterator[Part]:
        """In the order of the document."""
        wanted = set(ids)
        return (self.part(each) for each in self.diagram.elements.values() if each.id in wanted)

    def part(self, element: Element) -> Part:
        lane = self.lanes.get(element.lane or "", "")
        return Part(element.id, _kind(element), element.name or element.id, lane)

    def facts(self, element: Element, seen: "_Sight") -> dict[str, str]:
        """In the names of `seen` where it has them: one new name is one difference, not as many
        as there are ways to what bears it."""
        event = element.event
        told = event.timer[1] if event.timer else event.name
        return {
            "نوع": _kind(element),
            "نام": element.name,
            "انجام‌دهنده": {**self.lanes, **seen.lanes}.get(element.lane or "", ""),
            _EVENTS[event.kind]: told,
            "پس از آن": "؛ ".join(
                self._way(flow, seen) for flow in self.diagram.out_of(element.id)
            ),
            "ویژگی‌ها": _listed(element.properties),
        }

    def _way(self, flow: Flow, seen: "_Sight") -> str:
        target = seen.diagram.elements.get(flow.target) or self.diagram.elements[flow.target]
        when = " ".join(filter(None, (flow.name, flow.condition and f"[{flow.condition}]")))
        return f"{when}{when and ' ← '}«{target.name or _kind(target)}»"


def _altered(old: _Sight, new: _Sight) -> Iterator[Altered]:
    whole = Part("", "فرایند", new.diagram.name or new.diagram.id)
    if facts := _compared(_about(old.diagram), _about(new.diagram)):
        yield Altered(whole, facts)
    for lane, name in new.lanes.items():
        if facts := _compared({"نام": old.lanes.get(lane, name)}, {"نام": name}):
            yield Altered(Part(lane, "نقش", name), facts)
    for element in new.diagram.elements.values():
        before = old.diagram.elements.get(element.id)
        if before is None:
            continue
        facts = _compared(old.facts(before, new), new.facts(element, new))
        if facts := facts or _beyond_words(before, element):
            yield Altered(new.part(element), facts)


def _beyond_words(before: Element, after: Element) -> tuple[Fact, ...]:
    """Lanes were told by their names, and where a line stands says nothing."""
    old, new = (replace(each, line=None, lane=None) for each in (before, after))
    return () if old == new else (Fact("جزئیات دیگر", "", NOT_IN_WORDS),)


def _about(diagram: Diagram) -> dict[str, str]:
    return {"نام": diagram.name, "ویژگی‌ها": _listed(diagram.properties)}


def _compared(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Fact, ...]:
    labels = dict.fromkeys((*old, *new))
    facts = (Fact(label, old.get(label, ""), new.get(label, "")) for label in labels)
    return tuple(fact for fact in facts if fact.before != fact.after)


def _kind(element: Element) -> str:
    return _KINDS.get(element.tag) or _EVENTS[element.event.kind]


def _listed(properties: Mapping[str, str]) -> str:
    return "؛ ".join(f"{name} = {value}" for name, value in properties.items())
