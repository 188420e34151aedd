"""One XML part of an office file as a tree, unpacked and parsed under limits."""

# lxml is compiled and without types: its elements are Any here.

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from miz.documents.errors import Refusal, UploadRefused
from miz.documents.formats import archive

from .errors import Broken, Locked, SourceRefused, TooHeavy, UnsafeContent

MAX_PART: Final = 16 * 1024 * 1024  # bytes, unpacked
MAX_NODES: Final = 400_000
_REFUSALS: Final[dict[str, type[SourceRefused]]] = {
    Refusal.ARCHIVE_LOCKED: Locked,
    Refusal.ARCHIVE_TOO_LARGE: TooHeavy,
    Refusal.ARCHIVE_TOO_MANY: TooHeavy,
}


def refusal(refused: UploadRefused) -> SourceRefused:
    """What the guard of archives found, in the words of this package."""
    return _REFUSALS.get(refused.code, Broken)()


def part(content: bytes, name: str) -> Any:
    """The root of the part `name`; raises a SourceRefused, also when the part is missing."""
    try:
        members = {member.name: member for member in archive.members(content)}
        if name not in members:
            raise Broken
        if members[name].size > MAX_PART:
            raise TooHeavy
        return parsed(b"".join(archive.unpacked(content, members[name])))
    except UploadRefused as refused:
        raise refusal(refused) from None


def parsed(xml: bytes) -> Any:
    """The root of `xml`, which may have neither a DTD nor more than MAX_NODES nodes."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise (UnsafeContent if b"<!ENTITY" in xml else Broken) from None
    if root.getroottree().docinfo.doctype:
        raise UnsafeContent
    _count(root)
    return root


def _count(root: Any) -> None:
    for number, _ in enumerate(root.iter()):
        if number > MAX_NODES:
            raise TooHeavy


def local(node: Any) -> str:
    """The tag without its namespace; "" of comments and processing instructions."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def given(node: Any, name: str) -> str | None:
    """The attribute of this local name, whatever its namespace."""
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def children(node: Any, name: str) -> Iterator[Any]:
    return (child for child in node if local(child) == name)


def child(node: Any, *names: str) -> Any | None:
    """The first child of the first name, its first child of the second name and so on."""
    for name in names:
        node = next(children(node, name), None)
        if node is None:
            return None
    return node
