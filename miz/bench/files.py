"""The attachment that measured requests carry."""

import random
from io import BytesIO

from PIL import Image

SIDE = 141  # pixels of noise, which is 20 KB of PNG


def png() -> bytes:
    """A valid image of about 20 KB that does not compress."""
    noise = random.Random(7).randbytes(SIDE * SIDE)  # noqa: S311 - an image, no secret
    out = BytesIO()
    Image.frombytes("L", (SIDE, SIDE), noise).save(out, "PNG")
    return out.getvalue()
