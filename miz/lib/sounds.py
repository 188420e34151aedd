"""Persian words by how they sound, in letters that every database tells apart.

Written alike are «زندان» and «ضندان», «طهران» and «تهران»: letters that people confuse because they
sound alike are one. The result is of a-z, 0-9 and spaces, so that trigrams of PostgreSQL see it
under any locale: under "C" it takes Persian letters for spaces. It is for finding, never shown.
"""

import re

from . import persian

# Each sound and the letters that are written for it.
_WRITTEN = {
    "a": "اآ", "b": "ب", "p": "پ", "t": "تط", "s": "ثسص", "j": "ج", "c": "چ", "h": "حه",
    "x": "خ", "d": "د", "z": "ذزضظ", "r": "ر", "i": "ژ", "o": "ش", "e": "ع", "q": "غق",
    "f": "ف", "k": "ک", "g": "گ", "l": "ل", "m": "م", "n": "ن", "v": "و", "y": "ی",
}  # fmt: skip
_SOUNDS = str.maketrans(
    {letter: sound for sound, letters in _WRITTEN.items() for letter in letters} | {"ء": ""}
)
_SILENT = re.compile("[^a-z0-9]+")


def key(text: str) -> str:
    """«ملاقات زنداني» -> "mlaqat zndany"; empty when nothing of it can be said."""
    return _SILENT.sub(" ", persian.for_matching(text).translate(_SOUNDS)).strip()
