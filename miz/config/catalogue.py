"""`miz catalogue`: what is published, in the formats of others; and CPSV-AP taken in."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from miz.catalogue import records
from miz.catalogue.exports import cpsv_reading, dcat, downloads, entries, rdf
from miz.lib.console import say
from miz.lib.errors import Told

FORMATS = ("cpsv-ap", "dcat", "json", "csv")


def export(form: str, output: Path | None, syntax: str) -> int:
    """Writes the catalogue to a file, or to the terminal; 1 when the file cannot be written.

    `syntax` is of linked data alone: jsonld, turtle, or empty for what the file's ending says.
    """
    syntax = syntax or rdf.ENDINGS.get(output.suffix.lower() if output else "", "jsonld")
    pieces = (piece.encode() for piece in _pieces(form, syntax))
    if output is None:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return 0
    try:
        with output.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        say(f"{output}: {error.strerror}")
        return 1
    return 0


def _pieces(form: str, syntax: str) -> Iterator[str]:
    if form == "dcat":
        nodes = dcat.nodes(entries.publisher(), settings.BASE_URL, entries.modified())
        return rdf.write(nodes, syntax)
    endings = {known: ending for ending, known in downloads.SYNTAXES.items()}
    return downloads.text(endings[syntax] if form == "cpsv-ap" else form)


def take(file: Path, folder: Path | None, *, as_json: bool) -> int:
    """Reads CPSV-AP; with a folder, writes a package for each service. 1 when it is refused."""
    try:
        found = _read(file)
        written = [_write(record, folder) for record in found] if folder else []
    except (Told, UnicodeDecodeError, OSError) as error:
        say(f"{file}: {_reason(error)}")
        return 1
    if as_json:
        say(json.dumps(found, ensure_ascii=False))
    else:
        for record in found:
            say(f"{record['slug']:32} {record['service_code'] or '':12} {record['title']}")
        for path in written:
            say(f"written: {path}")
    return 0


def _read(file: Path) -> list[dict[str, object]]:
    if file.stat().st_size > cpsv_reading.LARGEST:
        raise cpsv_reading.TooLong
    text = file.read_text(encoding="utf-8-sig")
    # Where the ending does not tell, the text does.
    looks = "jsonld" if text.lstrip()[:1] in ("{", "[") else "turtle"
    return cpsv_reading.read(text, rdf.ENDINGS.get(file.suffix.lower(), looks))


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(cpsv_reading.NotCpsv() if isinstance(error, UnicodeDecodeError) else error)


def _write(record: dict[str, object], folder: Path) -> Path:
    """A new folder with service.yaml; never over one that is there."""
    path = folder / str(record["slug"]) / "service.yaml"
    path.parent.mkdir(parents=True, exist_ok=False)
    path.write_text(records.written("service.yaml", record), encoding="utf-8")
    return path
