"""The catalogue as a data set: what DCAT-AP asks of it, and that its downloads are named."""

from datetime import UTC, datetime

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF

from miz.catalogue.exports import dcat, rdf
from tests.catalogue.exports.entries import AGENCY, BASE
from tests.catalogue.exports.test_cpsv import is_valid

DCAT = Namespace(rdf.PREFIXES["dcat"])
ROOT = URIRef(f"{BASE}/api/v1/catalogue")


def told() -> Graph:
    nodes = dcat.nodes(AGENCY, BASE, datetime(2026, 5, 1, tzinfo=UTC))
    return Graph().parse(data="".join(rdf.turtle(nodes)), format="turtle")


def test_the_record_is_valid_by_the_official_shapes() -> None:
    assert is_valid(told())


def test_catalogue_and_dataset_say_what_is_mandatory() -> None:
    graph = told()
    dataset = graph.value(ROOT, DCAT.dataset)
    for each in (ROOT, dataset):
        for name in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
            assert graph.value(each, name) is not None
    assert (dataset, RDF.type, DCAT.Dataset) in graph


def test_every_download_has_address_and_types() -> None:
    graph = told()
    addresses = {str(each) for each in graph.objects(None, DCAT.downloadURL)}
    assert addresses == {f"{ROOT}.{ending}" for ending in ("json", "csv", "jsonld", "ttl")}
    for each in graph.subjects(RDF.type, DCAT.Distribution):
        for name in (DCAT.accessURL, DCAT.mediaType, DCTERMS["format"]):
            assert graph.value(each, name) is not None


def test_a_catalogue_in_which_nothing_is_published_has_no_date() -> None:
    text = "".join(rdf.turtle(dcat.nodes(AGENCY, BASE, None)))
    assert "dct:modified" not in text
