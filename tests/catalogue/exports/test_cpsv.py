"""CPSV-AP: valid by the official shapes, the same in both syntaxes, and read back as it was."""

import json
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, XSD
from rdflib.plugins.parsers.jsonld import to_rdf

from miz.catalogue.exports import cpsv, cpsv_reading, rdf
from miz.catalogue.exports.entries import Agency, Entry, slugs_by_code
from tests.catalogue.exports.entries import BASE, entries, entry, full

# The shapes of CPSV-AP 3.2.0 (SEMIC, European Commission) are not part of the project.
SHAPES = Path(__file__).resolve().parents[4] / "shared/conformance/cpsv-ap-3.2.0-shacl.ttl"
CPSV, CV = Namespace(rdf.PREFIXES["cpsv"]), Namespace(rdf.PREFIXES["cv"])
VISITS = URIRef(f"{BASE}/api/v1/services/visits")


def catalogue(*services: Entry, syntax: str = "turtle") -> str:
    by_code = slugs_by_code((each.slug, each.code) for each in services)
    return "".join(rdf.write(cpsv.catalogue(services, BASE, by_code), syntax))


def graph(*services: Entry, syntax: str = "turtle") -> Graph:
    told = Graph()
    if syntax == "jsonld":
        to_rdf(json.loads(catalogue(*services, syntax=syntax)), told)
        return told
    return told.parse(data=catalogue(*services, syntax=syntax), format="turtle")


@cache
def shapes() -> Graph:
    if not SHAPES.exists():
        pytest.skip(f"the official shapes are not at {SHAPES}")
    return Graph().parse(SHAPES)


def is_valid(told: Graph) -> bool:
    valid, _, report = pyshacl.validate(told, shacl_graph=shapes())
    assert valid, report
    return True


def test_a_full_service_is_valid_by_the_official_shapes() -> None:
    assert is_valid(graph(full()))


def test_a_service_that_tells_nothing_is_valid_too() -> None:
    assert is_valid(graph(entry(agency=Agency("x", "دستگاه"))))


def test_the_shapes_do_refuse() -> None:
    told = graph(full())
    told.remove((VISITS, CV.hasCompetentAuthority, None))
    assert not pyshacl.validate(told, shacl_graph=shapes())[0]


def test_options_carry_the_types_that_the_shapes_ask_for() -> None:
    told = graph(full())
    told.remove((None, RDF.type, URIRef(rdf.PREFIXES["skos"] + "Concept")))
    assert not pyshacl.validate(told, shacl_graph=shapes())[0]


def test_both_syntaxes_say_the_same() -> None:
    assert isomorphic(graph(full()), graph(full(), syntax="jsonld"))


def test_every_node_has_an_address_and_one_description() -> None:
    nodes = json.loads(catalogue(full(), entry("other"), syntax="jsonld"))["@graph"]
    names = [node["@id"] for node in nodes]
    assert len(names) == len(set(names))
    assert all(name.startswith(("http", "urn:miz:")) for name in names)


def test_costs_are_in_rials_and_times_are_durations() -> None:
    told = graph(full())
    assert (VISITS, CV.processingTime, Literal("PT90M", datatype=XSD.duration)) in told
    values = {float(each.toPython()) for each in told.objects(None, CV.hasValue)}
    assert values == {1_500_000.0, 0.0}
    assert {str(each).rpartition("/")[2] for each in told.objects(None, CV.currency)} == {"IRR"}


def test_what_a_process_form_says_comes_out_is_the_output() -> None:
    told = graph(full())
    output = told.value(VISITS, CPSV.produces)
    assert told.value(output, DCTERMS.title) == Literal("برگهٔ ملاقات", lang="fa")


def test_services_of_one_code_are_related_and_a_parent_has_its_parts() -> None:
    first, second = (
        entry("first", service_code="17041326000"),
        entry("second", service_code="1" * 11),
    )
    twin, child = entry("twin", service_code="1" * 11), entry("child", parent_code="17041326000")
    told = graph(first, second, twin, child)
    address = {
        name: URIRef(cpsv.address(BASE, name)) for name in ("first", "second", "twin", "child")
    }
    assert (address["first"], DCTERMS.hasPart, address["child"]) in told
    assert (address["second"], CV.relatedService, address["twin"]) in told
    assert (address["twin"], CV.relatedService, address["second"]) in told
    assert is_valid(told)


def test_an_agency_that_its_form_calls_otherwise_keeps_both_names() -> None:
    told = graph(entry("own"), entry("other", agency_name="معاونت درمان"))
    names = {str(name) for name in told.objects(None, URIRef(rdf.PREFIXES["skos"] + "prefLabel"))}
    assert {"سازمان حج و زیارت", "معاونت درمان"} <= names
    assert is_valid(told)


def test_words_that_would_end_a_text_do_not() -> None:
    hostile = 'پایان" . <urn:a> <urn:b> <urn:c> . \\ "\n```'
    told = graph(entry(title=hostile, service_url="https://a.example/> <urn:x"))
    assert (VISITS, DCTERMS.title, Literal(hostile, lang="fa")) in told
    assert (URIRef("urn:a"), None, None) not in told
    assert isomorphic(told, graph(entry(title=hostile, service_url=None), syntax="jsonld"))


# --- and back

SAME = (
    "title", "subservice_title", "service_code", "subservice_code", "agency_name",
    "parent_agency_name", "description", "service_type", "audience", "nature", "level",
    "life_event", "trigger", "required_documents", "governing_laws", "fees", "service_hours",
    "service_url", "stages", "process_titles", "process_diagram", "contact", "complaint_channels",
)  # fmt: skip


@pytest.mark.parametrize("syntax", rdf.SYNTAXES)
def test_a_full_service_comes_back_as_it_was(syntax: str) -> None:
    told = full()
    record = cpsv_reading.read(catalogue(told, syntax=syntax), syntax)[0]
    assert record == told.identity


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=entries())
def test_any_service_comes_back_as_it_was(told: Entry) -> None:
    for syntax in rdf.SYNTAXES:
        record = cpsv_reading.read(catalogue(told, syntax=syntax), syntax)[0]
        assert {key: record[key] for key in SAME} == {key: told.identity[key] for key in SAME}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=entries())
def test_any_service_is_valid(told: Entry) -> None:
    assert is_valid(graph(told))


def test_a_child_knows_its_parent_again() -> None:
    told = catalogue(
        entry("above", service_code="17041326000"), entry("below", parent_code="17041326000")
    )
    records = {record["slug"]: record for record in cpsv_reading.read(told, "turtle")}
    assert records["below"]["parent_code"] == "17041326000"
    assert records["above"]["parent_code"] is None
