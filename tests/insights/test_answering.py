"""How long answers took: of the own service alone, of the last year alone, the middle one."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from miz.cases.models import Case
from miz.catalogue import queries as catalogue
from miz.catalogue.models import Service, ServiceVersion
from miz.catalogue.queries import PublishedService
from miz.insights import answering
from tests import factories

pytestmark = pytest.mark.django_db


def answer(service: PublishedService, took: timedelta, ago: timedelta = timedelta(days=30)) -> None:
    case = factories.case(service)
    at = timezone.now() - ago
    Case.objects.filter(pk=case.pk).update(
        submitted_at=at - took, answered_at=at, due_at=at + timedelta(days=9)
    )


def pk_of(service: PublishedService) -> int:
    return Service.objects.get(slug=service.slug).pk


def test_the_middle_answer_is_told(desk: PublishedService) -> None:
    for days in (1, 2, 3, 4, 50):
        answer(desk, timedelta(days=days))
    factories.case(desk)
    found = answering.measure(pk_of(desk), timezone.now())
    assert (found.count, found.median) == (5, timedelta(days=3))


def test_other_services_and_other_years_do_not_count(
    desk: PublishedService, complaints: PublishedService
) -> None:
    answer(complaints, timedelta(days=1))
    answer(desk, timedelta(days=1), ago=timedelta(days=366))
    assert answering.measure(pk_of(desk), timezone.now()).count == 0


def test_versions_before_count_with_the_present_one(desk: PublishedService) -> None:
    answer(desk, timedelta(days=1))
    newer = ServiceVersion.objects.get(pk=desk.version_id)
    newer.pk, newer.number = None, newer.number + 1
    newer.save(force_insert=True)
    answer(catalogue.version(newer.pk), timedelta(days=1))
    assert answering.measure(pk_of(desk), timezone.now()).count == 2


def test_few_answers_tell_nothing(desk: PublishedService) -> None:
    cache.clear()
    for _ in range(answering.LEAST - 1):
        answer(desk, timedelta(days=1))
    assert answering.usual(pk_of(desk), timezone.now()) is None
    cache.clear()
    answer(desk, timedelta(days=1))
    found = answering.usual(pk_of(desk), timezone.now())
    assert found == answering.Answered(10, timedelta(days=1))
