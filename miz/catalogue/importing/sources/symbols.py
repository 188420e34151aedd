"""Letters of symbol fonts that are boxes and ticks, as ☑ and ☐."""

from typing import Final

TICKED: Final = "☑"
EMPTY: Final = "☐"

# By font (letters only, lower case): the character codes of ticked and of empty boxes.
_FONTS: Final = {
    "wingdings": ("\xfe\xfdx\xfc", "\xa8oqr"),
    "wingdings2": ("RSTPQ", "\xa3*"),
    "webdings": ("agr", "c"),
}
_PRIVATE: Final = 0xF000  # where symbol fonts' codes lie in Unicode


def shown(text: str, font: str = "") -> str:
    """`text` with the boxes of a symbol font as ☑ and ☐; of private codes also without a font."""
    name = "".join(filter(str.isalnum, font.lower().rpartition("+")[2]))
    for known, boxes in sorted(_FONTS.items(), key=lambda pair: -len(pair[0])):
        if name.startswith(known):
            return "".join(_box(_code(char), *boxes) or _code(char) for char in text)
    return "".join(_private(char) for char in text)


def _private(char: str) -> str:
    """A code of which the font is lost: Wingdings is tried first, it is the usual one."""
    code = _code(char)
    if code == char:
        return char
    boxes = (_box(code, *signs) for signs in _FONTS.values())
    return next((box for box in boxes if box), char)


def _code(char: str) -> str:
    code = ord(char) - _PRIVATE
    return chr(code) if 0x20 <= code <= 0xFF else char


def _box(code: str, ticked: str, empty: str) -> str:
    if code in ticked:
        return TICKED
    return EMPTY if code in empty else ""
