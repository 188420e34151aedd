"""Reads DMN XML, letting through only what is on the whitelist.

The XML is hostile until shown otherwise: one encoding, at most 1 MB, no DOCTYPE (so no entities),
no network. Every DMN element, its children and its attributes are on the list below or are
refused. The picture (DMN DI), what vendors add in their own namespaces, and what only speaks of
the model (sources of knowledge, notes, owners) is never read.
"""

import re
from collections.abc import Iterator

from lxml import etree

from miz.processes import reader
from miz.processes.errors import Finding

from .errors import RulesRefused

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  # 1.1
        "http://www.omg.org/spec/DMN/20180521/MODEL/",  # 1.2
        "https://www.omg.org/spec/DMN/20191111/MODEL/",  # 1.3
        "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
        "https://www.omg.org/spec/DMN/20230324/MODEL/",  # 1.5
    }
)
_PICTURE = re.compile(r"https?://www\.omg\.org/spec/DMN/[0-9]{8}/DMNDI/")
_FEEL = re.compile(
    r"(?i:s?-?feel)|https?://www\.omg\.org/spec/(?:DMN/[0-9]{8}/S?-?FEEL|FEEL/[0-9]{8})/?"
)

_TEXT = {"text"}
_LOGIC = {"literalExpression", "decisionTable", "invocation"}
_EXPRESSION = ({"typeRef", "expressionLanguage"}, _TEXT)
_UNARY = ({"expressionLanguage"}, _TEXT)
_NOTES = {"textAnnotation", "association", "group"}
_REFERENCE: tuple[set[str], set[str]] = ({"href"}, set())
_LEAF: tuple[set[str], set[str]] = (set(), set())
_ITEM = (
    {"isCollection", "typeLanguage"},
    {"typeRef", "allowedValues", "itemComponent"},
)
# tag: (attributes besides id, name and label; children besides description)
_ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "definitions": (
        {"namespace", "exporter", "exporterVersion", "expressionLanguage", "typeLanguage"},
        {"itemDefinition", "decision", "inputData", "businessKnowledgeModel", "knowledgeSource"}
        | _NOTES,
    ),
    "itemDefinition": _ITEM,
    "itemComponent": _ITEM,
    "typeRef": _LEAF,
    "allowedValues": _UNARY,
    "inputData": (set(), {"variable"}),
    "variable": ({"typeRef"}, set()),
    "decision": (
        set(),
        {"variable", "question", "allowedAnswers", "informationRequirement",
         "knowledgeRequirement", "authorityRequirement", "decisionMaker", "decisionOwner",
         "impactedPerformanceIndicator", "supportedObjective", "usingProcess", "usingTask"}
        | _LOGIC,
    ),
    "question": _LEAF,
    "allowedAnswers": _LEAF,
    "decisionMaker": _REFERENCE,
    "decisionOwner": _REFERENCE,
    "impactedPerformanceIndicator": _REFERENCE,
    "supportedObjective": _REFERENCE,
    "usingProcess": _REFERENCE,
    "usingTask": _REFERENCE,
    "informationRequirement": (set(), {"requiredInput", "requiredDecision"}),
    "knowledgeRequirement": (set(), {"requiredKnowledge"}),
    "authorityRequirement": (set(), {"requiredInput", "requiredDecision", "requiredAuthority"}),
    "requiredInput": _REFERENCE,
    "requiredDecision": _REFERENCE,
    "requiredKnowledge": _REFERENCE,
    "requiredAuthority": _REFERENCE,
    "businessKnowledgeModel": (
        set(), {"variable", "encapsulatedLogic", "knowledgeRequirement", "authorityRequirement"}
    ),
    "encapsulatedLogic": ({"kind", "typeRef"}, {"formalParameter"} | _LOGIC),
    "formalParameter": ({"typeRef"}, set()),
    "literalExpression": _EXPRESSION,
    "text": _LEAF,
    "invocation": ({"typeRef"}, {"literalExpression", "binding"}),
    "binding": (set(), {"parameter", "literalExpression"}),
    "parameter": ({"typeRef"}, set()),
    "decisionTable": (
        {"typeRef", "hitPolicy", "aggregation", "preferredOrientation", "outputLabel"},
        {"input", "output", "rule", "annotation"},
    ),
    "input": (set(), {"inputExpression", "inputValues"}),
    "inputExpression": _EXPRESSION,
    "inputValues": _UNARY,
    "output": ({"typeRef"}, {"outputValues", "defaultOutputEntry"}),
    "outputValues": _UNARY,
    "defaultOutputEntry": _EXPRESSION,
    "annotation": _LEAF,
    "rule": (set(), {"inputEntry", "outputEntry", "annotationEntry"}),
    "inputEntry": _UNARY,
    "outputEntry": _EXPRESSION,
    "annotationEntry": (set(), _TEXT),
    "knowledgeSource": (
        {"locationURI"}, {"authorityRequirement", "type", "owner"}
    ),
    "type": _LEAF,
    "owner": _REFERENCE,
    "textAnnotation": ({"textFormat"}, _TEXT),
    "association": ({"associationDirection"}, {"sourceRef", "targetRef"}),
    "sourceRef": _REFERENCE,
    "targetRef": _REFERENCE,
    "group": _LEAF,
    "description": _LEAF,
}  # fmt: skip
_EVERYWHERE = {"id", "name", "label"}


def parse(xml: bytes) -> etree._Element:
    """The root of a harmless DMN document, or RulesRefused."""
    return reader.parse(xml, RulesRefused)


def unknown(root: etree._Element) -> Iterator[Finding]:
    """A finding for every element or attribute that is not on the whitelist."""
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        yield finding(root, "element", "ریشه باید definitions از DMN نسخه‌ی ۱٫۱ تا ۱٫۵ باشد.")
        return
    todo = [root]
    while todo:
        node = todo.pop()
        yield from _unknown_attributes(node)
        for child in node:
            if tag(child) in _ALLOWED[tag(node)][1] | {"description"}:
                todo.append(child)
            elif not _ignored(child):
                reason = f"این جزء پذیرفته نیست: {etree.QName(child).localname}"
                yield finding(child, "element", reason)


def _unknown_attributes(node: etree._Element) -> Iterator[Finding]:
    allowed = _ALLOWED[tag(node)][0] | _EVERYWHERE
    for name, value in node.attrib.items():
        # Attributes of other namespaces belong to modelling tools and say nothing of DMN.
        if not str(name).startswith("{") and name not in allowed:
            yield finding(node, "attribute", f"این ویژگی پذیرفته نیست: {name!s}")
        elif name == "expressionLanguage" and value and not _FEEL.fullmatch(value):
            yield finding(node, "language", "زبان عبارت‌ها تنها FEEL است.")
        elif name == "kind" and value != "FEEL":
            yield finding(node, "attribute", "تابع تنها به زبان FEEL پذیرفته است.")


def _ignored(node: etree._Element) -> bool:
    """Vendors' additions, and the picture when it lies where it belongs."""
    if tag(node) == "extensionElements":
        return True
    name, parent = etree.QName(node), node.getparent()
    at_root = parent is not None and parent.getparent() is None
    return at_root and name.localname == "DMNDI" and bool(_PICTURE.fullmatch(name.namespace or ""))


def tag(node: etree._Element) -> str:
    """The local name of a DMN element; all others in full."""
    name = etree.QName(node)
    root = node.getroottree().getroot()
    return name.localname if name.namespace == etree.QName(root).namespace else str(node.tag)


def parts(node: etree._Element, *tags: str) -> list[etree._Element]:
    """The children of these tags, in document order."""
    return [child for child in node if tag(child) in tags]


def part(node: etree._Element, *tags: str) -> etree._Element | None:
    return next(iter(parts(node, *tags)), None)


def text(node: etree._Element | None) -> str:
    """What the `text` inside an expression says."""
    inner = part(node, "text") if node is not None else None
    return (inner.text or "").strip() if inner is not None else ""


def finding(node: etree._Element, code: str, reason: str) -> Finding:
    """Tells the author where: the nearest id, and the line."""
    owners = (node, *node.iterancestors())
    owner = next((each.get("id") for each in owners if each.get("id")), None)
    return Finding(code, owner, node.sourceline, reason)
