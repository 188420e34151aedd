"""One event as an iCalendar file (RFC 5545), for a person's own calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime

_FOLD = 75  # octets in a line, its line break not counted
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Event:
    """`uid` stays the same when the event changes and `sequence` grows; `at` and `stamp` are
    aware. What is empty is left out."""

    uid: str
    sequence: int
    stamp: datetime
    at: datetime
    title: str
    place: str = ""
    text: str = ""


def calendar(event: Event) -> bytes:
    """The file, UTF-8 with CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Miz//Miz//FA",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.stamp)}",
        f"DTSTART:{_utc(event.at)}",
        f"SUMMARY:{_escaped(event.title)}",
        *([f"LOCATION:{_escaped(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{_escaped(event.text)}"] if event.text else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) + b"\r\n" for line in lines)


def folded(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, the later ones behind a space.

    Counted in octets, and no letter is cut: a Persian one is two of them.
    """
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _FOLD:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece])


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _utc(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ValueError("a naive datetime is no moment: pass an aware one")
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
