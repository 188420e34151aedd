"""A calendar file that other people's programs read."""

import datetime

import pytest

from miz.lib import ics
from miz.lib.jalali import TEHRAN

AT = datetime.datetime(2026, 12, 8, 10, 30, tzinfo=TEHRAN)
EVENT = ics.Event("visit-1@example.ir", 3, AT, AT, "مراجعه", place="اتاق ۲", text="کارت ملی")


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_an_event_has_what_a_calendar_needs() -> None:
    lines = unfolded(ics.calendar(EVENT))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "VERSION:2.0",
        "UID:visit-1@example.ir",
        "SEQUENCE:3",
        "DTSTART:20261208T070000Z",
        "SUMMARY:مراجعه",
        "LOCATION:اتاق ۲",
        "DESCRIPTION:کارت ملی",
    ):
        assert line in lines


def test_what_is_empty_is_left_out() -> None:
    lines = unfolded(ics.calendar(ics.Event("u", 1, AT, AT, "مراجعه")))
    assert not [line for line in lines if line.startswith(("LOCATION", "DESCRIPTION"))]


def test_lines_are_folded_by_octets_and_no_letter_is_cut() -> None:
    text = "نشانی بسیار بلند " * 20
    content = ics.calendar(ics.Event("u", 1, AT, AT, "مراجعه", text=text))
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines if line)
    assert f"DESCRIPTION:{text}" in unfolded(content)


@pytest.mark.parametrize("length", [74, 75, 76, 148, 149, 150])
def test_a_line_is_folded_only_where_it_is_too_long(length: int) -> None:
    folded = ics.folded("a" * length)
    assert folded.replace(b"\r\n ", b"") == b"a" * length
    assert max(map(len, folded.split(b"\r\n"))) <= 75
    assert (b"\r\n" in folded) == (length > 75)


def test_text_cannot_begin_a_line_of_its_own() -> None:
    event = ics.Event("u", 1, AT, AT, "الف\r\nATTENDEE:x;y,z\\", text="")
    assert r"SUMMARY:الف\nATTENDEE:x\;y\,z\\" in unfolded(ics.calendar(event))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        ics.calendar(ics.Event("u", 1, AT, AT.replace(tzinfo=None), "مراجعه"))
