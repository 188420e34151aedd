from xml.etree import ElementTree

from miz.lib import qr


def test_a_code_is_one_svg_element_in_our_colour() -> None:
    drawn = qr.svg("https://desk.example/t/123456789012")
    assert drawn.startswith("<svg ")
    assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own drawing
    assert qr.DARK in drawn
    assert "style=" not in drawn


def test_a_code_is_surrounded_by_a_quiet_zone_of_four() -> None:
    svg = ElementTree.fromstring(qr.svg("A"))  # noqa: S314 - our own drawing
    assert svg.attrib["viewBox"] == "0 0 29 29"  # version 1 has 21 modules


def test_text_cannot_break_out_of_the_drawing() -> None:
    assert "script" not in qr.svg("</svg><script>alert(1)</script>")
