"""Linked data as plain nodes, and their writing as JSON-LD or Turtle.

A node is an object of JSON-LD under PREFIXES: `@id`, `@type`, and properties by their prefixed
names. Every node has an address, none is blank: so nodes are written one after the other, however
many there are, and the same thing said twice is said once.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Node = dict[str, Any]
Value = dict[str, str]

PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGE = "fa"
SYNTAXES = ("jsonld", "turtle")
ENDINGS = {".jsonld": "jsonld", ".json": "jsonld", ".ttl": "turtle"}
_IRI = re.compile(r'https?://[^\s<>"{}|\\^`\x00-\x20]+')


def is_address(text: str) -> bool:
    """Whether a text that somebody typed may stand as the address of a thing."""
    return _IRI.fullmatch(text) is not None


def link(iri: str) -> Value:
    return {"@id": iri}


def words(text: str | None) -> Value | None:
    """A text that people read, in the language of the forms."""
    return {"@value": text, "@language": LANGUAGE} if text else None


def typed(value: object, datatype: str) -> Value:
    """A literal: `datatype` is a prefixed name such as xsd:duration."""
    return {"@value": str(value), "@type": datatype}


def node(iri: str, types: str | list[str], said: Mapping[str, Any]) -> Node:
    """A node that says only what is told: properties of None or of nothing are left out."""
    told = {name: value for name, value in said.items() if value not in (None, "", [])}
    return {"@id": iri, "@type": types, **told}


# --- writing


def write(nodes: Iterable[Node], syntax: str) -> Iterator[str]:
    """The text of a whole document, in pieces."""
    return turtle(nodes) if syntax == "turtle" else json_ld(nodes)


def json_ld(nodes: Iterable[Node]) -> Iterator[str]:
    context = json.dumps(PREFIXES, ensure_ascii=False, indent=2)
    yield f'{{"@context": {context},\n"@graph": [\n'
    separator = ""
    for each in nodes:
        yield separator + json.dumps(each, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def turtle(nodes: Iterable[Node]) -> Iterator[str]:
    yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    for each in nodes:
        yield f"\n{_statement(each)}"


def _statement(each: Node) -> str:
    said = {name: value for name, value in each.items() if not name.startswith("@")}
    lines = [f"a {', '.join(_many(each['@type']))}"]
    lines += [f"{name} {', '.join(map(_term, _many(value)))}" for name, value in said.items()]
    return f"<{each['@id']}> " + " ;\n    ".join(lines) + " .\n"


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _term(value: str | Value) -> str:
    match value:
        case {"@id": iri}:
            return f"<{iri}>"
        case {"@value": text, "@language": language}:
            return f"{_quoted(text)}@{language}"
        case {"@value": text, "@type": datatype}:
            return f"{_quoted(text)}^^{datatype}"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    # The escapes of a JSON string are escapes of a Turtle string too.
    return json.dumps(text, ensure_ascii=False)
