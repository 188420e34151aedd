"""One request for a subsidised loan, decided under each hit policy."""

from decimal import Decimal

import pytest

from miz.processes.dmn import RulesFailed, RulesRefused, jsonable, lint, load

from .tables import column, decision, model, needs, output, rule, source, table

INPUTS = source("سن", "number") + source("گروه", "string") + source("تمکن", "boolean")
COLUMNS = [
    column("سن", "number"),
    column("گروه", "string", '"پرخطر", "میانه", "کم‌خطر"'),
    column("تمکن", "boolean"),
]
STATUS = output("وضعیت", "string", '"پذیرفته", "رد"')
RATE = output("نرخ", "string")
NEEDS = needs(["سن", "گروه", "تمکن"])
OVERLAPPING = [
    rule(["<18", "-", "-"], ['"رد"', '"عادی"']),
    rule([">=18", '"میانه","کم‌خطر"', "true"], ['"پذیرفته"', '"پایه"']),
    rule(["-", '"پرخطر"', "-"], ['"پذیرفته"', '"عادی"']),
]


def rules(policy: str, outputs: list[str], rows: list[str], aggregation: str = "") -> bytes:
    logic = table(COLUMNS, outputs, rows, hitPolicy=policy, aggregation=aggregation)
    return model(INPUTS, decision("وام", logic, NEEDS))


def decide(xml: bytes, age: object, group: object, able: object) -> object:
    return jsonable(load(xml).decide("وام", {"سن": age, "گروه": group, "تمکن": able}))


def single(policy: str, rows: list[tuple[str, str]], aggregation: str = "", **given: str) -> bytes:
    made = [rule([test], [result]) for test, result in rows]
    logic = table(
        [column("سابقه", "number")],
        [output(**given)],
        made,
        hitPolicy=policy,
        aggregation=aggregation,
    )
    return model(source("سابقه", "number"), decision("پاداش", logic, needs(["سابقه"])))


def earn(xml: bytes, years: object) -> object:
    return jsonable(load(xml).decide("پاداش", {"سابقه": years}))


STEPS = [(">1", "98.83"), (">2", "150.21"), (">3", "205.43"), (">4", "64.32")]


def test_unique_answers_its_only_hit() -> None:
    xml = single("UNIQUE", [("<18", '"رد"'), (">=18", '"پذیرفته"')])
    assert earn(xml, 18) == "پذیرفته"
    assert earn(xml, Decimal("17.99")) == "رد"


def test_unique_is_what_a_table_without_a_policy_is() -> None:
    xml = single("", [("<18", "1"), ("<20", "2")])
    assert earn(xml, 19) == 2
    with pytest.raises(RulesFailed) as failed:
        earn(xml, 7)
    assert failed.value.code == "unique"


def test_unique_gives_several_outputs_as_a_context() -> None:
    xml = rules("UNIQUE", [STATUS, RATE], OVERLAPPING)
    assert decide(xml, 30, "کم‌خطر", True) == {"وضعیت": "پذیرفته", "نرخ": "پایه"}
    assert decide(xml, 30, "کم‌خطر", False) is None


def test_any_answers_what_all_its_hits_agree_on() -> None:
    agreeing = [*OVERLAPPING, rule([">=19", '"کم‌خطر"', "true"], ['"پذیرفته"', '"پایه"'])]
    xml = rules("ANY", [STATUS, RATE], agreeing)
    assert decide(xml, 19, "کم‌خطر", True) == {"وضعیت": "پذیرفته", "نرخ": "پایه"}


def test_any_fails_when_its_hits_disagree() -> None:
    with pytest.raises(RulesFailed) as failed:
        decide(rules("ANY", [STATUS, RATE], OVERLAPPING), 17, "پرخطر", True)
    assert failed.value.code == "any"


def test_first_answers_its_first_hit() -> None:
    xml = rules("FIRST", [STATUS, RATE], OVERLAPPING)
    assert decide(xml, 17, "پرخطر", True) == {"وضعیت": "رد", "نرخ": "عادی"}
    assert earn(single("FIRST", STEPS), 9) == 98.83


def test_priority_answers_the_output_that_is_listed_first() -> None:
    xml = rules("PRIORITY", [STATUS, RATE], OVERLAPPING)
    assert decide(xml, 17, "پرخطر", True) == {"وضعیت": "پذیرفته", "نرخ": "عادی"}
    assert decide(xml, 10, "کم‌خطر", True) == {"وضعیت": "رد", "نرخ": "عادی"}


@pytest.mark.parametrize(("order", "expected"), [('"بله", "نه"', "بله"), ('"نه", "بله"', "نه")])
def test_priority_of_one_output_follows_its_values(order: str, expected: str) -> None:
    xml = single("PRIORITY", [(">=18", '"بله"'), ("-", '"نه"')], values=order)
    assert earn(xml, 20) == expected


def test_priority_fails_when_two_different_hits_are_equally_important() -> None:
    rows = [rule(["-"] * 3, ['"رد"', '"عادی"']), rule(["-"] * 3, ['"رد"', '"پایه"'])]
    with pytest.raises(RulesFailed) as failed:
        decide(rules("PRIORITY", [STATUS, RATE], rows), 20, "میانه", True)
    assert failed.value.code == "priority"


def test_rule_order_answers_all_hits_as_they_are_written() -> None:
    xml = rules("RULE ORDER", [STATUS, RATE], OVERLAPPING)
    assert decide(xml, 17, "پرخطر", True) == [
        {"وضعیت": "رد", "نرخ": "عادی"},
        {"وضعیت": "پذیرفته", "نرخ": "عادی"},
    ]
    assert earn(single("RULE ORDER", STEPS), 3) == [98.83, 150.21]


def test_output_order_answers_all_hits_by_their_importance() -> None:
    xml = rules("OUTPUT ORDER", [STATUS, RATE], OVERLAPPING)
    assert decide(xml, 17, "پرخطر", True) == [
        {"وضعیت": "پذیرفته", "نرخ": "عادی"},
        {"وضعیت": "رد", "نرخ": "عادی"},
    ]


def test_output_order_keeps_equal_hits() -> None:
    rows = [(">=18", '"الف"'), ("<18", '"ب"'), (">=0", '"الف"')]
    xml = single("OUTPUT ORDER", rows, values='"الف","ب"')
    assert earn(xml, 17) == ["الف", "ب"]
    assert earn(xml, 19) == ["الف", "الف"]


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("SUM", 454.47), ("MIN", 98.83), ("MAX", 205.43), ("COUNT", 3), ("", [98.83, 150.21, 205.43])],
)
def test_collect_gathers_or_aggregates_its_hits(aggregation: str, expected: object) -> None:
    assert earn(single("COLLECT", STEPS, aggregation), 4) == expected


def test_collect_sums_decimals_exactly() -> None:
    xml = single("COLLECT", [("-", "0.1"), ("-", "0.2")], "SUM")
    assert load(xml).decide("پاداش", {"سابقه": 1}) == Decimal("0.3")


def test_collect_of_several_outputs_is_a_list_of_contexts() -> None:
    xml = rules("COLLECT", [STATUS, RATE], OVERLAPPING)
    assert decide(xml, 10, "کم‌خطر", True) == [{"وضعیت": "رد", "نرخ": "عادی"}]


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
def test_what_is_not_a_number_cannot_be_aggregated(aggregation: str) -> None:
    with pytest.raises(RulesFailed) as failed:
        earn(single("COLLECT", [("-", "1"), ("-", '"دو"')], aggregation), 1)
    assert failed.value.code == "collect"


def test_anything_can_be_counted() -> None:
    xml = single("COLLECT", [("-", '"یک"'), ("-", '"یک"')], "COUNT", type_="number")
    assert earn(xml, 1) == 2


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [
        *((policy, "", None) for policy in ("UNIQUE", "ANY", "FIRST", "RULE ORDER")),
        ("COLLECT", "", []),
        ("COLLECT", "COUNT", 0),
        ("COLLECT", "SUM", None),
        ("COLLECT", "MIN", None),
        ("COLLECT", "MAX", None),
    ],
)
def test_a_table_without_a_hit_has_nothing_to_say(
    policy: str, aggregation: str, expected: object
) -> None:
    assert earn(single(policy, [(">100", "1")], aggregation), 1) == expected


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_a_ranking_table_without_a_hit_is_null(policy: str) -> None:
    assert earn(single(policy, [(">100", "1")], values="1, 2"), 1) is None


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY"])
def test_a_table_without_a_hit_answers_its_default(policy: str) -> None:
    outputs = [
        output("وضعیت", "string", '"پذیرفته", "رد"', default='"رد"'),
        output("نرخ", "string", default='"عادی"'),
    ]
    xml = rules(policy, outputs, OVERLAPPING[1:2])
    assert decide(xml, 40, "پرخطر", True) == {"وضعیت": "رد", "نرخ": "عادی"}


def test_a_missing_input_meets_no_comparison() -> None:
    xml = single(
        "COLLECT", [(">1", "1"), ("<=1", "2"), ("-", "3"), ("null", "4"), ("not(null)", "5")]
    )
    assert earn(xml, None) == [3, 4]
    assert earn(xml, 1) == [2, 3, 5]


def test_an_input_outside_the_values_of_its_column_is_an_error() -> None:
    with pytest.raises(RulesFailed) as failed:
        decide(rules("COLLECT", [STATUS, RATE], OVERLAPPING), 20, "بی‌نام", True)
    assert failed.value.code == "input"
    assert "بی‌نام" not in str(failed.value)


def test_an_output_outside_the_values_of_its_column_is_an_error() -> None:
    xml = single("UNIQUE", [("-", "سابقه * 2")], values="2, 4")
    assert earn(xml, 2) == 4
    with pytest.raises(RulesFailed) as failed:
        earn(xml, 3)
    assert failed.value.code == "output"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (single("PRIORITY", [("-", "1")]), "policy"),
        (single("OUTPUT ORDER", [("-", "1")]), "policy"),
        (single("PRIORITY", [("-", "1")], values="<5"), "policy"),
        (single("SOMETIMES", [("-", "1")]), "policy"),
        (single("COLLECT", [("-", "1")], "AVERAGE"), "policy"),
        (single("UNIQUE", [("-", "1")], "SUM"), "policy"),
        (rules("COLLECT", [STATUS, RATE], OVERLAPPING, "SUM"), "policy"),
        (rules("UNIQUE", [RATE, RATE], OVERLAPPING), "outputs"),
        (rules("UNIQUE", [STATUS], OVERLAPPING), "cells"),
        (rules("UNIQUE", [STATUS, RATE], [rule(["-"], ["1", "2"])]), "cells"),
        (single("UNIQUE", [('"ده"', "1")]), "cell"),
        (single("UNIQUE", [("< true", "1")]), "cell"),
        (single("UNIQUE", [('not(5, @"P1D")', "1")]), "cell"),
        (single("UNIQUE", [("-", "")]), "empty"),
        (single("UNIQUE", [("-", "-")]), "empty"),
        (single("UNIQUE", [("-", '"سه"')], values='"یک", "دو"'), "output"),
        (single("UNIQUE", [("-", '"سه"')], type_="number"), "output"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(xml: bytes, code: str) -> None:
    assert code in {finding.code for finding in lint(xml)}
    with pytest.raises(RulesRefused):
        load(xml)
