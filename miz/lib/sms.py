"""How long an SMS is: letters and parts as operators count and charge them.

A text of the GSM alphabet (3GPP TS 23.038) has 160 places in one part and 153 in each of several;
its few extended letters take two. Any other letter, a Persian one too, turns the whole text into
UCS-2: 70 places, or 67 in each of several. No letter is split between parts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM, _UCS2 = (160, 153), (70, 67)


@dataclass(frozen=True, slots=True)
class Length:
    """`places` taken, the most of one part's `room`, and how many `parts` that makes."""

    places: int
    parts: int
    room: int


def length(text: str) -> Length:
    """The length of a text; an empty one has no part."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        widths, (alone, together) = [1 + (letter in _EXTENDED) for letter in text], _GSM
    else:
        widths, (alone, together) = [1 + (ord(letter) > 0xFFFF) for letter in text], _UCS2
    places = sum(widths)
    if places <= alone:
        return Length(places, min(places, 1), alone)
    return Length(places, _parts(widths, together), together)


def _parts(widths: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts
