"""Persian, Arabic and ASCII digits.

`int("٠١٢")` succeeds while `"²".isdigit()` is True and `int("²")` fails, so input is always mapped
to ASCII here first and then matched with `[0-9]`, never with `isdigit` or `\\d`.
"""

import unicodedata

ASCII = "0123456789"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"

_TO_ASCII = str.maketrans(PERSIAN + ARABIC, ASCII * 2)
_TO_PERSIAN = str.maketrans(ASCII + ARABIC, PERSIAN * 2)
_DROPPED_FROM_CODES = {"Cf", "Pd", "Zs", "Zl", "Zp"}
_MINUS = "\u2212"


def to_ascii(text: str) -> str:
    """Map Persian and Arabic digits to 0-9 and leave every other character alone, `²` too."""
    return text.translate(_TO_ASCII)


def to_persian(value: object) -> str:
    """Return `str(value)` with Persian digits, for people to read."""
    return str(value).translate(_TO_PERSIAN)


def group(text: str, size: int = 4) -> str:
    """Cut `text` into groups from the left: `12345678` becomes `1234 5678`."""
    return " ".join(text[i : i + size] for i in range(0, len(text), size))


def compact(text: str) -> str:
    """Return a typed code with ASCII digits and without spaces, dashes and invisible marks.

    What remains is not checked: letters and control characters are still there to be refused.
    """
    return "".join(char for char in to_ascii(text) if not _is_filler(char))


def _is_filler(char: str) -> bool:
    return char in "\t\r\n" or char == _MINUS or unicodedata.category(char) in _DROPPED_FROM_CODES
