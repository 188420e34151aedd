"""What differs between two drawings of a process, in words."""

from pathlib import Path

from django.conf import settings

from miz.catalogue import diffs, process_diffs
from miz.catalogue.process_diffs import NOT_IN_WORDS, Fact

DESK = (Path(settings.SERVICES) / "hajj" / "desk" / "process.bpmn").read_text(encoding="utf-8")
FLOW = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:t">
  <message id="paid" name="paid"/>
  <process id="p" name="پرداخت" isExecutable="true">
    {lanes}<startEvent id="start" name="آغاز"/>
    {work}
    {more}<endEvent id="end" name="پایان"/>
    <sequenceFlow id="a" sourceRef="start" targetRef="work"/>
    {ways}
  </process>
</definitions>
"""
WORK = '<userTask id="work" name="بررسی"/>'
MORE = (
    '<intermediateCatchEvent id="pay" name="رسید پرداخت">'
    '<messageEventDefinition id="m" messageRef="paid"/></intermediateCatchEvent>'
)
STRAIGHT = '<sequenceFlow id="b" sourceRef="work" targetRef="end"/>'
BY_PAYMENT = (
    '<sequenceFlow id="b" sourceRef="work" targetRef="pay"/>'
    '<sequenceFlow id="c" sourceRef="pay" targetRef="end"/>'
)


def process(work: str = WORK, more: str = "", ways: str = STRAIGHT, lanes: str = "") -> str:
    return FLOW.format(work=work, more=more, ways=ways, lanes=lanes)


def lane(name: str) -> str:
    refs = "".join(f"<flowNodeRef>{each}</flowNodeRef>" for each in ("start", "work", "end"))
    return f'<laneSet id="l"><lane id="one" name="{name}">{refs}</lane></laneSet>'


def facts(before: str, after: str) -> dict[str, tuple[Fact, ...]]:
    found = process_diffs.between(before, after)
    assert found
    return {each.part.element: each.facts for each in found.altered}


def test_a_message_that_came_is_named_and_so_is_the_way_that_leads_to_it() -> None:
    found = process_diffs.between(process(), process(more=MORE, ways=BY_PAYMENT))
    assert found
    assert [(part.kind, part.name) for part in found.added] == [("پیام", "رسید پرداخت")]
    assert not found.removed
    [work] = found.altered
    assert work.part.name == "بررسی"
    assert work.facts == (Fact("پس از آن", "«پایان»", "«رسید پرداخت»"),)
    assert (found.added_places, found.altered_places) == ({"pay"}, {"work"})


def test_what_went_is_named() -> None:
    found = process_diffs.between(process(more=MORE, ways=BY_PAYMENT), process())
    assert found
    assert [part.name for part in found.removed] == ["رسید پرداخت"]
    assert found.removed_places == {"pay"}


def test_name_kind_and_who_does_it_are_told_before_and_after() -> None:
    other = '<manualTask id="work" name="دیدار"/>'
    manager = lane("مدیر").replace('id="one"', 'id="two"')
    found = facts(process(lanes=lane("کارشناس")), process(other, lanes=manager))
    assert found["work"] == (
        Fact("نوع", "کار", "کار دستی"), Fact("نام", "بررسی", "دیدار"),
        Fact("انجام‌دهنده", "کارشناس", "مدیر"),
    )  # fmt: skip
    assert found["end"] == (Fact("انجام‌دهنده", "کارشناس", "مدیر"),)
    assert "start" in found  # by whom; the new name of what comes next is told once, there
    assert [fact.label for fact in found["start"]] == ["انجام‌دهنده"]


def test_a_role_by_another_name_is_one_difference() -> None:
    found = facts(process(lanes=lane("کارشناس")), process(lanes=lane("کارشناس میز")))
    assert found == {"one": (Fact("نام", "کارشناس", "کارشناس میز"),)}


def test_a_condition_that_changed_is_told() -> None:
    def way(limit: int) -> str:
        when = f"<conditionExpression>amount &gt; {limit}</conditionExpression>"
        ends = 'sourceRef="work" targetRef="end"'
        return f'<sequenceFlow id="b" {ends} name="گران">{when}</sequenceFlow>'

    told = facts(process(ways=way(1)), process(ways=way(2)))["work"]
    assert told == (Fact("پس از آن", "گران [amount > 1] ← «پایان»", "گران [amount > 2] ← «پایان»"),)


def test_what_has_no_words_is_said_to_have_changed() -> None:
    def script(sum_: str) -> str:
        return f'<scriptTask id="work" name="جمع"><script>{sum_}</script></scriptTask>'

    told = facts(process(script("x = 1")), process(script("x = 2")))["work"]
    assert told == (Fact("جزئیات دیگر", "", NOT_IN_WORDS),)


def test_a_shape_that_moved_and_a_line_more_are_no_difference() -> None:
    moved = DESK.replace('x="160"', 'x="170"').replace("<bpmn:process", "\n\n<bpmn:process")
    moved = f"{moved}\n"
    found = process_diffs.between(DESK, moved)
    assert found
    assert (*found.added, *found.removed, *found.altered) == ()


def test_a_new_process_is_drawn_and_no_part_of_it_listed() -> None:
    came, gone = process_diffs.between("", DESK), process_diffs.between(DESK, "")
    assert came
    assert gone
    assert came.before is None
    assert gone.after is None
    assert came.after == gone.before
    assert not came.added


def test_what_is_no_sound_process_is_not_drawn() -> None:
    astray = process(ways='<sequenceFlow id="b" sourceRef="work" targetRef="nowhere"/>')
    strange = process(work='<transaction id="work"/>')
    for text in ("<not-bpmn/>", "not xml", astray, strange):
        assert process_diffs.between(DESK, text) is None
        [file] = diffs.between({"process.bpmn": DESK}, {"process.bpmn": text})
        assert file.process is None
        assert file.changes[0].lines


def test_the_drawings_stand_beside_the_lines_of_the_text() -> None:
    [file] = diffs.between(
        {"process.bpmn": process()}, {"process.bpmn": process(more=MORE, ways=BY_PAYMENT)}
    )
    assert file.process
    assert any(line.kind == "added" and "رسید" in line.text for line in file.changes[0].lines)
