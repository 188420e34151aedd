"""The catalogue as JSON: every field of every form, as it stands in the packages."""

import json
from collections.abc import Iterable, Iterator

from .entries import Entry


def write(entries: Iterable[Entry], base: str) -> Iterator[str]:
    """The text of a JSON object {services: [...]}, in pieces."""
    yield '{"services": ['
    separator = "\n"
    for entry in entries:
        yield separator + json.dumps(record(entry, base), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def record(entry: Entry, base: str) -> dict[str, object]:
    return {
        "code": entry.slug,
        "kind": entry.kind,
        "organisation": entry.agency.code,
        "version": entry.version,
        "digest": entry.digest,
        "published_at": entry.published_at.isoformat(),
        "url": f"{base}/services/{entry.slug}/",
        "identity": entry.identity,
        "process_form": entry.process_form,
        "topics": entry.topics,
    }
