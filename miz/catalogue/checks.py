"""What is wrong with a package: every finding with its file, its line and a code.

In the order of trust: a file that cannot be read or has the wrong shape is asked nothing more; the
rest is held against each other, against the library, and at last tried on the real engine.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator

from . import messages, package_schemas, process_checks, process_forms, ready_texts
from .examination import Examination
from .findings import Finding as Finding
from .findings import Slip
from .fitting import name_of
from .forms import process, running, schema, service
from .forms.shapes import Field, Form, Rows
from .library import Files, Library
from .yaml_text import parse

# What a service that takes requests cannot do without.
_NEEDED = ("topics.yaml", "messages.yaml", "process.bpmn")
# What a desk may name; nothing of either kind is to be had yet.
_TO_BE_HAD: dict[str, Collection[str]] = {"capacity_pool": (), "module": ()}
MAX_FILES = 200
_SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "service.yaml": schema.service,
    "process.yaml": schema.process,
    "topics.yaml": lambda: package_schemas.TOPICS,
    "messages.yaml": lambda: package_schemas.MESSAGES,
    "answers.yaml": lambda: package_schemas.ANSWERS,
    "organisation.yaml": lambda: package_schemas.ORGANISATION,
    "locale": lambda: package_schemas.LOCALE,
    "forms": lambda: package_schemas.FORM,
}
_PLAIN = (*_SCHEMAS.keys() - {"organisation.yaml", "locale", "forms"}, "process.bpmn", "rules.dmn")
PATTERNS = (*sorted(_PLAIN), "forms/*.json", "locale/*.yaml", "scenarios/*.yaml")
_MANY = re.compile(r"(forms/[\w-]{1,80}\.json|locale/[a-z]{2,3}\.yaml|scenarios/[\w-]{1,80}\.yaml)")
_CODE = re.compile("1[0-9]{10}")
# What the paper said; a row that is written by hand has none.
_RAW = "raw"


def findings(files: Files, *, where: str, library: Library) -> list[Finding]:
    """Everything that is wrong with a package, by file and line."""
    return examine(files, where=where, library=library).findings


def organisation(text: str, *, where: str) -> list[Finding]:
    """Everything that is wrong with an organisation.yaml; `where` ends with its folder."""
    file = "organisation.yaml"
    seen = Examination({file: text}, where)
    if seen.read(file, _validator(file)):
        units = [unit["code"] for unit in seen.data(file).get("units", ())]
        seen.say_all(file, _twice(units, lambda number: ("units", number)))
        if (code := seen.data(file)["code"]) != where.replace("\\", "/").rpartition("/")[2]:
            seen.say("other_folder", file, seen.line(file, "code"), code=code)
    return _sorted(seen)


def content(text: str) -> Any:
    """The plain data of a YAML text that was checked."""
    return parse(text).data


def is_known(name: str) -> bool:
    """Whether a package may hold a file of that path."""
    return name in _PLAIN or _MANY.fullmatch(name) is not None


def is_beside(name: str) -> bool:
    """Files that a version takes as they stand."""
    return name.startswith(("forms/", "locale/"))


def examine(files: Files, *, where: str, library: Library) -> Examination:
    """Reads and judges a package; the findings are in the order of files and lines."""
    seen = Examination(files, where, library)
    for look in (_files, _shapes, _service, _topics, _words, _process_form, process_checks.look):
        look(seen)
    seen.findings = _sorted(seen)
    return seen


def _sorted(seen: Examination) -> list[Finding]:
    """Each once: a schema may say the same in two ways."""
    places = {name: place for place, name in enumerate(("service.yaml", *seen.files))}
    found = dict.fromkeys(seen.findings)
    return sorted(found, key=lambda f: (places.get(f.file, len(places)), f.line))


@lru_cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_SCHEMAS[name]())


# --- files and their shapes


def _files(seen: Examination) -> None:
    for name in seen.files:
        if not is_known(name):
            seen.say("unknown_file", name)
    if len(seen.files) > MAX_FILES:
        seen.say("too_many", max(seen.files), most=MAX_FILES)
    seen.files = {name: text for name, text in seen.files.items() if is_known(name)}
    if "service.yaml" not in seen.files:
        seen.say("missing_file", "service.yaml", why="it is what makes a package")


def _shapes(seen: Examination) -> None:
    for name in seen.files:
        kind = name.partition("/")[0]
        if name.endswith(".json"):
            seen.read_json(name, _validator(kind))
        elif kind in _SCHEMAS and seen.read(name, _validator(kind)) and kind == "locale":
            seen.say_all(name, _locale(seen.data(name)))


def _locale(words: dict[str, str]) -> Iterator[Slip]:
    for key in words.keys() - service.FORM.fields.keys():
        yield Slip((key,), "unknown_key", {"name": key})


# --- the service form and how it is run


def _service(seen: Examination) -> None:
    file = "service.yaml"
    if not seen.is_sound(file):
        return
    record = seen.data(file)
    seen.say_all(file, _untold(record, {*service.FORM.fields, "desk", "parent_code"}))
    seen.say_all(file, _unnamed(record, service.FORM))
    seen.say_all(file, _codes(record, (*running.RUNNING, *service.FORM.fields.values())))
    if seen.library:
        seen.say_all(file, _beside(record, seen.library))
    if seen.takes_requests:
        _desk(seen, record.get("desk") or {})


def _untold(record: dict[str, Any], keys: Collection[str]) -> Iterator[Slip]:
    if silent := sorted(keys - record.keys()):
        yield Slip((), "untold", {"names": ", ".join(silent)})


def _unnamed(record: dict[str, Any], form: Form) -> Iterator[Slip]:
    """Rows that leave out their first column, which says what they are of."""
    for key, field in form.fields.items():
        first = field.shape.fields[0].key if isinstance(field.shape, Rows) else _RAW
        for number, row in enumerate(() if first == _RAW else record.get(key, ())):
            if not row.get(first):
                said = {"name": f"{key} {number + 1}", "label": field.label, "column": first}
                yield Slip((key, number), "row_unnamed", said)


def _codes(record: dict[str, Any], fields: Iterable[Field]) -> Iterator[Slip]:
    for field in fields:
        value = record.get(field.key) if field.shape == service.CODE else None
        if value and not _CODE.fullmatch(value):
            said = {"name": field.key, "label": field.label, "value": value}
            yield Slip((field.key,), "service_code", said)


def _beside(record: dict[str, Any], library: Library) -> Iterator[Slip]:
    slug, title, code = record["slug"], record["title"], record.get("service_code") or ""
    for other in library.others(slug, {code} - {""}):
        if other.slug == slug:
            yield Slip(("slug",), "slug_taken", {"slug": slug, "other": other.where})
        elif other.title != title:
            said = {"title": title, "other_title": other.title, "other": other.where}
            yield Slip(("service_code",), "code_shared", {"code": code} | said)
    parent = record.get("parent_code") or ""
    if parent and not any(other.code == parent for other in library.others("", {parent})):
        yield Slip(("parent_code",), "unknown_parent", {"code": parent})


def _desk(seen: Examination, desk: dict[str, Any]) -> None:
    for name in _NEEDED:
        if not seen.files.get(name):
            seen.say("missing_file", name, why="a service that takes requests needs it")
    units = seen.library.units() if seen.library else None
    seen.say_all("service.yaml", _desk_slips(desk, units))


def _desk_slips(desk: dict[str, Any], units: Collection[str] | None) -> Iterator[Slip]:
    unit = desk.get("owner_unit")
    if not unit:
        yield Slip(("desk",), "no_desk")
    elif units is not None and unit not in units:
        yield Slip(("desk", "owner_unit"), "unknown_unit", {"name": "owner_unit", "unit": unit})
    for name, known in _TO_BE_HAD.items():
        if (value := desk.get(name)) and value not in known:
            yield Slip(("desk", name), "unknown_name", {"name": name, "value": value})
    days = [rung["after"] for rung in desk.get("escalation", ())]
    if sorted(set(days)) != days:  # headquarters would be called before the supervisor
        path = ("desk", "escalation")
        yield Slip(path, "ladder", {"name": name_of(path)})


# --- topics, words, the process form


def _topics(seen: Examination) -> None:
    if seen.is_sound("topics.yaml"):
        mains = seen.data("topics.yaml")
        paths: list[tuple[str | int, ...]] = []
        for number, main in enumerate(mains):
            paths += [(number,), *((number, "topics", n) for n in range(len(main["topics"])))]
        codes = [code for main in mains for code in _codes_of(main)]
        seen.say_all("topics.yaml", _twice(codes, paths.__getitem__))


def _codes_of(main: dict[str, Any]) -> list[str]:
    return [main["code"], *(sub["code"] for sub in main["topics"])]


def _twice(codes: list[str], path: Callable[[int], tuple[str | int, ...]]) -> Iterator[Slip]:
    """A slip for each code that has stood before."""
    counts: Counter[str] = Counter()
    for number, code in enumerate(codes):
        counts[code] += 1
        if counts[code] > 1:
            yield Slip(path(number), "code_twice", {"code": code})


def _words(seen: Examination) -> None:
    if seen.is_sound("messages.yaml"):
        seen.say_all("messages.yaml", messages.slips(seen.data("messages.yaml")))
    if seen.is_sound("answers.yaml"):
        for line, slip in ready_texts.slips(seen.files["answers.yaml"]):
            seen.say(slip.code, "answers.yaml", line, **slip.values)


def _process_form(seen: Examination) -> None:
    file = "process.yaml"
    if seen.is_sound(file):
        form = seen.data(file)
        seen.say_all(file, _untold(form, process.FORM.fields.keys()))
        seen.say_all(file, _unnamed(form, process.FORM))
        seen.say_all(file, _codes(form, process.FORM.fields.values()))
        seen.say_all(file, process_forms.slips(form))
