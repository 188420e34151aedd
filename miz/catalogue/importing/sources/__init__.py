"""Files of forms become lines, whatever program wrote them: `read` and `from_text`.

What a file is tells its content, never its name. Everything here reads what strangers made, so
sizes, unpacked sizes, nodes, pages and seconds are bounded, and each refusal has its own words.
"""

from .errors import SourceRefused
from .reading import MAX_BYTES, from_bytes, from_text, read
from .shapes import Line, Place, Source

__all__ = [
    "MAX_BYTES",
    "Line",
    "Place",
    "Source",
    "SourceRefused",
    "from_bytes",
    "from_text",
    "read",
]
