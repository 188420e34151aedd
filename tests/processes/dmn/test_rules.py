"""Whole documents: decisions that require others, functions of one's own, versions of DMN."""

from decimal import Decimal

import pytest

from miz.processes.dmn import Input, RulesFailed, RulesRefused, jsonable, lint, load
from miz.processes.dmn.reader import NAMESPACES

from .tables import (
    DMN13,
    attributes,
    column,
    decision,
    identity,
    literal,
    model,
    needs,
    output,
    rule,
    source,
    table,
    text,
    variable,
)

FEE = literal("if زیارت اول then پایه else پایه * 2")
PRIORITY = table(
    [column("هزینه", "number"), column("سن متقاضی", "number")],
    [output("نوبت", "string"), output("سهم", "number")],
    [
        rule(["<= 100", "-"], ['"عادی"', "1"]),
        rule(["> 100", ">= 65"], ['"ویژه"', "هزینه / 2"]),
    ],
)
PILGRIMAGE = model(
    source("سن متقاضی", "number"),
    source("پایه", "number"),
    source("زیارت اول", "boolean"),
    decision("نوبت‌دهی", PRIORITY, needs(["سن متقاضی"], ["هزینه"])),
    decision("هزینه", FEE, needs(["پایه", "زیارت اول"]), "number"),
)
CLIENT = {"سن متقاضی": 70, "پایه": "75.5", "زیارت اول": False}


def function(name: str, parameters: dict[str, str], logic: str, required: str = "") -> str:
    known = attributes({"id": identity(name), "name": name})
    given = "".join(
        f"<formalParameter{attributes({'name': each, 'typeRef': type_})}/>"
        for each, type_ in parameters.items()
    )
    body = f"<encapsulatedLogic>{given}{logic}</encapsulatedLogic>"
    inner = f"{variable(name, '')}{body}{required}"
    return f"<businessKnowledgeModel{known}>{inner}</businessKnowledgeModel>"


PAYMENT = function("PMT", dict.fromkeys("prn", "number"), literal("(p*r/12)/(1-(1+r/12)**-n)"))


def test_a_decision_takes_the_answers_of_those_it_requires() -> None:
    rules = load(PILGRIMAGE)
    assert rules.decide("هزینه", CLIENT) == Decimal("151.0")
    assert rules.decide("نوبت‌دهی", CLIENT) == {"نوبت": "ویژه", "سهم": Decimal("75.5")}


def test_a_decision_may_be_called_by_its_id() -> None:
    assert load(PILGRIMAGE).decide(identity("هزینه"), CLIENT) == 151


def test_rules_tell_what_they_decide_and_what_they_need() -> None:
    rules = load(PILGRIMAGE)
    assert rules.decisions == ("نوبت‌دهی", "هزینه")
    assert rules.inputs("هزینه") == (Input("پایه", "number"), Input("زیارت اول", "boolean"))
    assert [each.name for each in rules.inputs("نوبت‌دهی")] == ["سن متقاضی", "پایه", "زیارت اول"]
    assert rules.outputs("نوبت‌دهی") == ("نوبت", "سهم")
    assert rules.outputs("هزینه") == ()


def test_the_same_bytes_are_read_once() -> None:
    assert load(PILGRIMAGE) is load(bytes(bytearray(PILGRIMAGE)))


def test_a_failure_names_the_decision_that_failed() -> None:
    with pytest.raises(RulesFailed) as failed:
        load(PILGRIMAGE).decide("نوبت‌دهی", {**CLIENT, "سن متقاضی": "هفتاد"})
    assert failed.value.decision == "سن متقاضی"
    assert "هفتاد" not in str(failed.value)


def test_an_unknown_decision_is_an_error() -> None:
    for call in (load(PILGRIMAGE).inputs, load(PILGRIMAGE).outputs):
        with pytest.raises(RulesFailed):
            call("هیچ")
    with pytest.raises(RulesFailed):
        load(PILGRIMAGE).decide("هیچ", {})


def test_a_function_of_ones_own_is_called_by_its_name() -> None:
    xml = model(
        PAYMENT,
        source("fee", "number"),
        decision("قسط", literal("PMT(600000, 0.0375, 360) + fee"), needs(["fee"], models=["PMT"])),
    )
    found = load(xml).decide("قسط", {"fee": 100})
    assert jsonable(found) == pytest.approx(2878.69354943277, abs=1e-9)


def test_a_function_may_be_a_table_and_call_others() -> None:
    rate = table(
        [column("p", "number")], [output()], [rule(["<= 1000"], ["0.1"]), rule([">1000"], ["0.2"])]
    )
    xml = model(
        function("rate", {"p": "number"}, rate),
        function("interest", {"p": "number"}, literal("p * rate(p)"), needs(models=["rate"])),
        decision("سود", literal("interest(500) + interest(2000)"), needs(models=["interest"])),
    )
    assert load(xml).decide("سود", {}) == 450


def test_a_function_gets_null_for_what_is_not_of_its_type() -> None:
    xml = model(
        function("blank", {"p": "number"}, literal("p = null")),
        decision("تهی", literal('[blank(1), blank("a")]'), needs(models=["blank"])),
    )
    assert load(xml).decide("تهی", {}) == [False, True]


def test_an_invocation_binds_parameters_by_name() -> None:
    bound = "".join(
        f'<binding><parameter name="{name}"/>{literal(value)}</binding>'
        for name, value in {"n": "360", "r": "0.0375", "p": "600000"}.items()
    )
    logic = f"<invocation>{literal('PMT')}{bound}</invocation>"
    found = load(model(PAYMENT, decision("قسط", logic, needs(models=["PMT"])))).decide("قسط", {})
    assert jsonable(found) == pytest.approx(2778.69354943277, abs=1e-9)


@pytest.mark.parametrize("namespace", sorted(NAMESPACES))
def test_every_version_is_read_with_or_without_a_prefix(namespace: str) -> None:
    xml = model(decision("پنج", literal("2 + 3"), type_="feel:number"), namespace=namespace)
    assert load(xml).decide("پنج", {}) == 5
    prefixed = (
        xml.replace(b"</", b"</d:").replace(b"<", b"<d:").replace(b"<d:/d:", b"</d:")
    ).replace(b"xmlns=", b"xmlns:d=")
    assert load(prefixed).decide("پنج", {}) == 5


def test_the_picture_and_the_words_of_vendors_are_not_read() -> None:
    beside = (
        '<dmndi:DMNDI xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/">'
        '<dmndi:DMNDiagram id="d"><x/></dmndi:DMNDiagram></dmndi:DMNDI>'
        '<extensionElements><rss xmlns="urn:vendor"><channel/></rss></extensionElements>'
        "<description>یک</description>"
        '<knowledgeSource id="k" name="آیین‌نامه"><type>law</type></knowledgeSource>'
        '<textAnnotation id="t"><text>یادداشت</text></textAnnotation>'
    )
    xml = model(decision("پنج", literal("5")), beside)
    xml = xml.replace(b' name="m"', ' name="m" xmlns:v="urn:vendor" v:logo="میز"'.encode())
    assert load(xml).decide("پنج", {}) == 5


def test_a_result_of_another_type_than_declared_is_null() -> None:
    assert load(model(decision("متن", literal("1 + 1"), type_="string"))).decide("متن", {}) is None
    assert load(model(decision("عدد", literal("[7]"), type_="number"))).decide("عدد", {}) == 7


def test_the_type_of_a_listing_table_may_be_that_of_its_items() -> None:
    logic = table(
        [column("1")],
        [output()],
        [rule(["-"], ['"الف"']), rule(["-"], ['"ب"'])],
        hitPolicy="RULE ORDER",
    )
    assert load(model(decision("همه", logic, type_="string"))).decide("همه", {}) == ["الف", "ب"]


def _circle() -> bytes:
    return model(
        decision("الف", literal("ب"), needs(decisions=["ب"])),
        decision("ب", literal("الف"), needs(decisions=["الف"])),
    )


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (_circle(), "circle"),
        (model(function("f", {}, literal("f()"), needs(models=["f"]))), "circle"),
        (model(function("f", {}, literal("f()")), decision("d", literal("1"))), "function"),
        (model(decision("d", literal("x"), needs(["x"]))), "requirement"),
        (model(source("x"), decision("d", literal("x"), needs(decisions=["x"]))), "requirement"),
        (model(source("x"), decision("d", literal("x"))), "name"),
        (model(source("x"), decision("x", literal("1"))), "name"),
        (model(source("true"), decision("d", literal("1"))), "name"),
        (model(source(""), decision("d", literal("1"))), "name"),
        (model(source("x", "integer"), decision("d", literal("1"))), "type"),
        (model(decision("d", "")), "logic"),
        (model(decision("d", literal("1") * 2)), "logic"),
        (model(decision("d", "<context/>")), "element"),
        (model(decision("d", "<relation/>")), "element"),
        (model(decision("d", "<list/>")), "element"),
        (model(decision("d", "<functionDefinition/>")), "element"),
        (model(decision("d", literal("1")), '<import namespace="urn:other"/>'), "element"),
        (model(decision("d", literal("1")), '<decisionService id="s"/>'), "element"),
        (model(decision("d", literal("1", expressionLanguage="javascript"))), "language"),
        (model(decision("d", literal("1", evaluator="python"))), "attribute"),
        (
            model(
                decision("d", literal("")),
            ),
            "empty",
        ),
        (model(), "decision"),
        (model(PAYMENT, decision("d", literal("PMT(1)"), needs(models=["PMT"]))), "arguments"),
        (model(PAYMENT, decision("d", literal("PMT(1, 2, 3)"))), "function"),
        (model(decision("d", literal("1")), namespace="urn:other"), "element"),
    ],
)
def test_a_document_that_cannot_be_right_is_refused(xml: bytes, code: str) -> None:
    findings = lint(xml)
    assert code in {finding.code for finding in findings}
    assert all(finding.reason for finding in findings)


def test_findings_tell_where() -> None:
    xml = model(
        source("x"), "\n\n", decision("d", "\n" + text("literalExpression", "y", id="here"))
    )
    (finding,) = lint(xml)
    assert (finding.code, finding.element, finding.line) == ("name", "here", 4)
    assert "y" in finding.reason


def test_all_findings_are_told_at_once() -> None:
    xml = model(*(decision(f"d{n}", literal("nobody")) for n in range(3)))
    with pytest.raises(RulesRefused) as refused:
        load(xml)
    assert len(refused.value.findings) == 3


def test_a_reference_may_name_the_documents_own_namespace() -> None:
    xml = model(source("x"), decision("d", literal("x"), needs(["x"])))
    xml = xml.replace(b'href="#', b'href="urn:miz:test#')
    assert load(xml).decide("d", {"x": 1}) == 1
    assert DMN13.encode() in xml
