"""Reads SOAP: envelopes are hostile until shown otherwise, and a fault says whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from lxml import etree

from .errors import Refused, Unavailable

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """An envelope that was read: `said` is the one element of its body."""

    root: "etree._Element"
    said: "etree._Element"

    def texts(self, *names: str) -> dict[str, str]:
        """Return {name: text} of the elements with these names, wherever they stand."""
        found = [(str(each.tag).rpartition("}")[2], each) for each in self.root.iter("*")]
        return {name: each.text or "" for name, each in found if name in names}


def read(document: bytes) -> Document:
    """Read an envelope, hostile until shown otherwise; raises Unavailable."""
    if len(document) > LARGEST:
        raise Unavailable
    # No DOCTYPE, so no entities; no network.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        raise Unavailable from None
    body = root.find(SOAP + "Body")
    if root.getroottree().docinfo.doctype or body is None or len(body) != 1:
        raise Unavailable
    return Document(root, body[0])


def returned(answer: bytes, response: str) -> Mapping[str, str]:
    """Return {element: text} of what an answer returns, `response` being its element's tag.

    Raises Refused for a fault that lays the blame on the question, Unavailable for any other and
    for what cannot be read.
    """
    said = read(answer).said
    if said.tag == SOAP + "Fault":
        _blame(said.findtext("faultcode") or "")
    if said.tag != response or len(said) != 1:
        raise Unavailable
    return {each.tag: each.text or "" for each in said[0]}


def _blame(code: str) -> NoReturn:
    if code.rpartition(":")[2].startswith("Server"):
        raise Unavailable
    raise Refused
