"""What the database refuses, whoever asks."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.cases.models import Case, Entry, Rating, Task
from miz.catalogue.queries import PublishedService
from tests import factories


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("case_clock_stands_while_citizen_owes", {"state": "waiting_for_citizen"}),
        ("case_clock_stands_while_citizen_owes", {"paused_at": timezone.now()}),
        ("case_answered_has_a_time", {"state": "answered"}),
        ("case_answered_has_a_time", {"state": "rejected"}),
        ("case_closed_has_a_time", {"state": "closed"}),
        ("case_closed_has_a_time", {"closed_at": timezone.now()}),
        ("case_state_known", {"state": "lost"}),
        ("case_province_known", {"province": "atlantis"}),
        ("case_mobile", {"mobile": "۰۹۱۲۰۰۰۰۰۰۰"}),
        ("case_national_code", {"national_code": "12345"}),
        ("case_tracking_code", {"tracking_code": "012345678901"}),
        ("case_due_after_submitted", {"due_at": timezone.now() - factories.days(400)}),
    ],
)
def test_a_case_that_cannot_be_is_refused(
    case: Case, constraint: str, change: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


def test_a_tracking_code_belongs_to_one_case(case: Case, desk: PublishedService) -> None:
    other = factories.case(desk)
    with pytest.raises(IntegrityError, match="case_tracking_code_once"), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(tracking_code=case.tracking_code)


def _entry(case: Case, kind: str, author: User | None) -> Entry:
    return Entry.objects.create(case=case, kind=kind, text="متن", author=author, at=timezone.now())


def test_there_is_one_objection(case: Case) -> None:
    _entry(case, "objection", None)
    with pytest.raises(IntegrityError, match="entry_one_objection"), transaction.atomic():
        _entry(case, "objection", None)


@pytest.mark.parametrize("kind", ["note", "answer", "rejection", "request_more", "handover"])
def test_the_words_of_staff_have_an_author(case: Case, kind: str) -> None:
    with pytest.raises(IntegrityError, match="entry_staff_has_an_author"), transaction.atomic():
        _entry(case, kind, None)


@pytest.mark.parametrize("kind", ["reply", "objection"])
def test_the_words_of_the_citizen_have_none(case: Case, narges: User, kind: str) -> None:
    with pytest.raises(IntegrityError, match="entry_staff_has_an_author"), transaction.atomic():
        _entry(case, kind, narges)


def test_a_done_task_has_an_outcome_and_stands_once(case: Case) -> None:
    task = case.tasks.get()
    for change in ({"done_at": timezone.now()}, {"outcome": "answer"}):
        with pytest.raises(IntegrityError, match="task_done"), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**change)
    task.pk = None
    with pytest.raises(IntegrityError, match="task_once"), transaction.atomic():
        task.save(force_insert=True)


@pytest.mark.parametrize("score", [0, 6])
def test_a_rating_is_one_to_five(case: Case, score: int) -> None:
    with pytest.raises(IntegrityError, match="rating_one_to_five"), transaction.atomic():
        Rating.objects.create(case=case, score=score, at=timezone.now())
