"""Signs that a file is also a second file of another format (a polyglot)."""

from miz.documents.errors import Refusal, UploadRefused

# Readers look for a PDF header this far into a file.
PDF_HEADER_REACH = 1024
# An archive with at least one entry has both. Either alone turns up by chance in compressed data.
ZIP_DIRECTORY = (b"PK\x01\x02", b"PK\x05\x06")


def refuse_archive(content: bytes) -> None:
    """Raise if a ZIP reader would find an archive in `content`."""
    if all(signature in content for signature in ZIP_DIRECTORY):
        raise UploadRefused(Refusal.HIDDEN_CONTENT)


def refuse_pdf(content: bytes) -> None:
    """Raise if a PDF reader would take `content` for a document."""
    if b"%PDF-" in content[:PDF_HEADER_REACH]:
        raise UploadRefused(Refusal.HIDDEN_CONTENT)
