"""How the page of a form is laid out: what waits for a person first, then the form in its order,
each field beside the words that it was read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from miz.catalogue import records
from miz.catalogue.readings import Reading

from .record_form import Part, RecordForm

DOUBTFUL = "نیازمند بازبینی"
OF_MIZ = "این خدمت در میز"


@dataclass(frozen=True)
class Item:
    """A field with what an importer read of it; `label` also names the field that it belongs to."""

    part: Part
    label: str
    reading: Reading | None = None

    @property
    def is_doubtful(self) -> bool:
        return self.reading is not None and self.reading.is_doubtful


@dataclass(frozen=True)
class Panel:
    title: str
    items: tuple[Item, ...]
    number: str = ""

    @property
    def is_doubtful(self) -> bool:
        return self.items[0].is_doubtful

    @property
    def has_errors(self) -> bool:
        return any(item.part.has_errors for item in self.items)


def panels(form: RecordForm, name: str, readings: Mapping[str, Reading]) -> list[Panel]:
    """`readings` by the name of their control. No field stands twice."""
    found = [
        Panel(section.title, tuple(_of(form, section.keys, readings)), section.number)
        for section in _sections(name)
    ]
    doubtful = tuple(item for panel in found for item in panel.items if item.is_doubtful)
    rest = [
        Panel(panel.title, tuple(i for i in panel.items if not i.is_doubtful), panel.number)
        for panel in found
    ]
    first = [Panel(DOUBTFUL, doubtful)] if doubtful else []
    return [*first, *(panel for panel in rest if panel.items)]


@dataclass(frozen=True)
class _Section:
    title: str
    number: str
    keys: tuple[str, ...]


def _sections(name: str) -> Iterator[_Section]:
    """The parts of the official form between what Miz needs to begin with and the rest of it."""
    official = records.FORMS[name]
    own = [key for key in records.fields(name) if key not in official.fields]
    first = tuple(key for key in own if key in records.FIRST)
    if first:
        yield _Section(OF_MIZ, "", first)
    for section in official.sections:
        yield _Section(section.title, section.number, tuple(f.key for f in section.fields))
    yield _Section(OF_MIZ, "", tuple(key for key in own if key not in first))


def _of(form: RecordForm, keys: tuple[str, ...], readings: Mapping[str, Reading]) -> Iterator[Item]:
    for key in keys:
        yield from _items(form.parts[key], form.parts[key].label, readings)


def _items(part: Part, label: str, readings: Mapping[str, Reading]) -> Iterator[Item]:
    """One item, or one for each part that was read by itself."""
    if part.name not in readings and any(name.startswith(f"{part.name}.") for name in readings):
        for each in part.parts:
            yield from _items(each, f"{label}: {each.label}", readings)
    else:
        yield Item(part, label, readings.get(part.name))
