"""The notice board, by those who may publish."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from miz.accounts.models import Organisation, User
from miz.audit.models import Event
from miz.catalogue import queries
from miz.catalogue.models import Notice

SignIn = Callable[[User], Client]
WORDS = {"title": "نوبت تازه", "text": "از فردا\n\nنوبت‌ها باز می‌شود."}


@pytest.fixture
def browser(as_user: SignIn, publisher: User) -> Client:
    return as_user(publisher)


def on_board() -> list[str]:
    return [notice.title for notice in queries.notice_board("hajj")]


def test_a_draft_is_kept_then_published_then_withdrawn(browser: Client) -> None:
    browser.post(reverse("office:notice-new"), WORDS)
    notice = Notice.objects.get(title=WORDS["title"])
    assert WORDS["title"] not in on_board()
    browser.post(reverse("office:notice-publish", args=[notice.pk]))
    assert WORDS["title"] in on_board()
    browser.post(reverse("office:notice-withdraw", args=[notice.pk]))
    assert WORDS["title"] not in on_board()
    done = Event.objects.filter(subject=f"notice:{notice.pk}").values_list("action", flat=True)
    assert list(done.order_by("pk")) == ["notice.write", "notice.publish", "notice.withdraw"]


def test_writing_and_publishing_may_be_one_press(browser: Client) -> None:
    browser.post(reverse("office:notice-new"), {**WORDS, "publish": "1"})
    assert WORDS["title"] in on_board()
    assert WORDS["title"] in browser.get(reverse("office:notices")).content.decode()


def test_other_words_are_kept_and_the_audit_remembers_the_former(browser: Client) -> None:
    browser.post(reverse("office:notice-new"), WORDS)
    notice = Notice.objects.get(title=WORDS["title"])
    browser.post(reverse("office:notice", args=[notice.pk]), {**WORDS, "title": "عنوان دیگر"})
    notice.refresh_from_db()
    assert notice.title == "عنوان دیگر"
    assert Event.objects.filter(details__before__title=WORDS["title"]).exists()


def test_a_mistake_shows_the_form_with_what_was_typed(browser: Client) -> None:
    page = browser.post(reverse("office:notice-new"), {"title": "", "text": "متن"}).content.decode()
    assert "m-error-summary" in page
    assert "متن</textarea>" in page


def test_withdrawing_a_draft_changes_nothing(browser: Client) -> None:
    browser.post(reverse("office:notice-new"), WORDS)
    notice = Notice.objects.get(title=WORDS["title"])
    browser.post(reverse("office:notice-withdraw", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.withdrawn_at is None


def test_a_notice_of_another_organisation_does_not_exist(browser: Client) -> None:
    other = Organisation.objects.exclude(code="hajj")[:1].get()
    notice = Notice.objects.create(organisation=other, title="الف", text="ب")
    for name in ("notice", "notice-publish", "notice-withdraw"):
        assert browser.post(reverse(f"office:{name}", args=[notice.pk]), WORDS).status_code == 404


@pytest.mark.parametrize("name", ["notices", "notice-new"])
def test_a_clerk_does_not_publish(as_user: SignIn, narges: User, name: str) -> None:
    assert as_user(narges).get(reverse(f"office:{name}")).status_code == 403
