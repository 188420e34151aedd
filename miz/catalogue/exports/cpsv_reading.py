"""CPSV-AP read back: descriptions of services, of any origin, as records of the service form.

What Miz wrote comes back as it was, as far as the vocabulary carries it; of other descriptions,
what has a place in the form. Code lists that are not ours become the form's «سایر» with their own
word. Nothing is fetched: a document that leans on a context elsewhere is refused.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, SKOS
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.term import Node as Term

from miz.catalogue.forms.service import FORM
from miz.catalogue.forms.shapes import Rows
from miz.lib import persian
from miz.lib.errors import Told

from . import codes, durations, rdf

Record = dict[str, Any]

CPSV, CV, ELI, ADMS, LOCN, ORG, VCARD = (
    Namespace(rdf.PREFIXES[name]) for name in ("cpsv", "cv", "eli", "adms", "locn", "org", "vcard")
)
LARGEST = 20_000_000  # characters
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG_LENGTH = 50
_CODE = re.compile(r"1[0-9]{10}")
_DIGITS = re.compile(r"(\d+)")
_LANGUAGES = ("fa", "", "en")  # in the order in which a text is taken


class NotCpsv(Told):
    """این پرونده خوانده نشد: توصیفی از CPSV-AP به قالب JSON-LD یا Turtle لازم است."""


class NoService(Told):
    """در این پرونده هیچ خدمتی (cpsv:PublicService) توصیف نشده است."""


class FarContext(Told):
    """این پرونده به واژه‌نامه‌ای در نشانی دیگر تکیه دارد؛ «@context» باید در خود پرونده باشد."""


class TooLong(Told):
    """این پرونده بزرگ‌تر از آن است که پذیرفته شود."""


def read(text: str, syntax: str) -> list[Record]:
    """The records of all services described, in the order of their addresses.

    `syntax` is jsonld or turtle. Raises NotCpsv, NoService, FarContext or TooLong.
    """
    if len(text) > LARGEST:
        raise TooLong
    graph = _graph(text, syntax)
    found = sorted(set(graph.subjects(RDF.type, CPSV.PublicService)), key=str)
    services = [each for each in found if not _is_sub_service(graph, each)]
    services = [each for each in services if (each, DCTERMS.title, None) in graph]
    if not services:
        raise NoService
    records = [_Reading(graph, each).record() for each in services]
    _name(records)
    return records


def _graph(text: str, syntax: str) -> Graph:
    graph = Graph()
    try:
        if syntax == "jsonld":
            document = json.loads(text)
            if not isinstance(document, dict | list):
                raise NotCpsv
            _check_contexts(document)
            to_rdf(document, graph)
        else:
            graph.parse(data=text, format="turtle")
    except (ValueError, SyntaxError, RecursionError, LookupError, TypeError, AttributeError) as e:
        # The parsers of the library answer a crooked document with whatever breaks first.
        raise NotCpsv from e
    return graph


def _check_contexts(document: Any) -> None:
    """The library would fetch what a context names."""
    waiting = [document]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            if "@import" in each or any(isinstance(c, str) for c in _many(each.get("@context"))):
                raise FarContext
            waiting += each.values()


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_sub_service(graph: Graph, service: Term) -> bool:
    """Whether it is the sub-service of a form, which stands within its service's address."""
    above = graph.subjects(DCTERMS.hasPart, service)
    return any(str(service).startswith(f"{each}#") for each in above)


def _name(records: list[Record]) -> None:
    """A slug for each that has none, and none twice."""
    taken: set[str] = set()
    for number, record in enumerate(records, 1):
        code = record["service_code"]
        wish = record["slug"] or (f"service-{code}" if code else f"service-{number}")
        while wish in taken:
            wish = f"{wish[: _SLUG_LENGTH - 5]}-{number}"
        taken.add(wish)
        record["slug"] = wish


class _Reading:
    """One service of a graph, read field by field."""

    def __init__(self, graph: Graph, service: Term) -> None:
        self.graph, self.service = graph, service

    def record(self) -> Record:
        read: Record = {
            "slug": self._slug(),
            "kind": "information",
            "parent_code": self._parent_code(),
            **FORM.empty(),
        }
        read |= {
            "title": self.text(DCTERMS.title),
            **self._codes(),
            **self._agency(),
            "description": self._description(),
            "service_type": self._ticks("service_type", DCTERMS.audience),
            "audience": self._own_words(DCTERMS.audience),
            "nature": self._nature(),
            "level": self._ticks("level", CV.isClassifiedBy),
            "life_event": self._life_events(),
            "trigger": self._triggers(),
            "required_documents": self._titles(CPSV.hasInput),
            "governing_laws": self._titles(CV.hasLegalResource),
            "average_duration": self._duration(),
            "fees": [*self._fees()],
            "service_hours": self._hours(),
            "service_url": self._page(),
            "stages": self._stages(),
            "external_inquiries": [*self._inquiries()],
            **self._rules(),
            "contact": self._contact(),
            "complaint_channels": self._complaints(),
        }
        return read | {"desk": None}

    # --- what a graph says

    def all(self, name: URIRef, of: Term | None = None) -> list[Term]:
        """The values of a property, by the numbers in their addresses, then by their words."""
        found = self.graph.objects(of or self.service, name)
        return sorted(found, key=lambda each: (_natural(str(each)), str(self.label(each))))

    def one(self, name: URIRef, of: Term | None = None) -> Term | None:
        return next(iter(self.all(name, of)), None)

    def text(self, name: URIRef, of: Term | None = None) -> str | None:
        """The words of a property in the first language that is there, as we store words."""
        told = [v for v in self.graph.objects(of or self.service, name) if isinstance(v, Literal)]
        best = min(told, key=lambda v: (_preference(v.language), str(v)), default=None)
        return persian.for_storage(str(best)) or None if best is not None else None

    def label(self, each: Term) -> str | None:
        """What a thing is called, by whichever property says so."""
        if isinstance(each, Literal):
            return str(each) or None
        names = (DCTERMS.title, SKOS.prefLabel, FOAF.name, DCTERMS.description)
        return next((text for name in names if (text := self.text(name, each))), None)

    def keys(self, code_list: str, things: Iterable[Term]) -> set[str]:
        """The options of one of our lists among things."""
        found = (codes.key_of(str(each), code_list) for each in things)
        return {key for key in found if key}

    def foreign(self, things: Iterable[Term]) -> list[str]:
        """The words of those things that are of no list of ours."""
        strange = (each for each in things if not str(each).startswith(codes.ROOT))
        return [text for each in strange if (text := self.label(each))]

    # --- the form, part by part

    def _slug(self) -> str | None:
        told = self.text(DCTERMS.identifier) or ""
        return told if _SLUG.fullmatch(told) and len(told) <= _SLUG_LENGTH else None

    def _codes(self) -> Record:
        part = next((p for p in self.all(DCTERMS.hasPart) if self._is_own(p)), None)
        same = part is None or self.text(DCTERMS.title, part) == self.text(DCTERMS.title)
        return {
            "service_code": self._code(self.service),
            "subservice_title": None if same else self.text(DCTERMS.title, part),
            "subservice_code": self._code(part) if part else None,
        }

    def _is_own(self, part: Term) -> bool:
        return str(part).startswith(f"{self.service}#")

    def _code(self, of: Term) -> str | None:
        identifier = self.one(ADMS.identifier, of)
        if identifier is not None:
            return self.text(SKOS.notation, identifier)
        told = self.text(DCTERMS.identifier, of) or ""
        return told if _CODE.fullmatch(told) else None

    def _parent_code(self) -> str | None:
        above = sorted(self.graph.subjects(DCTERMS.hasPart, self.service), key=str)
        return next((code for each in above if (code := self._code(each))), None)

    def _agency(self) -> Record:
        agency = self.one(CV.hasCompetentAuthority)
        parent = self.one(ORG.subOrganizationOf, agency) if agency else None
        return {
            "agency_name": self.label(agency) if agency else None,
            "parent_agency_name": self.label(parent) if parent else None,
        }

    def _description(self) -> str | None:
        told = self.text(DCTERMS.description)
        return None if told == self.text(DCTERMS.title) else told

    def _ticks(self, key: str, name: URIRef) -> Record:
        return _ticked(FORM.fields[key].shape.empty(), self.keys(key, self.all(name)))

    def _own_words(self, name: URIRef) -> str | None:
        return "\n".join(self.foreign(self.all(name))) or None

    def _nature(self) -> str | None:
        keys = {option.key for option in codes.options(FORM.fields["nature"])}
        return next(iter(sorted(self.keys("nature", self.all(DCTERMS.type)) & keys)), None)

    def _life_events(self) -> Record:
        ticks = FORM.fields["life_event"].shape.empty()
        for event in self.all(CV.isGroupedBy):
            keys = self.keys("life_event", self.all(DCTERMS.type, event)) & ticks.keys()
            ticks |= dict.fromkeys(keys or {"other"}, True)
        return dict(ticks)

    def _triggers(self) -> Record:
        ticks = self._ticks("trigger", CV.isClassifiedBy)
        scheme = URIRef(f"{codes.ROOT}trigger")
        own = [c for c in self.all(CV.isClassifiedBy) if (c, SKOS.inScheme, scheme) in self.graph]
        return ticks | {"other_text": "\n".join(self.foreign(own)) or None}

    def _titles(self, name: URIRef) -> list[str]:
        return [text for each in self.all(name) if (text := self.label(each))]

    def _duration(self) -> Record:
        told = self.one(CV.processingTime)
        return durations.parsed(str(told)) if told else durations.parsed("")

    def _fees(self) -> Iterator[Record]:
        empty = _row("fees")
        for cost in self.all(CV.hasCost):
            raw, value = self.text(DCTERMS.description, cost), self.one(CV.hasValue, cost)
            currency = self.one(CV.currency, cost)
            amount = _whole(value) if str(currency or codes.IRR) == codes.IRR else None
            if raw is None and amount is None and value is not None:
                raw = f"{value} {str(currency or '').rpartition('/')[2]}".strip()
            yield empty | {"raw": raw, "amount_rial": amount}

    def _page(self) -> str | None:
        page = self.one(FOAF.page) or self.one(FOAF.homepage)
        return str(page) if page and rdf.is_address(str(page)) else None

    def _stages(self) -> Record:
        stages: Record = FORM.fields["stages"].shape.empty()
        for channel in self.all(CV.hasChannel):
            classes = self.all(CV.isClassifiedBy, channel)
            for key in self.keys("stage", classes) & stages.keys() or {"delivery"}:
                self._tell(stages[key], channel, classes)
        return stages

    def _tell(self, stage: Record, channel: Term, classes: list[Term]) -> None:
        """What a channel says of a stage."""
        access = self.keys("access", classes)
        kinds = self.all(DCTERMS.type, channel)
        text = self.text(DCTERMS.description, channel)
        kind = next(iter(self.keys("channel", kinds)), "")
        if kind == codes.IN_PERSON.key:
            stage["non_electronic"] = True if kind in access else None
            stage["reason_text"] = text
            for key in ("reasons", "places"):
                stage[key] = _ticked(stage[key], self.keys(key, classes))
            return
        if codes.ELECTRONIC.key in access:
            stage["electronic"] = True
        if kind in stage["media"]:
            stage["media"][kind] = True
        elif kind != codes.ELECTRONIC.key:
            stage["media"]["other"] = True
            text = text or ", ".join(self.foreign(kinds)) or None
        if text:
            stage["other_text"] = text

    def _inquiries(self) -> Iterator[Record]:
        empty, field = _row("external_inquiries"), FORM.fields["external_inquiries"]
        for each in self.all(CV.hasParticipation):
            if not self.keys("role", self.all(CV.role, each)):
                continue
            agent = self.one(CV.hasParticipant, each)
            told = self.text(DCTERMS.description, each)
            yield empty | {
                "agency": self.label(agent) if agent else None,
                "fields": None if told == field.label else told,
            }

    def _rules(self) -> Record:
        titles, diagram = [], None
        for rule in self.all(CPSV.follows):
            if self.keys("rule", self.all(DCTERMS.type, rule)) == {"process_diagram"}:
                diagram = self.text(DCTERMS.description, rule)
            elif text := self.label(rule):
                titles.append(text)
        return {"process_titles": titles, "process_diagram": diagram}

    def _contacts(self, *, complaints: bool) -> list[Term]:
        return [
            each
            for each in self.all(CV.contactPoint)
            if bool(self.keys("contact", self.all(DCTERMS.type, each))) is complaints
        ]

    def _contact(self) -> Record:
        contact = next(iter(self._contacts(complaints=False)), None)
        if contact is None:
            return dict(FORM.fields["contact"].shape.empty())
        place = self.one(LOCN.address, contact)
        return {
            "responsible": self.text(VCARD.fn, contact),
            "phone": self.text(CV.telephone, contact),
            "address": self.text(LOCN.fullAddress, place) if place else None,
        }

    def _hours(self) -> str | None:
        contact = next(iter(self._contacts(complaints=False)), None)
        hours = self.one(CV.openingHours, contact) if contact else None
        return self.text(DCTERMS.description, hours) if hours else None

    def _complaints(self) -> list[str]:
        contacts = self._contacts(complaints=True)
        return [text for c in contacts if (text := self.text(DCTERMS.description, c))]


def _row(key: str) -> Record:
    shape = FORM.fields[key].shape
    return shape.row() if isinstance(shape, Rows) else {}


def _ticked(empty: Mapping[str, Any], keys: set[str]) -> Record:
    return {key: True if key in keys else value for key, value in empty.items()}


def _natural(text: str) -> list[tuple[int, str]]:
    """A key under which law-2 comes before law-10."""
    parts = _DIGITS.split(text)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _preference(language: str | None) -> tuple[int, str]:
    known = (language or "").lower().partition("-")[0]
    return (_LANGUAGES.index(known) if known in _LANGUAGES else len(_LANGUAGES), known)


def _whole(value: Term | None) -> int | None:
    """A number of rials; None for what is no whole number from zero on."""
    number = value.toPython() if isinstance(value, Literal) else None
    if not isinstance(number, int | float) or isinstance(number, bool):
        return None
    return int(number) if number >= 0 and number == number // 1 else None
