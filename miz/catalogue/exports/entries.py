"""Published services as the exports walk them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet

from miz.accounts.models import Organisation
from miz.catalogue import queries
from miz.catalogue.models import Service

# Columns of a version that only running it needs; they are most of its weight.
UNREAD = tuple(f"version__{name}" for name in ("process", "rules", "called", "messages", "answers"))
CHUNK = 500


@dataclass(frozen=True)
class Agency:
    """Who answers for a service, by the organisation's own name."""

    code: str
    name: str
    parent_name: str = ""
    portal_url: str = ""

    @classmethod
    def of(cls, owner: Organisation) -> "Agency":
        return cls(owner.code, owner.name, owner.parent_name, owner.portal_url)


@dataclass(frozen=True)
class Entry:
    """One published version of a service: `identity` is its service.yaml, the rest beside it."""

    slug: str
    kind: str
    agency: Agency
    identity: dict[str, Any]
    topics: list[dict[str, Any]]
    process_form: dict[str, Any] | None
    version: int
    digest: str
    published_at: datetime

    @property
    def title(self) -> str:
        return str(self.identity["title"])

    @property
    def code(self) -> str:
        """The official identifier, empty when unknown; it may stand for several services."""
        return str(self.identity.get("service_code") or "")

    @classmethod
    def of(cls, service: Service) -> "Entry":
        """Of a service that is published, with its organisation and version at hand."""
        version = service.version
        if version is None:
            raise ValueError(f"{service.slug} is not published")
        return cls(
            slug=service.slug,
            kind=service.kind,
            agency=Agency.of(service.organisation),
            identity=version.identity,
            topics=version.topics,
            process_form=version.process_form,
            version=version.number,
            digest=version.digest,
            published_at=version.published_at,
        )


def light(services: QuerySet[Service]) -> QuerySet[Service]:
    """The same services without what no export reads."""
    return services.defer(*UNREAD)


def published() -> Iterator[Entry]:
    """Every published service, in the order of the catalogue, some at a time."""
    for service in light(queries.published_services()).iterator(chunk_size=CHUNK):
        yield Entry.of(service)


def slugs_by_code(rows: Iterable[tuple[str, str]] | None = None) -> dict[str, list[str]]:
    """{official code: slugs of the published services that bear it}, from (slug, code) rows."""
    if rows is None:
        rows = queries.published_services().values_list("slug", "service_code")
    found: dict[str, list[str]] = {}
    for slug, code in rows:
        if code:
            found.setdefault(code, []).append(slug)
    return found


def publisher() -> Agency:
    """The organisation whose desk this is; by its code alone while nothing is published."""
    code = settings.PORTAL_ORGANISATION
    owner = Organisation.objects.filter(code=code).first()
    return Agency.of(owner) if owner else Agency(code, code)


def modified() -> datetime | None:
    """When a service was published last; none while none is."""
    found: datetime | None = queries.published_services().aggregate(
        last=Max("version__published_at")
    )["last"]
    return found
