"""What the two standards ask of a document, as far as our exports use them.

The XES schema says in its own words what IEEE 1849 fixes: which elements, in which order, with
values of which type. The OCEL check walks the rules of the OCEL 2.0 specification.
"""

import datetime
from typing import Any

from lxml import etree

OCEL_TYPES = {"string", "time", "integer", "float", "boolean"}
XES = "{http://www.xes-standard.org/}"

_VALUE = """
<xs:complexType name="{name}"><xs:attribute name="key" type="xs:Name" use="required"/>
<xs:attribute name="value" type="xs:{type}" use="required"/></xs:complexType>"""
_SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.xes-standard.org/"
    targetNamespace="http://www.xes-standard.org/" elementFormDefault="qualified">
{values}
<xs:group name="attributes"><xs:sequence><xs:choice minOccurs="0" maxOccurs="unbounded">
  <xs:element name="string" type="string"/><xs:element name="date" type="date"/>
</xs:choice></xs:sequence></xs:group>
<xs:complexType name="event"><xs:group ref="attributes"/></xs:complexType>
<xs:complexType name="trace"><xs:sequence><xs:group ref="attributes"/>
  <xs:element name="event" type="event" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType>
<xs:complexType name="extension"><xs:attribute name="name" type="xs:NCName" use="required"/>
  <xs:attribute name="prefix" type="xs:NCName" use="required"/>
  <xs:attribute name="uri" type="xs:anyURI" use="required"/></xs:complexType>
<xs:complexType name="global"><xs:group ref="attributes"/>
  <xs:attribute name="scope" type="xs:NCName" use="required"/></xs:complexType>
<xs:complexType name="classifier"><xs:attribute name="name" type="xs:NCName" use="required"/>
  <xs:attribute name="scope" type="xs:NCName"/>
  <xs:attribute name="keys" type="xs:token" use="required"/></xs:complexType>
<xs:element name="log"><xs:complexType><xs:sequence>
  <xs:element name="extension" type="extension" minOccurs="0" maxOccurs="unbounded"/>
  <xs:element name="global" type="global" minOccurs="0" maxOccurs="2"/>
  <xs:element name="classifier" type="classifier" minOccurs="0" maxOccurs="unbounded"/>
  <xs:group ref="attributes"/>
  <xs:element name="trace" type="trace" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence><xs:attribute name="xes.version" type="xs:decimal" use="required"/>
<xs:attribute name="xes.features" type="xs:token"/></xs:complexType></xs:element>
</xs:schema>"""
_VALUES = {"string": "string", "date": "dateTime"}


def xes_schema() -> etree.XMLSchema:
    values = "".join(_VALUE.format(name=name, type=kind) for name, kind in _VALUES.items())
    return etree.XMLSchema(etree.fromstring(_SCHEMA.format(values=values)))


def check_ocel(log: dict[str, Any]) -> None:
    """AssertionError names what breaks a rule: shape, declared types, references, identity."""
    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    types = {part: _types(log[f"{part}Types"]) for part in ("object", "event")}
    objects = {each["id"] for each in log["objects"]}
    for part in ("object", "event"):
        items = log[f"{part}s"]
        assert len({each["id"] for each in items}) == len(items)
        for each in items:
            assert set(each) - {"time"} == {"id", "type", "attributes", "relationships"}
            assert ("time" in each) == (part == "event")
            _check_attributes(each, types[part][each["type"]], timed=part == "object")
            _check_relations(each, objects)
    for event in log["events"]:
        assert _moment(event["time"])
        assert event["relationships"], "an event of no object"


def _types(declared: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    types = {}
    for each in declared:
        assert set(each) == {"name", "attributes"}
        assert all(set(a) == {"name", "type"} for a in each["attributes"])
        types[each["name"]] = {a["name"]: a["type"] for a in each["attributes"]}
        assert set(types[each["name"]].values()) <= OCEL_TYPES
    assert len(types) == len(declared)
    return types


def _check_attributes(item: dict[str, Any], declared: dict[str, str], *, timed: bool) -> None:
    for attribute in item["attributes"]:
        assert set(attribute) == ({"name", "value", "time"} if timed else {"name", "value"})
        assert isinstance(attribute["value"], str), attribute
        if declared[attribute["name"]] == "time":
            assert _moment(attribute["value"])
        if timed:
            assert _moment(attribute["time"])


def _check_relations(item: dict[str, Any], objects: set[str]) -> None:
    pairs = [(r["objectId"], r["qualifier"]) for r in item["relationships"]]
    assert all(set(r) == {"objectId", "qualifier"} for r in item["relationships"])
    assert len(set(pairs)) == len(pairs)
    assert {target for target, _ in pairs} <= objects
    assert all(qualifier for _, qualifier in pairs)


def _moment(text: str) -> bool:
    return datetime.datetime.fromisoformat(text).utcoffset() is not None
