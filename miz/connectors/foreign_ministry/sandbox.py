"""The foreign ministry of the sandbox: reads the letters laid out for it and answers with a scan.

A letter is known by the number in its file's name, as a clerk there would copy it from the paper.
"""

import io
import re
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from miz.lib import digits

FOLDER = "agencies/foreign_ministry"
SHOWN = 50
SIZE = (1000, 620)
INK, PAPER = 40, 250

_NAME = re.compile(r"[0-9]{4}-[^-/\\.]{1,8}-[0-9]{6}")


def received() -> list[str]:
    """Return the names of the newest letters, `1405-ح-000123`."""
    folder: Path = settings.LETTER_SPOOL / FOLDER
    names = sorted((path.stem for path in folder.glob("*.pdf")), reverse=True)
    return [name for name in names if _NAME.fullmatch(name)][:SHOWN]


def number(name: str) -> str:
    """Return the number that a file's name stands for."""
    return name.replace("-", "/")


def scan(name: str) -> bytes | None:
    """Return the scanned answer of a received letter as PNG, grey as paper is; None if unknown."""
    if name not in received():
        return None
    picture = Image.new("L", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    shown = digits.to_persian(number(name))
    lines = ("وزارت امور خارجه", f"پاسخ نامهٔ شمارهٔ {shown}", "با صدور روادید موافقت می‌شود.")
    for place, line in enumerate(lines):
        _write(pen, line, 120 + place * 130, 56 if place == 0 else 44)
    pen.rectangle((40, 40, SIZE[0] - 40, SIZE[1] - 40), outline=INK, width=3)
    scanned = io.BytesIO()
    picture.save(scanned, "PNG", optimize=True)
    return scanned.getvalue()


def _write(pen: ImageDraw.ImageDraw, line: str, top: int, size: int) -> None:
    font = ImageFont.truetype(settings.PAPER_ASSETS["vazirmatn.woff2"], size)
    pen.text((SIZE[0] // 2, top), line, INK, font, anchor="mt", direction="rtl", language="fa")
