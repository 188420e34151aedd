"""Messages to staff in the desk itself: the own, the newest first, read or not."""

from collections.abc import Callable

import pytest
from django.test import Client

from miz.accounts.models import User
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft
from miz.outbox.models import Message

SignIn = Callable[[User], Client]
PAGE = "/office/messages/"


def write(user: User, body: str) -> None:
    draft = Draft(Message.Channel.APP, user.subject, body, title="هشدار شاخص")
    outbox.queue(drafts=[draft], reference="alert:1")


def text(browser: Client, page: str = "") -> str:
    return browser.get(f"{PAGE}{page}").content.decode()


def test_one_reads_the_own_messages_and_no_others(
    as_user: SignIn, narges: User, reza: User
) -> None:
    write(narges, "پیام نرگس")
    write(reza, "پیام رضا")
    page = text(as_user(narges))
    assert "پیام نرگس" in page
    assert "پیام رضا" not in page


def test_what_was_read_is_new_no_more(as_user: SignIn, narges: User, reza: User) -> None:
    for user in (narges, reza):
        write(user, "پیام")
    browser = as_user(narges)
    assert "تازه" in text(browser)
    assert browser.post(f"{PAGE}read/")["Location"] == PAGE
    assert "تازه" not in text(browser)
    assert "تازه" in text(as_user(reza))


def test_nothing_was_written_yet(as_user: SignIn, narges: User) -> None:
    assert "پیامی ندارید" in text(as_user(narges))


@pytest.mark.parametrize("page", ["?page=2", "?page=x", "?page=999"])
def test_many_messages_come_in_pages(as_user: SignIn, narges: User, page: str) -> None:
    for number in range(25):
        write(narges, f"پیام {number}")
    assert text(as_user(narges), page).count('<li class="m-message"') in (5, 20)


def test_a_stranger_is_led_to_the_door(client: Client, db: None) -> None:
    for response in (client.get(PAGE), client.post(f"{PAGE}read/")):
        assert response.status_code == 302
        assert "/login/" in response["Location"]
