import hashlib

import pytest

from miz.documents import actions
from miz.documents.models import Paper, Upload
from miz.documents.uploads import check
from tests.documents.files import picture

pytestmark = pytest.mark.django_db

PNG = check("تصویر.png", picture("PNG"))


def test_a_file_comes_back_as_it_was_sent() -> None:
    kept = Upload.objects.get(key=actions.keep(accepted=PNG).key)
    assert bytes(kept.content) == PNG.content
    assert bytes(kept.sha256) == hashlib.sha256(PNG.content).digest()
    assert (kept.name, kept.media_type, kept.size) == ("تصویر.png", "image/png", len(PNG.content))


def test_a_paper_is_issued_once() -> None:
    first = actions.issue(kind="receipt", subject="case:1", name="رسید.pdf", content=b"first")
    again = actions.issue(kind="receipt", subject="case:1", name="رسید.pdf", content=b"again")
    assert again == first
    assert bytes(Paper.objects.get(pk=first.pk).content) == b"first"


def test_papers_of_other_kinds_and_subjects_stand_beside() -> None:
    for kind, subject in (("receipt", "case:1"), ("answer", "case:1"), ("receipt", "case:2")):
        actions.issue(kind=kind, subject=subject, name="الف.pdf", content=b"x")
    assert Paper.objects.count() == 3
