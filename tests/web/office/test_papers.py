"""Reading the files of a case beside its text: shown safely, with a trace, to nobody else."""

import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.documents.models import Upload
from tests import factories
from tests.documents import files

SignIn = Callable[[User], Client]


@pytest.fixture
def jpeg() -> bytes:
    return files.picture("JPEG", comment=b"taken at home")


@pytest.fixture
def case(desk: PublishedService, jpeg: bytes) -> Case:
    papers = [
        factories.attachment("کارت ملی", "card.jpg", jpeg),
        factories.attachment("قرارداد", "contract.pdf", files.pdf()),
        factories.attachment("بایگانی", "all.zip", files.archive({"یک.txt": b"123"})),
        factories.attachment("فهرست", "list.xlsx", files.workbook()),
    ]
    return factories.case(desk, attachments=papers)


def address(case: Case, number: int, *page: int) -> str:
    key = case.attachments.all()[number].upload.key
    return reverse("office:picture" if page else "office:paper", args=[case.pk, key, *page])


def get(browser: Client, case: Case, number: int, **query: Any) -> str:
    response = browser.get(address(case, number), query)
    assert response.status_code == 200
    return response.content.decode()


def spoil(case: Case, number: int, content: bytes) -> None:
    upload = case.attachments.all()[number].upload
    Upload.objects.filter(pk=upload.pk).update(content=content, size=len(content))


def test_a_paper_stands_beside_the_text_and_the_case_links_to_it(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    page = get(browser, case, 0)
    assert case.text in page
    assert "کارت ملی" in page
    assert "پیوست ۱ از ۴" in page
    shown = browser.get(reverse("office:case", args=[case.pk])).content.decode()
    assert address(case, 0) in shown


def test_papers_follow_one_another_in_their_order(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    first, last = get(browser, case, 0), get(browser, case, 3)
    assert 'rel="prev"' not in first
    assert f'rel="next" href="{address(case, 1)}"' in first
    assert f'rel="prev" href="{address(case, 2)}"' in last
    assert 'rel="next"' not in last


def test_an_image_is_shown_as_a_picture_of_ours(
    as_user: SignIn, narges: User, case: Case, jpeg: bytes
) -> None:
    response = as_user(narges).get(address(case, 0, 1))
    assert Image.open(io.BytesIO(response.content)).size == (40, 30)
    assert response.content != jpeg
    assert b"taken at home" not in response.content


@pytest.mark.parametrize("number", [0, 1])
def test_a_picture_may_do_nothing_and_is_kept_nowhere(
    as_user: SignIn, narges: User, case: Case, number: int
) -> None:
    response: HttpResponse = as_user(narges).get(address(case, number, 1))  # type: ignore[assignment]
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(("number", "page"), [(0, 2), (0, 0), (1, 2), (1, 99999), (2, 1), (3, 1)])
def test_what_is_no_page_has_no_picture(
    as_user: SignIn, narges: User, case: Case, number: int, page: int
) -> None:
    assert as_user(narges).get(address(case, number, page)).status_code == 404


def test_an_archive_and_a_sheet_are_lists_without_a_picture(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    archive, empty_sheet = get(browser, case, 2), get(browser, case, 3)
    assert "یک.txt" in archive
    assert "نمایش داده نمی‌شود" in empty_sheet
    assert "<img" not in archive + empty_sheet


@pytest.mark.parametrize("zoom", ["fit", "full"])
def test_the_picture_is_fitted_or_whole(
    as_user: SignIn, narges: User, case: Case, zoom: str
) -> None:
    assert f'class="o-sheet o-{zoom}"' in get(as_user(narges), case, 0, zoom=zoom)


@pytest.mark.parametrize("page", ["0", "-1", "7", "x", "۲", "9" * 30, ""])
def test_whatever_page_and_zoom_are_asked_for_one_that_exists_is_shown(
    as_user: SignIn, narges: User, case: Case, page: str
) -> None:
    shown = get(as_user(narges), case, 1, page=page, zoom="<script>")
    assert address(case, 1, 1) in shown
    assert "<script>" not in re.sub(r"<script src[^>]*>", "", shown)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_broken_file_says_so_and_offers_itself_for_download(
    as_user: SignIn, narges: User, case: Case, number: int
) -> None:
    spoil(case, number, b"\xff\xd8\xff%PDF-PK\x03\x04 nothing of them")
    browser = as_user(narges)
    page = get(browser, case, number)
    assert "ناقص یا آسیب‌دیده است" in page
    assert "<img" not in page
    assert reverse("office:attachment", args=address(case, number).split("/")[3:6:2]) in page
    assert browser.get(address(case, number, 1)).status_code == 404


def test_an_image_that_is_too_large_says_so(as_user: SignIn, narges: User, case: Case) -> None:
    upload = case.attachments.all()[0].upload
    Upload.objects.filter(pk=upload.pk).update(media_type="image/png")
    spoil(case, 0, files.png_claiming(7000, 7000))
    assert "سنگین" in get(as_user(narges), case, 0)


# --- traces and strangers


def test_every_look_leaves_its_trace(as_user: SignIn, narges: User, case: Case) -> None:
    browser = as_user(narges)
    get(browser, case, 0)
    browser.get(address(case, 0, 1))
    looks = Event.objects.filter(action="case.view", subject=case.subject)
    assert [look.actor_id for look in looks] == [str(narges.pk)] * 2


@pytest.mark.parametrize("page", [[], [1]])
def test_without_a_trace_nothing_is_shown(
    as_user: SignIn, narges: User, case: Case, monkeypatch: pytest.MonkeyPatch, page: list[int]
) -> None:
    def broken(**_: object) -> None:
        raise DatabaseError("the audit cannot be written")

    browser = as_user(narges)
    monkeypatch.setattr("miz.audit.actions.record", broken)
    with pytest.raises(DatabaseError):
        browser.get(address(case, 0, *page))


@pytest.mark.parametrize("page", [[], [1]])
def test_a_stranger_sees_neither_paper_nor_picture(
    as_user: SignIn, omid: User, inspector: User, case: Case, page: list[int]
) -> None:
    for stranger in (omid, inspector):
        assert as_user(stranger).get(address(case, 0, *page)).status_code == 404


def test_a_paper_is_not_found_under_another_case(
    as_user: SignIn, narges: User, desk: PublishedService, case: Case
) -> None:
    other = factories.case(desk)
    anothers = case.attachments.all()[0].upload.key
    browser = as_user(narges)
    for key in (anothers, uuid.uuid4()):
        assert browser.get(reverse("office:paper", args=[other.pk, key])).status_code == 404
        assert browser.get(reverse("office:picture", args=[other.pk, key, 1])).status_code == 404
