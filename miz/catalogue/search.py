"""Finding published services: by words whose spelling is forgiven, by agency, life event, audience.

What is searched stands beside the service, written when it is published (`columns`): its words by
their sounds (`miz.lib.sounds`) under trigram indexes, and the boxes that its form ticks.
"""

import operator
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Literal

from django.conf import settings
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import (
    Case,
    Count,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Length

from miz.lib import sounds

from .models import Service, ServiceVersion

PAGE = 20
MOST_WORDS = 6
# How much of a word stands in a title, from 0 to 1. One slip in a word of five letters leaves a
# half; below a quarter everything is like everything.
ALIKE = 0.4
MOST_ALIKE, MOST_NEAR, MOST_COMPARED = 20, 3, 300

_SEARCHED = (
    *("title", "service_code", "subservice_title", "subservice_code"),
    *("description", "system_name", "process_titles", "projects"),
)
_KEYS = ("search_title", "search_text")


@dataclass(frozen=True)
class Found:
    """One page of services and how many there are in all.

    `alike`: none has all the words, these have words like them. `nearest` are a few that come
    close, when there is nothing else to show. Each service has its `description`.
    """

    services: list[Service] = field(default_factory=list)
    total: int = 0
    alike: bool = False
    nearest: list[Service] = field(default_factory=list)


@dataclass(frozen=True)
class Share:
    """How many services there are of one agency."""

    code: str
    count: int
    name: str


def columns(identity: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a service form to find it by: columns of Service."""
    return {
        "search_title": sounds.key(identity["title"]),
        "search_text": sounds.key("\n".join(_texts(identity))),
        "life_events": _ticked(identity.get("life_event")),
        "audiences": _ticked(identity.get("service_type")),
    }


def _texts(identity: dict[str, Any]) -> Iterable[str]:
    for name in _SEARCHED:
        said = identity.get(name) or ""
        yield from said if isinstance(said, list) else [str(said)]


def _ticked(boxes: dict[str, bool | None] | None) -> list[str]:
    return [name for name, tick in (boxes or {}).items() if tick is True]


def find(
    words: str = "",
    *,
    organisation: str = "",
    life_event: str = "",
    audience: str = "",
    first: int = 0,
    limit: int = PAGE,
) -> Found:
    """The services from number `first` on that fit all that is said; nothing said, all there are.

    Best first: all words in the title before words elsewhere, and only where no service has them
    all, those with words like them. Half words count. Without words, the portal's own agency
    comes first.
    """
    rows = _within(organisation, life_event, audience)
    if not words.strip():
        return _page(rows.order_by(_ours_first(), "organisation_id", "pk"), first, limit)
    wanted = sounds.key(words).split()[:MOST_WORDS]
    if not wanted:
        return Found()
    found = _page(_with_all(rows, wanted), first, limit)
    return found if found.total else _alike(rows, wanted, first, limit)


def _ours_first() -> Case:
    ours = When(organisation__code=settings.PORTAL_ORGANISATION, then=0)
    return Case(ours, default=1)


def _within(organisation: str, life_event: str, audience: str) -> QuerySet[Service]:
    rows = Service.objects.offered()
    if organisation:
        rows = rows.filter(organisation__code=organisation)
    if life_event:
        rows = rows.filter(life_events__contains=[life_event])
    if audience:
        rows = rows.filter(audiences__contains=[audience])
    return rows


def _page(rows: QuerySet[Service], first: int, limit: int) -> Found:
    shown = _with_description(rows)[first : first + limit]
    services = list(shown)
    # Counted only where the page does not tell it.
    whole = first == 0 and len(services) < limit
    return Found(services, len(services) if whole else rows.count())


def _with_description(rows: QuerySet[Service]) -> QuerySet[Service]:
    """Read for the rows that are shown alone: as a column of a join it would be unpacked for every
    row that is put in order."""
    version = ServiceVersion.objects.filter(pk=OuterRef("version"))
    said = version.values(said=KeyTextTransform("description", "identity"))
    told = rows.select_related("organisation").defer(*_KEYS)
    return told.annotate(description=Subquery(said))


def _with_all(rows: QuerySet[Service], words: list[str]) -> QuerySet[Service]:
    """Those with every word, the nearest to the title first."""
    phrase = " ".join(words)
    place = Case(
        When(search_title=phrase, then=0),
        When(search_title__startswith=phrase, then=1),
        When(search_title__contains=phrase, then=2),
        When(_every("search_title", words), then=3),
        default=4,
    )
    return rows.filter(_every("search_text", words)).order_by(place, Length("title"), "pk")


def _every(column: str, words: list[str]) -> Q:
    return reduce(operator.and_, (Q(**{f"{column}__contains": word}) for word in words))


def _alike(rows: QuerySet[Service], words: list[str], first: int, limit: int) -> Found:
    """Those whose title has a word like each one; else a few with a word like some of them."""
    like = [Q(search_title__trigram_word_similar=word) for word in words]
    with transaction.atomic(), connection.cursor() as cursor:
        # What the index takes for similar is nowhere to be said but in a setting.
        cursor.execute(f"set local pg_trgm.word_similarity_threshold = {ALIKE}")
        alike = [*_nearest(rows.filter(*like), words)[:MOST_ALIKE]]
        if alike:
            return Found(alike[first : first + limit], len(alike), alike=True)
        # Comparing costs; of very many that share one word only so many are compared.
        some = rows.filter(reduce(operator.or_, like)).values("pk")[:MOST_COMPARED]
        return Found(nearest=[*_nearest(rows.filter(pk__in=some), words)[:MOST_NEAR]])


def _nearest(rows: QuerySet[Service], words: list[str]) -> QuerySet[Service]:
    near = reduce(operator.add, (TrigramWordSimilarity(word, "search_title") for word in words))
    return _with_description(rows).order_by(near.desc(), Length("title"), "pk")


# --- how many there are of what


def agencies() -> list[Share]:
    """Those that offer services, the portal's own first."""
    rows = Service.objects.offered().values(
        "organisation__code", "organisation__name", "organisation_id"
    )
    counted = rows.annotate(count=Count("pk")).order_by(_ours_first(), "organisation_id")
    return [
        Share(row["organisation__code"], row["count"], row["organisation__name"]) for row in counted
    ]


def shares(column: Literal["life_events", "audiences"]) -> dict[str, int]:
    """{option: how many services tick it}, of the options that any ticks."""
    rows = Service.objects.offered().annotate(key=Func(F(column), function="unnest")).values("key")
    return dict(rows.annotate(count=Count("pk")).values_list("key", "count"))
