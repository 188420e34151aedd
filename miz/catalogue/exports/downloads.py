"""The whole catalogue as files, each drawn up once for what is published, and kept.

Drawing up ten thousand services takes a processor many seconds. It is done by one request at a
time, and again only after something was published: asking often must never slow the desk down.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from miz.catalogue import queries
from miz.documents import actions as documents
from miz.documents.models import Paper

from . import cpsv, entries, plain, rdf, tables

SYNTAXES = {"jsonld": "jsonld", "ttl": "turtle"}
LOCK = 0x6D697A02
PIECE = 1 << 18  # bytes
# Who found the file before a newer one came may still be reading it.
GRACE = timedelta(minutes=1)


@dataclass(frozen=True)
class Download:
    """`state` is what its content follows from: the same state, the same content."""

    paper: Paper

    @property
    def state(self) -> str:
        return self.paper.subject

    def pieces(self) -> Iterator[bytes]:
        """The text in UTF-8; nothing is read before the first piece is asked for."""
        unpacking = zlib.decompressobj()
        packed = bytes(self.paper.content)
        while packed:
            yield unpacking.decompress(packed, PIECE)
            packed = unpacking.unconsumed_tail
        yield unpacking.flush()


def newest(ending: str) -> Download | None:
    """The file of what is published now: json, csv, jsonld or ttl.

    While another request draws one up it is the one before, or None when there is none yet.
    """
    kind, now = f"catalogue.{ending}", state()
    kept = Paper.objects.filter(kind=kind).defer("content").order_by("-pk")
    paper = kept.filter(subject=now).first() or _drawn_up(kind, ending, now) or kept.first()
    return Download(paper) if paper else None


def state() -> str:
    """Changes whenever a service or what its agency is called does; costs no form to be read."""
    rows = queries.published_services().values_list(
        "slug", "version_id", "organisation__name", "organisation__parent_name",
        "organisation__portal_url",
    )  # fmt: skip
    digest = hashlib.sha256(settings.BASE_URL.encode())
    for row in rows:
        digest.update(repr(row).encode())
    return f"catalogue:{digest.hexdigest()}"


@transaction.atomic
def _drawn_up(kind: str, ending: str, now: str) -> Paper | None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
    content = b"".join(_packed(text(ending)))
    paper = documents.issue(kind=kind, subject=now, name=f"services.{ending}", content=content)
    older = Paper.objects.filter(kind=kind, created_at__lt=timezone.now() - GRACE)
    older.exclude(pk=paper.pk).delete()
    return paper


def _packed(pieces: Iterable[str]) -> Iterator[bytes]:
    packing = zlib.compressobj(1)
    for piece in pieces:
        yield packing.compress(piece.encode())
    yield packing.flush()


def text(ending: str) -> Iterator[str]:
    """All that is published now, drawn up afresh: json, csv, jsonld or ttl."""
    base = settings.BASE_URL
    if ending == "json":
        return plain.write(entries.published(), base)
    if ending == "csv":
        return tables.write(entries.published())
    nodes = cpsv.catalogue(entries.published(), base, entries.slugs_by_code())
    return rdf.write(nodes, SYNTAXES[ending])
