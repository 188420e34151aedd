"""Messages that the tests of the outbox queue."""

from typing import Any

from django.utils import timezone

from miz.outbox import actions
from miz.outbox.actions import Draft
from miz.outbox.models import Message

NUMBER, ADDRESS, TEXT = "09120000123", "someone@example.com", "متن محرمانهٔ پیام"
Channel = Message.Channel


def queued(channel: Channel, recipient: str, **more: Any) -> Message:
    draft = Draft(channel, recipient, **{"body": TEXT, **more})
    return actions.queue(drafts=[draft], reference="case:1")[0]


def sms(number: str = NUMBER, **more: Any) -> Message:
    return queued(Channel.SMS, number, **more)


def code(number: str = NUMBER, **more: Any) -> Message:
    return sms(number, priority=Message.Priority.CODE, **more)


def email(address: str = ADDRESS) -> Message:
    return queued(Channel.EMAIL, address, title="عنوان نامه")


def letter() -> Message:
    return queued(Channel.LETTER, "نرگس سلطانی\nتهران", title="عنوان نامه")


def app(person: str) -> Message:
    return queued(Channel.APP, person, title="عنوان پیام")


def make_due() -> None:
    Message.objects.update(due_at=timezone.now())
