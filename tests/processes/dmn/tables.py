"""Writes small DMN documents for tests, and decides with them."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from miz.processes.dmn import jsonable, load

DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def attributes(given: Mapping[str, str]) -> str:
    return "".join(f" {key}={quoteattr(value)}" for key, value in given.items() if value)


def text(tag: str, source: str, **given: str) -> str:
    return f"<{tag}{attributes(given)}><text>{escape(source)}</text></{tag}>"


def variable(name: str, type_: str) -> str:
    return f"<variable{attributes({'name': name, 'typeRef': type_})}/>"


def identity(name: str) -> str:
    return "id_" + name.encode("utf-8").hex()


def source(name: str, type_: str = "") -> str:
    """An input of the model."""
    known = attributes({"id": identity(name), "name": name})
    return f"<inputData{known}>{variable(name, type_)}</inputData>"


def needs(
    inputs: Sequence[str] = (), decisions: Sequence[str] = (), models: Sequence[str] = ()
) -> str:
    wanted = (
        *(("informationRequirement", "requiredInput", name) for name in inputs),
        *(("informationRequirement", "requiredDecision", name) for name in decisions),
        *(("knowledgeRequirement", "requiredKnowledge", name) for name in models),
    )
    return "".join(
        f'<{outer}><{inner} href="#{identity(name)}"/></{outer}>' for outer, inner, name in wanted
    )


def decision(name: str, logic: str, required: str = "", type_: str = "") -> str:
    known = attributes({"id": identity(name), "name": name})
    return f"<decision{known}>{variable(name, type_)}{required}{logic}</decision>"


def literal(expression: str, **given: str) -> str:
    return text("literalExpression", expression, **given)


def column(expression: str, type_: str = "", values: str = "") -> str:
    expected = text("inputValues", values) if values else ""
    return f"<input>{text('inputExpression', expression, typeRef=type_)}{expected}</input>"


def output(name: str = "", type_: str = "", values: str = "", default: str = "") -> str:
    inner = text("outputValues", values) if values else ""
    inner += text("defaultOutputEntry", default) if default else ""
    return f"<output{attributes({'name': name, 'typeRef': type_})}>{inner}</output>"


def rule(tests: Sequence[str], results: Sequence[str]) -> str:
    cells = "".join(text("inputEntry", test) for test in tests)
    return f"<rule>{cells}{''.join(text('outputEntry', result) for result in results)}</rule>"


def table(
    columns: Sequence[str], outputs: Sequence[str], rules: Sequence[str], **given: str
) -> str:
    inner = "".join((*columns, *outputs, *rules))
    return f"<decisionTable{attributes(given)}>{inner}</decisionTable>"


def model(*parts: str, namespace: str = DMN13) -> bytes:
    known = attributes({"xmlns": namespace, "id": "m", "name": "m", "namespace": "urn:miz:test"})
    return f"<definitions{known}>{''.join(parts)}</definitions>".encode()


def expression(source_: str, data: Mapping[str, object] = {}, **types: str) -> bytes:
    """A model of one literal expression over the given inputs."""
    named = {name: types.get(name.replace(" ", "_"), "") for name in data}
    inputs = "".join(source(name, type_) for name, type_ in named.items())
    return model(inputs, decision("answer", literal(source_), needs(list(named))))


def answer(source_: str, data: Mapping[str, object] = {}, **types: str) -> object:
    return jsonable(load(expression(source_, data, **types)).decide("answer", data))


def cell(test: str, value: object, type_: str = "") -> object:
    """Whether a cell with this test is met by the value: a table of one rule."""
    rows = [rule([test], ["true"])]
    logic = table([column("x")], [output()], rows)
    xml = model(source("x", type_), decision("answer", logic, needs(["x"])))
    return load(xml).decide("answer", {"x": value})
