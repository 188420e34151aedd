"""Lines of CSV that a spreadsheet takes for words: what begins like a formula is made a text."""

import csv
import io
from collections.abc import Iterable

# So that a spreadsheet knows the letters; once, before the first line.
MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def line(cells: Iterable[object]) -> str:
    """One line with its end (CR LF, RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerow([_safe(str(cell)) for cell in cells])
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
