"""Fills a desk with made-up services, by bulk SQL and past every action. Never on a desk in use.

Titles and descriptions are drawn from a few dozen words, so that a search meets more services that
share its words than it would in a real catalogue.
"""

import random
from typing import Any

from django.db import connection
from django.utils import timezone

from miz.accounts.models import Organisation
from miz.catalogue import search
from miz.catalogue.forms.service import LIFE_EVENTS, SERVICE_TYPES
from miz.catalogue.models import Service, ServiceVersion

BATCH = 1_000
DEEDS = [
    "صدور",
    "تمدید",
    "ثبت",
    "تغییر",
    "استعلام",
    "پرداخت",
    "بازپرداخت",
    "تحویل",
    "انتقال",
    "ابطال",
    "تأیید",
    "بازبینی",
]
THINGS = [
    "گواهی",
    "پروانه",
    "مجوز",
    "کارت",
    "بیمه",
    "مستمری",
    "وام",
    "یارانه",
    "گذرنامه",
    "شناسنامه",
    "سند",
    "مالکیت",
    "انشعاب",
    "عوارض",
    "معاینه",
    "مرخصی",
    "ملاقات",
    "اشتغال",
    "آموزش",
    "اعزام",
    "کاروان",
    "ودیعه",
    "شکایت",
    "نوبت",
]
PEOPLE = [
    "زائران",
    "زندانیان",
    "دانشجویان",
    "کشاورزان",
    "کارگران",
    "بازنشستگان",
    "کارفرمایان",
    "بازرگانان",
    "رانندگان",
    "پزشکان",
    "معلمان",
    "ایثارگران",
    "بانوان",
    "عشایر",
    "صیادان",
    "پیمانکاران",
]
PLACES = [
    "استان",
    "شهرستان",
    "روستا",
    "بندر",
    "دانشگاه",
    "بیمارستان",
    "شهرداری",
    "گمرک",
    "دادگاه",
    "مدرسه",
    "کارخانه",
]


def fill(services: int) -> None:
    """Adds so many published services to the organisations there are."""
    draw = random.Random(services)  # noqa: S311 - load, no secret
    owners = list(Organisation.objects.order_by("pk"))
    for first in range(0, services, BATCH):
        _add(draw, owners, range(first, min(first + BATCH, services)))
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze catalogue_service, catalogue_serviceversion")


def _add(draw: random.Random, owners: list[Organisation], numbers: range) -> None:
    forms = [_form(draw, number) for number in numbers]
    rows = [
        Service(
            slug=f"bench-{number}",
            organisation=owners[number % len(owners)],
            kind=Service.Kind.INFORMATION,
            title=form["title"],
            service_code=form["service_code"],
            **search.columns(form),
        )
        for number, form in zip(numbers, forms, strict=True)
    ]
    Service.objects.bulk_create(rows)
    now = timezone.now()
    versions = [
        ServiceVersion(service=row, number=1, identity=form, digest=row.slug, published_at=now)
        for row, form in zip(rows, forms, strict=True)
    ]
    ServiceVersion.objects.bulk_create(versions)
    for row, version in zip(rows, versions, strict=True):
        row.version = version
    Service.objects.bulk_update(rows, ["version"])


def _form(draw: random.Random, number: int) -> dict[str, Any]:
    deed, thing, people = draw.choice(DEEDS), draw.choice(THINGS), draw.choice(PEOPLE)
    told = [draw.choice(DEEDS + THINGS + PEOPLE + PLACES) for _ in range(25)]
    return {
        "title": f"{deed} {thing} {people} {draw.choice(PLACES)} {number}",
        "service_code": f"1{number:010}",
        "kind": "information",
        "description": " ".join(told),
        "service_type": {draw.choice(SERVICE_TYPES).key: True},
        "life_event": {draw.choice(LIFE_EVENTS).key: True},
    }
