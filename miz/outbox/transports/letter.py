"""Puts letters into the print queue: a folder of PDFs, each with its address label on top.

Whoever prints takes the files from settings.LETTER_SPOOL and reports a file's name as delivered
(`miz.outbox.actions.delivered`). The name comes from the local id: written twice is one letter.
"""

import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from .base import Kind, Sent, TransportError, direction


def send(
    *, to: str, subject: str, body: str, local_id: str, language: str, day: datetime.datetime
) -> Sent:
    """Write one letter and return its file's name; `to` are the lines of the label."""
    render = import_string(settings.PAPER_RENDERER)
    pdf: bytes = render(_html(to, subject, body, local_id, language, day))
    name = f"letter-{local_id}.pdf"
    try:
        _write(Path(settings.LETTER_SPOOL), name, pdf)
    except OSError:
        raise TransportError("the print queue cannot be written", kind=Kind.BUSY) from None
    return Sent(reference=name)


def _html(
    to: str, subject: str, body: str, local_id: str, language: str, day: datetime.datetime
) -> str:
    label = [line.strip() for line in to.splitlines() if line.strip()]
    words = {"label": label, "subject": subject, "body": body, "number": local_id, "day": day}
    place = {"language": language, "direction": direction(language)}
    return render_to_string("outbox/letter_paper.html", words | place)


def _write(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all: a printer may look at any moment. Nobody else may read letters."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{name}.part"
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    unfinished.replace(folder / name)
