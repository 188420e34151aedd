"""Things to test with, made through the same actions that the doors call."""

import datetime
from typing import Any

from django.utils import timezone

from miz.audit.actors import CITIZEN
from miz.cases import actions
from miz.cases.models import Case
from miz.cases.opening import Applicant, NewAttachment, NewRequest
from miz.catalogue import queries as catalogue
from miz.catalogue.models import Service, ServiceVersion
from miz.catalogue.queries import PublishedService
from miz.connectors.sandbox import population
from miz.documents.models import Upload
from miz.documents.uploads import check

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def applicant(number: int = 0) -> Applicant:
    """One of the sandbox's generated adults."""
    person = population.demo_people(number + 1)[number]
    return Applicant(
        national_code=person.national_code,
        birth_date=person.birth_date,
        given_name=person.given_name,
        family_name=person.family_name,
        gender=person.gender,
    )


def attachment(title: str = "مدرک", name: str = "paper.pdf", content: bytes = PDF) -> NewAttachment:
    return NewAttachment(title, Upload.of(check(name, content)))


def new_request(service: PublishedService, **changes: Any) -> NewRequest:
    values: dict[str, Any] = {
        "service": service,
        "applicant": applicant(),
        "topic": service.topics[0],
        "province": "tehran",
        "mobile": "09120000000",
        "area_code": "021",
        "landline": "88000000",
        "text": "در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد.",
        "email": "someone@example.com",
    }
    return NewRequest(**{**values, **changes})


def case(service: PublishedService, key: str | None = None, **changes: Any) -> Case:
    return actions.open(by=CITIZEN, request=new_request(service, **changes), key=key).case


def service_with(
    desk: PublishedService, process: bytes, messages: dict[str, Any] | None = None
) -> PublishedService:
    """A service like the desk that follows another process, or its next version."""
    like = ServiceVersion.objects.get(pk=desk.version_id)
    service, _ = Service.objects.get_or_create(
        slug="made-for-a-test",
        defaults={"organisation_id": desk.organisation_id, "kind": desk.kind, "title": "آزمایش"},
    )
    version = ServiceVersion.objects.create(
        service=service,
        number=service.versions.count() + 1,
        identity=like.identity,
        topics=like.topics,
        messages=like.messages | (messages or {}),
        answers=like.answers,
        process=process.decode(),
        digest="made for a test",
        published_at=timezone.now(),
    )
    return catalogue.version(version.pk)


def days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)
