"""Text files in the encodings that Persian texts come in."""

import codecs

from miz.catalogue.importing import lexicon

from .errors import UnknownFormat
from .shapes import Sheet, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_READABLE = 0.3  # of the words; what is below is not Persian text


def read(content: bytes) -> Source:
    """Raises UnknownFormat when no encoding makes Persian or Latin text of it."""
    text, encoding = decoded(content)
    sheet = Sheet()
    sheet.write(text)
    return sheet.source("txt", encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was in; raises UnknownFormat."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding
    if b"\0" in content:
        return _best(content, ("utf-16-le", "utf-16-be"))
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _best(content, ("windows-1256", "iso-8859-6"))


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnknownFormat from None


def _best(content: bytes, encodings: tuple[str, ...]) -> tuple[str, str]:
    """The reading with the most known words, if that is more than chance."""
    texts = [(content.decode(encoding, "replace"), encoding) for encoding in encodings]
    best = max(texts, key=lambda pair: lexicon.share_known(pair[0]))
    if lexicon.share_known(best[0]) < _LEAST_READABLE:
        raise UnknownFormat
    return best
