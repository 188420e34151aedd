"""Published services as the rest of the house reads them."""

import dataclasses
import datetime
import functools
import time
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from miz.lib import jalali
from miz.processes import engine

from .errors import UnknownService
from .models import Draft, Notice, Service, ServiceVersion

KEPT_SECONDS = 60
CURRENT = "select version_id from catalogue_service where slug = %s and withdrawn_at is null"


@dataclasses.dataclass(frozen=True)
class Topic:
    """A sub-topic: what a request is about. `main_code` and `main_title` are the topic above."""

    code: str
    title: str
    main_code: str
    main_title: str
    sensitive: bool
    hint: str


@dataclasses.dataclass(frozen=True)
class Rung:
    """So many working days after a missed deadline, it comes `to` supervisor or headquarters."""

    after: int
    to: str


ESCALATION = (Rung(0, "supervisor"), Rung(2, "headquarters"))


@dataclasses.dataclass(frozen=True)
class PublishedService:
    """One immutable version, parsed once per process and kept."""

    version_id: int
    slug: str
    kind: str
    title: str
    organisation_id: int
    organisation_name: str
    organisation_short_name: str
    owner_unit: str
    confidential: bool
    sensitive: bool
    working_days: int
    escalation: tuple[Rung, ...]
    office_hours: dict[str, Any] = dataclasses.field(repr=False)
    topics: tuple[Topic, ...] = dataclasses.field(repr=False)
    messages: dict[str, Any] = dataclasses.field(repr=False)
    answers: tuple[dict[str, str], ...] = dataclasses.field(repr=False)
    process: engine.Process | None = dataclasses.field(repr=False)

    @property
    def main_topics(self) -> dict[str, str]:
        return {topic.main_code: topic.main_title for topic in self.topics}

    def topic(self, code: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.code == code), None)

    def of_main(self, main_code: str) -> list[Topic]:
        return [topic for topic in self.topics if topic.main_code == main_code]


def current(slug: str) -> PublishedService:
    """The newest published version of a service that takes requests; raises UnknownService."""
    with connection.cursor() as cursor:
        # Asked on every submission: plain SQL spares the time of building the same query.
        cursor.execute(CURRENT, [slug])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise UnknownService(slug)
    return version(row[0])


def desk(organisation_code: str, kind: str) -> PublishedService:
    """The general desk (or complaints desk) of an organisation; raises UnknownService."""
    version_id = (
        Service.objects.offered()
        .filter(organisation__code=organisation_code, kind=kind)
        .order_by("pk")
        .values_list("version_id", flat=True)
        .first()
    )
    if version_id is None:
        raise UnknownService(kind)
    return version(version_id)


def version(version_id: int) -> PublishedService:
    """A version never changes; what its organisation says of itself is a minute old at most."""
    return _version(version_id, int(time.monotonic() // KEPT_SECONDS))


@functools.lru_cache(maxsize=512)
def _version(version_id: int, minute: int) -> PublishedService:
    row = ServiceVersion.objects.select_related("service__organisation").get(pk=version_id)
    rules = row.identity.get("desk") or {}
    organisation = row.service.organisation
    return PublishedService(
        version_id=row.pk,
        slug=row.service.slug,
        kind=row.service.kind,
        title=row.identity["title"],
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        organisation_short_name=organisation.short_name,
        owner_unit=rules.get("owner_unit", ""),
        confidential=row.service.kind == Service.Kind.COMPLAINTS,
        sensitive=bool(rules.get("sensitive")),
        working_days=(rules.get("answer_within") or {}).get("working_days", 10),
        escalation=tuple(Rung(**rung) for rung in rules.get("escalation") or ()) or ESCALATION,
        office_hours=organisation.office_hours,
        topics=tuple(_topics(row.topics)),
        messages=row.messages,
        answers=tuple(row.answers),
        process=engine.load_whole(row.process, row.rules, row.called) if row.process else None,
    )


def process_of(row: ServiceVersion) -> engine.Process | None:
    """Its process, also of a version that is not published yet."""
    if not row.process:
        return None
    if row.pk is not None:
        return version(row.pk).process
    return engine.load_whole(row.process, row.rules, row.called)


def _topics(tree: list[dict[str, Any]]) -> Iterable[Topic]:
    for main in tree:
        for sub in main["topics"]:
            yield Topic(
                code=sub["code"],
                title=sub["title"],
                main_code=main["code"],
                main_title=main["title"],
                sensitive=bool(sub.get("sensitive")),
                hint=sub.get("hint") or "",
            )


def published_services() -> QuerySet[Service]:
    """What is offered: published, and not withdrawn since."""
    return _as_listed(Service.objects.offered())


def titles_by_code() -> dict[str, list[str]]:
    """What each identifier stands for: one may stand for several titles."""
    titles: dict[str, list[str]] = {}
    coded = Service.objects.exclude(service_code="").order_by("pk")
    for code, title in coded.values_list("service_code", "title"):
        titles.setdefault(code, []).append(title)
    return titles


def known_services() -> QuerySet[Service]:
    """All that was ever published: a withdrawn service keeps its page, which says so."""
    return _as_listed(Service.objects.known())


def _as_listed(rows: QuerySet[Service]) -> QuerySet[Service]:
    return rows.select_related("organisation", "version").order_by("organisation_id", "pk")


def versions_of(service: Service) -> QuerySet[ServiceVersion]:
    """Newest first, each with the draft it came from where it came from the office."""
    people = ("draft__changed_by", "draft__proposed_by", "draft__approved_by")
    return service.versions.select_related("draft", *people).order_by("-number")


def effective_on(version: ServiceVersion) -> datetime.date:
    """The day from which a version holds: as it was approved, else that of its publishing."""
    approved = Draft.objects.filter(version=version).values_list("effective_on", flat=True).first()
    return approved or jalali.in_tehran(version.published_at).date()


def notice_board(organisation_code: str, limit: int = 5) -> list[Notice]:
    board = Notice.objects.published().filter(organisation__code=organisation_code)
    return list(board[:limit])
