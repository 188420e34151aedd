"""Lines of CSV that a spreadsheet takes for words: what begins like a formula is made a text."""

import csv
import io
import unicodedata
from collections.abc import Iterable

# So that a spreadsheet knows the letters; once, before the first line.
MARK = "\ufeff"
# Also the wide forms, which a spreadsheet takes for the narrow ones.
_FORMULA = frozenset("=+-@＝＋－＠\t\r\n")
# Spaces and invisible marks, which a spreadsheet may pass over before it looks at the first letter.
_UNSEEN = ("Zs", "Cf")


def line(cells: Iterable[object]) -> str:
    """One line with its end (CR LF, RFC 4180)."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([_safe(str(cell)) for cell in cells])
    return text.getvalue()


def _safe(cell: str) -> str:
    first = next((char for char in cell if unicodedata.category(char) not in _UNSEEN), "")
    return f"'{cell}" if first in _FORMULA else cell
