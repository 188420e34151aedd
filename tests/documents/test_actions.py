import hashlib

import pytest
from pytest_django import DjangoAssertNumQueries

from miz.documents import actions
from miz.documents.models import Paper, Upload
from miz.documents.uploads import check
from tests.documents.files import pdf, picture

pytestmark = pytest.mark.django_db

PNG = check("تصویر.png", picture("PNG"))
PDF = check("نامه.pdf", pdf())


def test_a_file_comes_back_as_it_was_sent() -> None:
    kept = Upload.objects.get(key=actions.keep(accepted=PNG).key)
    assert bytes(kept.content) == PNG.content
    assert bytes(kept.sha256) == hashlib.sha256(PNG.content).digest()
    assert (kept.name, kept.media_type, kept.size) == ("تصویر.png", "image/png", len(PNG.content))


def test_many_files_are_kept_with_one_statement_in_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        kept = actions.keep_many(accepted=[PNG, PDF, PNG])
    assert [upload.name for upload in kept] == ["تصویر.png", "نامه.pdf", "تصویر.png"]
    assert len({upload.key for upload in kept}) == 3
    assert all(upload.pk for upload in kept)


def test_keeping_nothing_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert actions.keep_many(accepted=[]) == []


def test_a_paper_is_issued_once() -> None:
    first = actions.issue(kind="receipt", subject="case:1", name="رسید.pdf", content=b"first")
    again = actions.issue(kind="receipt", subject="case:1", name="رسید.pdf", content=b"again")
    assert again == first
    assert bytes(Paper.objects.get(pk=first.pk).content) == b"first"


def test_papers_of_other_kinds_and_subjects_stand_beside() -> None:
    for kind, subject in (("receipt", "case:1"), ("answer", "case:1"), ("receipt", "case:2")):
        actions.issue(kind=kind, subject=subject, name="الف.pdf", content=b"x")
    assert Paper.objects.count() == 3
