"""Draws an image anew: a PNG or JPEG on standard input, the same kind without metadata on output.

A program of its own, run by `miz.documents.limited` with limits, for what it decodes was made by
strangers. It imports nothing of ours, so that it starts fast and knows no secret.
Arguments: the most pixels it may decode, the longest side it may return.
"""

import io
import sys

from PIL import Image, ImageOps, UnidentifiedImageError

UNREADABLE, TOO_HEAVY = 3, 4
PAPER = "white"  # what shows through a transparent picture


def redrawn(content: bytes, most_pixels: int, longest_side: int) -> bytes:
    """Upright, on white, at most `longest_side` long; raises OSError, SyntaxError or ValueError for
    a broken picture, DecompressionBombError or MemoryError for one that is too heavy."""
    Image.MAX_IMAGE_PIXELS = None  # its own limit only warns up to twice the number
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
        kind = image.format
        if image.width * image.height > most_pixels:
            raise Image.DecompressionBombError
        image.draft("RGB", (longest_side, longest_side))  # a JPEG is read at a fraction of its size
        picture = ImageOps.exif_transpose(image).convert("RGBA")
    picture.thumbnail((longest_side, longest_side))
    # A new picture: the old one carries comments and profiles along when it is saved.
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture)
    out = io.BytesIO()
    paper.save(out, kind, quality=85, optimize=kind == "JPEG")
    return out.getvalue()


def main() -> int:
    most_pixels, longest_side = (int(number) for number in sys.argv[1:])
    try:
        picture = redrawn(sys.stdin.buffer.read(), most_pixels, longest_side)
    except (MemoryError, Image.DecompressionBombError):
        return TOO_HEAVY
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return UNREADABLE
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
