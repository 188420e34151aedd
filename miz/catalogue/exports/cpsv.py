"""Services as CPSV-AP 3.2, the application profile of public services.

What is not ticked is not said: the vocabulary knows no "unknown", so false and unknown both stay
out. What each property says is told in docs/reference/catalogue-exports.md, and `cpsv_reading`
reads it back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from miz.catalogue.forms.service import FORM
from miz.catalogue.forms.shapes import Option

from . import codes, durations
from .entries import Entry
from .rdf import Node, Value, is_address, link, node, typed, words

CodeIndex = Mapping[str, Sequence[str]]


def catalogue(entries: Iterable[Entry], base: str, by_code: CodeIndex) -> Iterator[Node]:
    """The nodes of all services; `by_code` is {official code: slugs}, for the ties among them.

    What several services speak of, such as an agency or an option, comes once.
    """
    seen: set[str] = set()
    for entry in entries:
        for each in service(entry, base, by_code):
            if each["@id"].startswith(address(base, "")):
                yield each
            elif each["@id"] not in seen:
                seen.add(each["@id"])
                yield each


def service(entry: Entry, base: str, by_code: CodeIndex) -> list[Node]:
    """One service and all that it speaks of, except the services it is tied to."""
    about = _Description(address(base, entry.slug))
    form = entry.identity
    about.put(about.iri, "cpsv:PublicService", {
        **_core(about, entry, base),
        "adms:identifier": _official(about, "code", form.get("service_code")),
        "adms:status": about.known(codes.COMPLETED, "منتشرشده"),
        "dct:language": about.put(codes.PERSIAN, "dct:LinguisticSystem", {}),
        "dct:spatial": about.put(codes.IRAN, "dct:Location", {"skos:prefLabel": words("ایران")}),
        "dct:modified": typed(entry.published_at.isoformat(), "xsd:dateTime"),
        "owl:versionInfo": str(entry.version),
        "dcat:keyword": [words(main["title"]) for main in entry.topics],
        "foaf:page": _page(about, form.get("service_url")),
        "dct:audience": [*_ticked(about, form, "service_type"), *_audience(about, form)],
        "dct:type": _chosen(about, form, "nature"),
        "cv:isClassifiedBy": [*_ticked(about, form, "level"), *_triggers(about, form)],
        "cv:isGroupedBy": _life_events(about, form),
        "cpsv:hasInput": _texts(about, form, "required_documents", "cv:Evidence", "document"),
        "cv:hasLegalResource": _texts(about, form, "governing_laws", "eli:LegalResource", "law"),
        "cpsv:follows": _rules(about, form),
        "cpsv:produces": _outputs(about, entry.process_form or {}),
        "cv:processingTime": _duration(form.get("average_duration") or {}),
        "cv:hasCost": _costs(about, form),
        "cv:hasChannel": _channels(about, form),
        "cv:hasParticipation": _participations(about, form),
        "cv:contactPoint": _contacts(about, form),
        "dct:hasPart": _sub_service(about, entry, base),
        "cv:relatedService": [
            link(address(base, slug))
            for slug in by_code.get(entry.code, ())
            if slug != entry.slug
        ],
    })  # fmt: skip
    itself = about.nodes.pop(about.iri)
    return [itself, *about.nodes.values(), *_parent(about, form, base, by_code)]


def brief(entry: Entry, base: str) -> list[Node]:
    """What must be said of a service that another one is tied to."""
    about = _Description(address(base, entry.slug))
    said = _core(about, entry, base)
    said["adms:identifier"] = _official(about, "code", entry.identity.get("service_code"))
    about.put(about.iri, "cpsv:PublicService", said)
    return [*about.nodes.values()]


def address(base: str, slug: str) -> str:
    """The address of a service, at which the API answers with this very description."""
    return f"{base}/api/v1/services/{slug}"


class _Description:
    """Gathers the nodes of one service; each method answers the link to what it put."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self.nodes: dict[str, Node] = {}

    def put(self, iri: str, types: str | list[str], said: Mapping[str, Any]) -> Value:
        self.nodes[iri] = node(iri, types, said)
        return link(iri)

    def part(self, name: str, types: str | list[str], said: Mapping[str, Any]) -> Value:
        """A node that belongs to this service alone."""
        return self.put(f"{self.iri}#{name}", types, said)

    def concept(self, code_list: str, option: Option) -> Value:
        return self._keep(codes.concept(code_list, option))

    def known(self, iri: str, label: str) -> Value:
        return self._keep(codes.known(iri, label))

    def _keep(self, concept: Node) -> Value:
        self.nodes[concept["@id"]] = concept
        return link(concept["@id"])


def _core(about: _Description, entry: Entry, base: str) -> dict[str, Any]:
    """What the profile asks of every service. A title stands in for a missing description."""
    return {
        "dct:identifier": entry.slug,
        "dct:title": words(entry.title),
        "dct:description": words(entry.identity.get("description") or entry.title),
        "cv:hasCompetentAuthority": _authority(about, entry, base),
    }


def _authority(about: _Description, entry: Entry, base: str) -> Value:
    """The agency as the form names it; under the organisation's address where the names agree."""
    agency, form = entry.agency, entry.identity
    name = form.get("agency_name") or agency.name
    parent = form.get("parent_agency_name")
    agrees = name == agency.name and (parent or "") == agency.parent_name
    said = {
        "dct:identifier": agency.code,
        "dct:title": words(name),
        "skos:prefLabel": words(name),
        "dct:spatial": about.put(codes.IRAN, "dct:Location", {"skos:prefLabel": words("ایران")}),
    }
    iri = organisation(base, agency.code) if agrees else f"{about.iri}#authority"
    if agrees and is_address(agency.portal_url):
        said["foaf:homepage"] = about.put(agency.portal_url, "foaf:Document", {})
    if parent:
        above = {"skos:prefLabel": words(parent)}
        said["org:subOrganizationOf"] = about.put(f"{iri}-parent", "org:Organization", above)
    return about.put(iri, ["cv:PublicOrganisation", "org:Organization", "foaf:Agent"], said)


def organisation(base: str, code: str) -> str:
    return f"{base}/api/v1/services#organisation-{code}"


def _official(about: _Description, name: str, code: str | None) -> Value | None:
    return about.part(name, "adms:Identifier", {"skos:notation": code}) if code else None


def _page(about: _Description, url: str | None) -> Value | None:
    return about.put(url, "foaf:Document", {}) if url and is_address(url) else None


def _ticked(about: _Description, form: Mapping[str, Any], key: str) -> list[Value]:
    ticks = form.get(key) or {}
    wanted = [option for option in codes.options(FORM.fields[key]) if ticks.get(option.key)]
    return [about.concept(key, option) for option in wanted]


def _chosen(about: _Description, form: Mapping[str, Any], key: str) -> Value | None:
    wanted = (o for o in codes.options(FORM.fields[key]) if o.key == form.get(key))
    return next((about.concept(key, option) for option in wanted), None)


def _own_words(about: _Description, key: str, text: str) -> Value:
    """A concept that only this service speaks of, in the words of its form."""
    said = {"skos:prefLabel": words(text), "skos:inScheme": link(f"{codes.ROOT}{key}")}
    return about.part(key, "skos:Concept", said)


def _audience(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    text = form.get("audience")
    return [_own_words(about, "audience", text)] if text else []


def _triggers(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    text = (form.get("trigger") or {}).get("other_text")
    return [
        *_ticked(about, form, "trigger"),
        *([_own_words(about, "trigger", text)] if text else ()),
    ]


def _life_events(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    ticks = form.get("life_event") or {}
    found = []
    for option in codes.options(FORM.fields["life_event"]):
        if ticks.get(option.key):
            kind = "cv:BusinessEvent" if option.key == "business" else "cv:LifeEvent"
            said = {
                "dct:identifier": option.key,
                "dct:title": words(option.label),
                "dct:type": about.concept("life_event", option),
            }
            found.append(about.put(f"urn:miz:event:{option.key}", ["cv:Event", kind], said))
    return found


def _texts(
    about: _Description, form: Mapping[str, Any], key: str, kind: str, name: str
) -> list[Value]:
    """A list of the form: a node for each text, numbered by its place in the list."""
    return [
        about.part(
            f"{name}-{n}", kind,
            {"dct:identifier": f"{name}-{n}", "dct:title": words(text)},
        )
        for n, text in enumerate(form.get(key) or [], 1)
    ]  # fmt: skip


def _rules(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    """The processes of the service, and the drawing of how they hang together."""
    told = [("process_titles", title, title) for title in form.get("process_titles") or []]
    if diagram := form.get("process_diagram"):
        told.append(("process_diagram", FORM.fields["process_diagram"].label, diagram))
    return [_rule(about, n, *rule) for n, rule in enumerate(told, 1)]


def _rule(about: _Description, number: int, key: str, title: str, text: str) -> Value:
    said = {
        "dct:identifier": f"rule-{number}",
        "dct:title": words(title),
        "dct:description": words(text),
        "dct:type": about.concept("rule", Option(key, FORM.fields[key].label)),
        "dct:language": link(codes.PERSIAN),
    }
    return about.part(f"rule-{number}", "cpsv:Rule", said)


def _outputs(about: _Description, process_form: Mapping[str, Any]) -> list[Value]:
    """What comes out, as the process form names it."""
    return [
        about.part(f"output-{n}", "cv:Output", {
            "dct:identifier": f"output-{n}",
            "dct:title": words(row["output"]),
            "dct:description": words(row.get("customer")),
            "dct:language": link(codes.PERSIAN),
        })
        for n, row in enumerate(process_form.get("outputs") or [], 1)
    ]  # fmt: skip


def _duration(said: Mapping[str, Any]) -> Value | None:
    text = durations.written(dict(said))
    return typed(text, "xsd:duration") if text else None


def _costs(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    costs = []
    for n, fee in enumerate(form.get("fees") or [], 1):
        amount = fee.get("amount_rial")
        said: dict[str, Any] = {
            "dct:identifier": f"cost-{n}",
            "dct:description": words(fee.get("raw")),
        }
        if amount is not None:
            said["cv:hasValue"] = typed(float(amount), "xsd:double")
            said["cv:currency"] = about.known(codes.IRR, "ریال")
        costs.append(about.part(f"cost-{n}", "cv:Cost", said))
    return costs


def _channels(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    found: list[Value] = []
    for stage in codes.stages():
        said = (form.get("stages") or {}).get(stage) or {}
        found += _media(about, stage, said)
        if _is_in_person(said):
            found.append(_in_person(about, stage, said))
    return found


def _is_in_person(said: Mapping[str, Any]) -> bool:
    """Whether a stage tells anything of coming in person."""
    ticks = [tick for key in ("reasons", "places") for tick in (said.get(key) or {}).values()]
    return any([said.get("non_electronic"), said.get("reason_text"), *ticks])


def _media(about: _Description, stage: str, said: Mapping[str, Any]) -> Iterator[Value]:
    """A channel for each medium; without any, one that says no more than that it is electronic."""
    media = said.get("media") or {}
    boxes = codes.options(codes.stages()[stage]["media"])
    ticked = [option for option in boxes if media.get(option.key)]
    electronic = said.get("electronic")
    for option in ticked or ([codes.ELECTRONIC] if electronic else []):
        text = said.get("other_text") if option.key == "other" else None
        also = [about.concept("access", codes.ELECTRONIC)] if electronic else []
        yield _channel(about, stage, option, text, also)


def _in_person(about: _Description, stage: str, said: Mapping[str, Any]) -> Value:
    also = [about.concept("access", codes.IN_PERSON)] if said.get("non_electronic") else []
    for key in ("reasons", "places"):
        ticks = said.get(key) or {}
        boxes = codes.options(codes.stages()[stage][key])
        also += [about.concept(key, option) for option in boxes if ticks.get(option.key)]
    return _channel(about, stage, codes.IN_PERSON, said.get("reason_text"), also)


def _channel(
    about: _Description, stage: str, option: Option, text: str | None, also: list[Value]
) -> Value:
    name = f"channel-{stage}-{option.key}"
    said = {
        "dct:identifier": name,
        "dct:type": about.concept("channel", option),
        "dct:description": words(text),
        "cv:isClassifiedBy": [about.concept("stage", codes.stage_options()[stage]), *also],
    }
    return about.part(name, "cv:Channel", said)


def _participations(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    """The agencies that are asked for data, and for which."""
    field = FORM.fields["external_inquiries"]
    found = []
    for n, row in enumerate(form.get("external_inquiries") or [], 1):
        name = row.get("agency") or row.get("system")
        if not name:
            continue
        agent = {"dct:identifier": f"agency-{n}", "dct:title": words(name)}
        said = {
            "dct:identifier": f"inquiry-{n}",
            "dct:description": words(row.get("fields") or field.label),
            "cv:role": about.concept("role", Option(field.key, field.label)),
            "cv:hasParticipant": about.part(f"agency-{n}", "foaf:Agent", agent),
        }
        found.append(about.part(f"inquiry-{n}", "cv:Participation", said))
    return found


def _contacts(about: _Description, form: Mapping[str, Any]) -> list[Value]:
    contact, hours = form.get("contact") or {}, form.get("service_hours")
    found = []
    if any(contact.values()) or hours:
        found.append(about.part("contact", "cv:ContactPoint", {
            "vcard:fn": words(contact.get("responsible")),
            "cv:telephone": contact.get("phone"),
            "locn:address": _place(about, contact.get("address")),
            "cv:openingHours": _hours(about, hours),
        }))  # fmt: skip
    field = FORM.fields["complaint_channels"]
    for n, text in enumerate(form.get(field.key) or [], 1):
        kind = about.concept("contact", Option(field.key, field.label))
        said = {"dct:description": words(text), "dct:type": kind}
        found.append(about.part(f"complaint-{n}", "cv:ContactPoint", said))
    return found


def _place(about: _Description, text: str | None) -> Value | None:
    if not text:
        return None
    return about.part("address", "locn:Address", {"locn:fullAddress": words(text)})


def _hours(about: _Description, text: str | None) -> Value | None:
    if not text:
        return None
    return about.part("hours", "time:TemporalEntity", {"dct:description": words(text)})


def _sub_service(about: _Description, entry: Entry, base: str) -> Value | None:
    """The sub-service of the same form, a service that is part of this one."""
    title = entry.identity.get("subservice_title")
    code = entry.identity.get("subservice_code")
    if not title and not code:
        return None
    said = _core(about, entry, base) | {
        "dct:identifier": f"{entry.slug}#subservice",
        "dct:title": words(title or entry.title),
        "adms:identifier": _official(about, "subservice-code", code),
    }
    return about.part("subservice", "cpsv:PublicService", said)


def _parent(
    about: _Description, form: Mapping[str, Any], base: str, by_code: CodeIndex
) -> list[Node]:
    """The service above has this one as a part; only where its code names exactly one."""
    slugs = by_code.get(form.get("parent_code") or "", ())
    if len(slugs) != 1:
        return []
    return [node(address(base, slugs[0]), "cpsv:PublicService", {"dct:hasPart": link(about.iri)})]
