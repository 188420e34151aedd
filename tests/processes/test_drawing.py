"""The drawing of a process for people: its geometry, its words, and what it keeps back."""

import re
from pathlib import Path

import pytest
from lxml import etree

from miz.processes import drawing, reader
from miz.processes.drawing import Drawing, Way
from miz.processes.errors import StateRefused
from miz.processes.shapes import Box, Shape

from .drawing import DESK, SHIPPED
from .driving import begin, do

ELEMENTS = Path(__file__).parent / "elements"
SMALL = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="urn:t">
  <process id="small" name="کوچک" isExecutable="true">
    <documentation>SECRET</documentation>
    <startEvent id="start"/>
    <userTask id="work" name="کار &lt;script&gt;">
      <extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="data.secret" value="text"/>
      </spiffworkflow:properties></extensionElements>
    </userTask>
    <boundaryEvent id="late" name="دیر شد" attachedToRef="work" cancelActivity="false">
      <timerEventDefinition><timeDuration>PT99H</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <endEvent id="end" name="پایان"/>
    <sequenceFlow id="a" sourceRef="start" targetRef="work"/>
    <sequenceFlow id="b" sourceRef="work" targetRef="end">
      <conditionExpression>secret == 1</conditionExpression>
    </sequenceFlow>
    <textAnnotation id="note"><text>SECRET</text></textAnnotation>
  </process>
  <bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="small">{picture}</bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</definitions>
"""


def placed(element: str, x: object = 0, y: object = 0, width: object = 100, **more: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in more.items())
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="80"/>'
    return f'<bpmndi:BPMNShape bpmnElement="{element}"{given}>{bounds}</bpmndi:BPMNShape>'


def joined(flow: str, *points: tuple[object, object]) -> str:
    ways = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge bpmnElement="{flow}">{ways}</bpmndi:BPMNEdge>'


def small(*picture: str) -> Drawing:
    return drawing.draw(SMALL.format(picture="".join(picture)))


def example(name: str) -> Drawing:
    return drawing.draw((ELEMENTS / f"{name}.bpmn").read_text(encoding="utf-8"))


def of(drawn: Drawing, element: str) -> Shape:
    return next(shape for shape in drawn.shapes if shape.element == element)


@pytest.fixture(params=[DESK, *SHIPPED], ids=lambda file: file.parent.name)
def published(request: pytest.FixtureRequest) -> str:
    file: Path = request.param
    return file.read_text(encoding="utf-8")


# --- the document for people


def test_a_published_process_keeps_its_conditions_and_properties_to_itself(published: str) -> None:
    bare = drawing.draw(published).xml
    for kept_back in ("extensionElements", "documentation", "conditionExpression", "decision ="):
        assert kept_back in published or kept_back == "decision ="
        assert kept_back not in bare


def test_no_words_but_names_are_given_out() -> None:
    drawn = small(placed("work"), placed("note"))
    root = etree.fromstring(drawn.xml.encode())
    assert not [node for node in root.iter() if (node.text or "").strip()]
    for kept_back in ("SECRET", "secret", "PT99H", "isExecutable"):
        assert kept_back not in drawn.xml
    assert [shape.element for shape in drawn.shapes] == ["work"]


def test_all_that_the_picture_names_is_in_the_document(published: str) -> None:
    """A viewer complains of the rest."""
    root = etree.fromstring(drawing.draw(published).xml.encode())
    ids = {node.get("id") for node in root.iter()}
    assert {node.get("bpmnElement") for node in root.iter() if node.get("bpmnElement")} <= ids
    assert {ref.text for ref in root.iter("{*}flowNodeRef")} <= ids


# --- the picture


def test_every_step_of_a_published_process_is_drawn(published: str) -> None:
    drawn = drawing.draw(published)
    diagram = reader.read(reader.parse(published.encode()))
    assert set(diagram.elements) <= drawn.places
    assert len(drawn.edges) == len(diagram.flows)
    assert set(drawing.lanes(published)) <= drawn.places


def test_all_of_a_picture_lies_in_its_frame(published: str) -> None:
    drawn = drawing.draw(published)
    left, top, width, height = drawn.frame
    for box in [each for shape in drawn.shapes for each in (shape.box, shape.words)]:
        assert left <= box.x <= box.x + box.width <= left + width
        assert top <= box.y <= box.y + box.height <= top + height


def test_what_holds_others_is_drawn_before_them(published: str) -> None:
    kinds = [shape.kind for shape in drawing.draw(published).shapes]
    assert kinds[:2] == ["pool", "lane"]
    assert "lane" not in kinds[kinds.index("task") :]


def test_kinds_are_told_by_outline_and_sign() -> None:
    drawn = small(placed("start", width=80), placed("work"), placed("late", width=80))
    assert (of(drawn, "start").kind, of(drawn, "start").mark) == ("event", "")
    assert (of(drawn, "work").kind, of(drawn, "work").mark) == ("task", "person")
    assert (of(drawn, "late").mark, of(drawn, "late").style) == ("timer", "dashed")
    assert of(drawn, "late").inner
    assert not of(drawn, "start").inner


@pytest.mark.parametrize(("y", "clear"), [(-20, "above"), (60, "below")])
def test_the_name_of_a_boundary_event_is_clear_of_its_host(y: int, clear: str) -> None:
    box = '<bpmndi:BPMNShape bpmnElement="late"><dc:Bounds x="40" y="{}" width="36" height="36"/>'
    drawn = small(placed("work"), box.format(y) + "</bpmndi:BPMNShape>")
    work, words = of(drawn, "work").box, of(drawn, "late").words
    middle = words.y + words.height / 2
    assert middle < work.y if clear == "above" else middle > work.y + work.height


def test_an_edge_follows_its_points() -> None:
    drawn = small(placed("work"), joined("b", (100, 40), (150.4, 40), (150.4, -60)))
    assert [edge.path for edge in drawn.edges] == ["M100 40L150 40L150 -60"]
    assert drawn.frame.y < -60


@pytest.mark.parametrize("bad", ["nan", "inf", "1e9", "", "wide", '0" onload="x'])
def test_a_shape_without_sure_numbers_is_left_out(bad: str) -> None:
    odd = bad.replace('"', "&quot;")
    drawn = small(placed("work", x=odd), placed("end"), joined("b", (odd, 1), (2, 3)))
    assert [shape.element for shape in drawn.shapes] == ["end"]
    assert not drawn.edges


@pytest.mark.parametrize("width", ["0", "-5"])
def test_a_shape_without_extent_is_left_out(width: str) -> None:
    assert not small(placed("work", width=width)).shapes


def test_paths_hold_numbers_and_letters_of_paths_alone(published: str) -> None:
    drawn = drawing.draw(published)
    paths = [path for shape in drawn.shapes for path in (shape.path, shape.inner)]
    paths += [edge.path for edge in drawn.edges]
    assert all(re.fullmatch(r"[MLlhvaz0-9 .-]*", path) for path in paths)


def test_a_process_without_a_picture_has_steps_alone() -> None:
    drawn = example("call_activity")
    assert (drawn.shapes, drawn.edges, drawn.frame) == ((), (), Box(0, 0, 0, 0))
    assert drawn.places == {"work", "urgent"}


# --- in words


def test_steps_say_who_and_what_may_come_next() -> None:
    steps = {step.element: step for step in example("people").steps}
    assert (steps["work"].name, steps["work"].choice) == ("بررسی درخواست", "all")
    assert steps["work"].ways == (Way("", "کنترل مدارک"),)
    assert steps["check"].ways == ()
    assert {step.lane for step in example("event_gateway").steps} >= {"کارشناس"}


def test_a_choice_is_told_from_what_all_happens(published: str) -> None:
    steps = drawing.draw(published).steps
    chosen = [step for step in steps if step.choice == "one"]
    assert min(len(step.ways) for step in chosen) > 1
    assert any(way.condition for step in chosen for way in step.ways)


def test_steps_follow_the_road_to_its_end(published: str) -> None:
    steps = drawing.draw(published).steps
    assert steps[0].element == "received"
    assert [bool(step.ways) for step in steps] == sorted(bool(step.ways) for step in steps)[::-1]


def test_what_has_no_name_is_passed_through(published: str) -> None:
    drawn = drawing.draw(published)
    names = {step.name for step in drawn.steps}
    assert "" not in names
    assert {way.name for step in drawn.steps for way in step.ways} <= names


def test_a_step_that_may_be_left_by_a_boundary_says_so() -> None:
    work = next(step for step in small().steps if step.element == "work")
    assert [way.name for way in work.ways] == ["پایان", "دیر شد"]


# --- the present place


def test_an_instance_waits_where_its_tokens_rest() -> None:
    process, progress = begin((ELEMENTS / "people.bpmn").read_bytes())
    waits = {task.name for task in progress.waiting}
    assert drawing.present(progress.state, set(process.diagram.elements)) == waits != set()


def test_who_waits_for_one_of_several_waits_at_one_place() -> None:
    process, progress = begin((ELEMENTS / "event_gateway.bpmn").read_bytes())
    assert len(progress.waiting) > 1
    assert drawing.present(progress.state, set(process.diagram.elements)) == {"either"}


def test_what_is_not_drawn_is_shown_at_what_holds_it() -> None:
    process, progress = begin((ELEMENTS / "sub_process.bpmn").read_bytes())
    inner = drawing.present(progress.state, set(process.diagram.elements))
    holder = {process.diagram.elements[name].scope for name in inner}
    outer = {element.id for element in process.diagram.members(process.id)}
    assert not inner & outer
    assert drawing.present(progress.state, outer) == holder


def test_a_process_that_is_done_waits_nowhere() -> None:
    process, progress = begin((ELEMENTS / "people.bpmn").read_bytes())
    progress = do(process, do(process, progress, decision="accept"))
    assert progress.done
    assert drawing.present(progress.state, set(process.diagram.elements)) == frozenset()


def test_a_damaged_state_is_refused() -> None:
    with pytest.raises(StateRefused):
        drawing.present(b"{}", {"review"})
