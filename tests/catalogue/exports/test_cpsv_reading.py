"""CPSV-AP of other hands: taken as far as the form has a place for it, refused when it is none."""

import json
import socket
from typing import Any

import pytest

from miz.catalogue.exports import cpsv_reading
from miz.catalogue.exports.cpsv_reading import FarContext, NoService, NotCpsv, TooLong, read
from miz.catalogue.forms.service import FORM
from miz.lib.errors import Told
from tests.catalogue.exports.entries import of

FOREIGN = """
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .

ex:licence a cpsv:PublicService ;
    dct:identifier "PS-7" ;
    dct:title "Licence de pêche"@fr, "Fishing licence"@en ;
    dct:description "Permit to fish"@en, "مجوز صيد"@fa ;
    cv:hasCompetentAuthority [ skos:prefLabel "Ministry of Fish"@en ] ;
    cv:isGroupedBy [ a cv:Event ; dct:title "Going fishing"@en ] ;
    cv:processingTime "P1DT12H"^^xsd:duration ;
    cv:hasCost [ cv:hasValue "12.5"^^xsd:double ;
        cv:currency <http://publications.europa.eu/resource/authority/currency/EUR> ] ;
    cv:hasChannel [ dct:type [ a skos:Concept ; skos:prefLabel "Fax"@en ] ] ;
    cv:hasLegalResource ex:act-10, ex:act-2 ;
    dct:audience [ a skos:Concept ; skos:prefLabel "Anglers"@en ] .
ex:act-2 a eli:LegalResource ; dct:title "Second act"@en .
ex:act-10 a eli:LegalResource ; dct:title "Tenth act"@en .
"""
NAMED = {"dct": "http://purl.org/dc/terms/", "cpsv": "http://purl.org/vocab/cpsv#"}


def service(**told: Any) -> dict[str, Any]:
    return {"@id": "https://a.example/s", "@type": "cpsv:PublicService", **told}


def record(*services: dict[str, Any]) -> list[dict[str, Any]]:
    return read(json.dumps({"@context": NAMED, "@graph": services}), "jsonld")


def test_a_foreign_service_is_read_as_far_as_the_form_goes() -> None:
    [told] = read(FOREIGN, "turtle")
    assert told["slug"] == "service-1"
    assert told["title"] == "Fishing licence"
    assert told["description"] == "مجوز صید"
    assert told["agency_name"] == "Ministry of Fish"
    assert told["life_event"] == of("life_event", "other")
    assert told["average_duration"] == {"raw": None, "value": 36, "unit": "hour"}
    assert told["fees"][0]["raw"] == "12.5 EUR"
    assert told["fees"][0]["amount_rial"] is None
    assert told["stages"]["delivery"]["media"]["other"] is True
    assert told["stages"]["delivery"]["other_text"] == "Fax"
    assert told["governing_laws"] == ["Second act", "Tenth act"]
    assert told["audience"] == "Anglers"


def test_every_key_of_the_form_is_there() -> None:
    [told] = read(FOREIGN, "turtle")
    assert {*FORM.fields, "slug", "kind", "parent_code", "desk"} == told.keys()


def test_an_official_identifier_is_taken_as_the_code() -> None:
    [told] = record(service(**{"dct:title": "a", "dct:identifier": "17041326000"}))
    assert told["service_code"] == "17041326000"


def test_a_slug_that_comes_twice_is_told_apart() -> None:
    same = {"dct:title": "a", "dct:identifier": "visits"}
    found = record(service(**same), service(**same) | {"@id": "https://a.example/t"})
    assert [each["slug"] for each in found] == ["visits", "visits-2"]


@pytest.mark.parametrize(
    ("text", "syntax", "refusal"),
    [
        ("", "turtle", NoService),
        ("", "jsonld", NotCpsv),
        ("{}", "jsonld", NoService),
        ("[]", "jsonld", NoService),
        ("null", "jsonld", NotCpsv),
        ("<html>", "turtle", NotCpsv),
        ("<html>", "jsonld", NotCpsv),
        ("<a> <b> <c>", "turtle", NotCpsv),
        ('{"@context": 7}', "jsonld", NotCpsv),
        ('{"@graph": [[[["a"]]]]}', "jsonld", NoService),
        ("[" * 100_000, "jsonld", NotCpsv),
        ("<a:a> <a:b> " + "[ <a:b> " * 50_000, "turtle", NotCpsv),
        ("\x00\ufffe", "turtle", NotCpsv),
    ],
)
def test_what_describes_no_service_is_refused_in_words(
    text: str, syntax: str, refusal: type[Told]
) -> None:
    with pytest.raises(refusal) as refused:
        read(text, syntax)
    assert str(refused.value)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> None:
        pytest.fail("a document was fetched")

    monkeypatch.setattr(socket.socket, "connect", connect)
    far = "http://127.0.0.1:9/context.jsonld"
    for context in (far, [NAMED, far], {"@import": far}, {"a": {"@id": "x:a", "@context": far}}):
        with pytest.raises(FarContext):
            read(json.dumps({"@context": context, "@graph": [service()]}), "jsonld")
        with pytest.raises(FarContext):
            read(json.dumps({"@context": NAMED, "@graph": [{"@context": context}]}), "jsonld")


def test_a_document_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsv_reading, "LARGEST", 10)
    with pytest.raises(TooLong):
        read(FOREIGN, "turtle")


@pytest.mark.parametrize("value", ["-5", "1.5", "NaN", "INF", "many"])
def test_an_amount_that_is_no_whole_number_of_rials_stays_in_words(value: str) -> None:
    cost = {"@id": "https://a.example/c", "cv:hasValue": {"@value": value, "@type": "xsd:double"}}
    context = NAMED | {
        "cv": "http://data.europa.eu/m8g/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    told = service(**{"dct:title": "a", "cv:hasCost": cost})
    [found] = read(json.dumps({"@context": context, "@graph": [told]}), "jsonld")
    assert found["fees"][0]["amount_rial"] is None
    assert found["fees"][0]["raw"]
