"""The SMS gateway's own door: only who signs gets in, and nothing is taken twice."""

import datetime
import json
import time
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from miz.cases.models import Case, Inbound
from miz.catalogue.queries import PublishedService
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft
from miz.outbox.models import Message
from miz.web.api.inbound import TOLERANCE, signature
from tests import factories

SMS, REPORT = "/api/v1/inbound/sms", "/api/v1/inbound/delivery"
SECRET, OWNER = "a-secret-of-the-test", "09120000000"
FORM = "application/x-www-form-urlencoded"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_door(settings: Settings) -> None:
    settings.INBOUND_SECRET = SECRET


@pytest.fixture
def case(desk: PublishedService) -> Case:
    made = factories.case(desk, mobile=OWNER)
    Message.objects.all().delete()
    return made


def push(
    address: str, body: str, *, at: float = 0, secret: str = SECRET, kind: str = FORM
) -> HttpResponse:
    moment = str(int(time.time() + at))
    headers = {"X-Miz-Time": moment, "X-Miz-Signature": signature(moment, body.encode(), secret)}
    return Client().post(address, body, content_type=kind, headers=headers)


def text(message: str, name: str = "1") -> str:
    return urlencode({"messageid": name, "from": OWNER, "to": "10001234", "message": message})


def test_a_signed_text_is_answered(case: Case) -> None:
    assert push(SMS, text(case.tracking_code)).status_code == 200
    assert Message.objects.filter(recipient=OWNER, channel="sms").count() == 1


def test_json_is_taken_as_well(case: Case) -> None:
    body = json.dumps({"messageid": 7, "from": OWNER, "message": case.tracking_code})
    assert push(SMS, body, kind="application/json").status_code == 200
    assert Inbound.objects.get().outcome == Inbound.Outcome.TOLD


def test_a_replay_is_answered_and_does_nothing(case: Case) -> None:
    for _ in range(2):
        assert push(SMS, text(case.tracking_code)).status_code == 200
    assert Message.objects.filter(recipient=OWNER).count() == 1


def test_a_stranger_is_refused(case: Case) -> None:
    body = text(case.tracking_code)
    assert push(SMS, body, secret="another").status_code == 401
    assert push(SMS, body, at=-TOLERANCE - 5).status_code == 401
    assert push(SMS, body, at=TOLERANCE + 5).status_code == 401
    assert Client().post(SMS, body, content_type=FORM).status_code == 401
    assert not Message.objects.exists()


def test_another_body_under_the_same_signature_is_refused(case: Case) -> None:
    moment = str(int(time.time()))
    headers = {"X-Miz-Time": moment, "X-Miz-Signature": signature(moment, b"other", SECRET)}
    answer = Client().post(SMS, text(case.tracking_code), content_type=FORM, headers=headers)
    assert answer.status_code == 401


def test_the_secret_in_a_header_opens_only_where_one_is_named(
    case: Case, settings: Settings
) -> None:
    def knock(secret: str) -> int:
        headers = {"X-Gateway": secret}
        answer = Client().post(SMS, text("سلام"), content_type=FORM, headers=headers)
        return answer.status_code

    assert knock(SECRET) == 401
    settings.INBOUND_SECRET_HEADER = "X-Gateway"
    assert (knock(SECRET), knock("another"), knock("")) == (200, 401, 401)


def test_without_a_secret_the_door_is_shut(settings: Settings) -> None:
    settings.INBOUND_SECRET = ""
    assert push(SMS, text("سلام"), secret="").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "",
        "from=09120000000",
        "messageid=1",
        f"messageid={'1' * 201}&from=0912",
        "messageid=1&from=" + "9" * 70_000,
    ],
)
def test_a_body_that_says_nothing_is_refused(body: str) -> None:
    assert push(SMS, body).status_code in (400, 422)


@pytest.mark.parametrize("body", ["[]", "{", "[" * 5000, "\x00"])
def test_broken_json_is_refused(body: str) -> None:
    assert push(SMS, body, kind="application/json").status_code == 400


def _sent() -> Message:
    [message] = outbox.queue(drafts=[Draft(Message.Channel.SMS, OWNER, "سلام")], reference="case:0")
    now = timezone.now() - datetime.timedelta(seconds=3)
    Message.objects.filter(pk=message.pk).update(
        state="sent", sent_at=now, gateway_reference="9001", attempts=1
    )
    return message


def test_a_delivery_report_is_noted_once() -> None:
    message = _sent()
    assert push(REPORT, "messageid=9001&status=10").status_code == 200
    message.refresh_from_db()
    first = message.delivered_at
    assert first is not None
    push(REPORT, "messageid=9001&status=10")
    message.refresh_from_db()
    assert message.delivered_at == first


@pytest.mark.parametrize("body", ["messageid=9001&status=4", "messageid=404&status=10"])
def test_other_reports_change_nothing(body: str) -> None:
    message = _sent()
    assert push(REPORT, body).status_code == 200
    message.refresh_from_db()
    assert message.delivered_at is None


def test_a_strangers_report_is_refused() -> None:
    assert push(REPORT, "messageid=9001&status=10", secret="another").status_code == 401
