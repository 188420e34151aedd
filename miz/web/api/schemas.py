"""Shapes of the API, for its OpenAPI description and for what it answers."""

from collections.abc import Iterable
from typing import Any

from ninja import Schema
from pydantic import Field

from miz.catalogue.forms.service import LIFE_EVENTS, SERVICE_TYPES


class Attachment(Schema):
    title: str = Field("", description="What the file is, up to 100 characters")
    name: str = Field(description="File name: jpg jpeg png pdf zip xls xlsx")
    content: str = Field(description="Base64, at most 300 KB decoded")


class NewRequest(Schema):
    """A request to a desk. Persian and Arabic digits are understood everywhere."""

    service: str = Field(description="slug of the service, for example hajj-desk")
    birth_date: str = Field(description="Jalali, yyyy-mm-dd")
    national_code: str
    province: str = Field(description="code of the province, for example tehran")
    mobile: str
    area_code: str = Field(description="landline code of the province, for example 021")
    landline: str
    email: str = ""
    main_topic: str
    topic: str = Field(description="a sub-topic of main_topic")
    text: str = Field(description="up to 5,000 characters")
    attachments: list[Attachment] = Field(default_factory=list, max_length=5)


class Sent(Schema):
    tracking_code: str
    submitted_at: str
    answer_due_at: str = Field(description="when an answer is promised, ISO 8601")
    receipt_url: str
    responsible_unit: str


class Codes(Schema):
    national_code: str = Field(description="or a foreigner's code, or a passport number")
    tracking_code: str


class Stage(Schema):
    title: str
    state: str = Field(description="passed, present or to_come")
    at: str | None
    holder: str | None = Field(None, description="who has the present stage: role and unit")
    until: str | None = Field(None, description="when the holder is to have acted, ISO 8601")


class Entry(Schema):
    kind: str
    label: str
    text: str
    at: str
    unit: str


class Tracked(Schema):
    tracking_code: str
    applicant: str = Field(description="masked name")
    state: str
    state_label: str
    responsible_unit: str
    submitted_at: str
    answer_due_at: str
    answered_at: str | None
    content_hidden: bool = Field(description="sensitive: the text is shown on the portal alone")
    stages: list[Stage]
    entries: list[Entry] | None = None


class Topic(Schema):
    code: str
    title: str
    main_code: str
    main_title: str


class ServiceSearch(Schema):
    q: str = Field("", max_length=200, description="words; spelling is forgiven")
    organisation: str = Field("", pattern=r"^[-a-zA-Z0-9_]*$", max_length=50)
    life_event: str = Field("", json_schema_extra={"enum": [o.key for o in LIFE_EVENTS]})
    audience: str = Field("", json_schema_extra={"enum": [o.key for o in SERVICE_TYPES]})
    page: int = Field(1, ge=1, le=100_000)
    page_size: int = Field(100, ge=1, le=500)


class Service(Schema):
    code: str = Field(description="our slug, stable; the key in every address")
    service_code: str = Field(description="official 11-digit identifier, empty when unknown")
    title: str
    organisation: str
    organisation_code: str
    kind: str
    url: str


class ServiceDetail(Service):
    identity: dict[str, object] = Field(description="the official identity form, null = unknown")
    topics: list[Topic]
    version: int
    digest: str = Field(description="SHA-256 of the package's content; the same content, the same")
    published_at: str


class ProblemField(Schema):
    field: str
    code: str
    detail: str


class ProblemDocument(Schema):
    """RFC 9457, media type application/problem+json."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemField] | None = None
    services: list[Service] | None = Field(None, description="of ambiguous_code: which it may be")
    offered: list[str] | None = Field(None, description="of not_acceptable: what there is")


def texts(media_types: Iterable[str]) -> dict[str, Any]:
    """The `content` of an answer in formats that no schema describes, for the description."""
    return {media_type: {"schema": {"type": "string"}} for media_type in media_types}
