"""Alerts of criteria not met: once a day, told once, gone when all is well."""

import dataclasses
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from miz.accounts.models import User
from miz.audit.models import Event
from miz.catalogue import alerts
from miz.catalogue.alerts import Found
from miz.catalogue.models import Alert, Service
from miz.catalogue.process_forms import Alarm, Criterion
from miz.outbox.models import Message

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
CRITERION = Criterion("تسهیل ارسال پیامک", "کمتر از 1 دقیقه", "", "", "recovery.sms", 60)
ALARM = Alarm(share=0.99, p99_seconds=60, least=10, to=("headquarters",))
WELL = Found(DAY, decided=100, share=1, p99_seconds=4)
BROKEN = Found(DAY, decided=100, share=0.9, p99_seconds=70)


@pytest.fixture
def service() -> Service:
    return Service.objects.get(slug="hajj-password-recovery")


def judge(service: Service, found: Found) -> Alert | None:
    return alerts.judge(service=service, criterion=CRITERION, alarm=ALARM, found=found)


def test_a_broken_day_raises_one_alert_however_often_it_is_looked_at(service: Service) -> None:
    assert judge(service, BROKEN)
    assert judge(service, dataclasses.replace(BROKEN, share=0.5)) is None
    alert = Alert.objects.get()
    assert (alert.share, alert.p99_seconds, alert.decided) == (0.9, 70, 100)


@pytest.mark.parametrize(
    ("share", "p99"), [(0.98, 5.0), (1.0, 60.1), (0.0, None)]
)  # too few in time; too slow; none arrived
def test_the_share_or_the_slowest_break_a_day(
    service: Service, share: float, p99: float | None
) -> None:
    assert judge(service, Found(DAY, 100, share, p99))


def test_few_cases_decide_nothing(service: Service) -> None:
    few = dataclasses.replace(BROKEN, decided=9)
    assert judge(service, few) is None
    judge(service, BROKEN)
    judge(service, dataclasses.replace(WELL, decided=9))
    assert Alert.objects.standing().count() == 1


def test_it_is_withdrawn_by_itself_and_stays_in_the_history(service: Service) -> None:
    judge(service, BROKEN)
    judge(service, dataclasses.replace(WELL, day=date(2026, 11, 23)))
    assert not Alert.objects.standing().exists()
    assert Alert.objects.get().withdrawn_at is not None
    assert [*Event.objects.filter(subject__startswith="alert:").values_list("action", flat=True)
            .order_by("pk")] == ["alert.raise", "alert.withdraw"]  # fmt: skip


def test_a_day_that_breaks_again_stands_again_and_is_not_told_again(
    service: Service, headquarters: User
) -> None:
    judge(service, BROKEN)
    judge(service, WELL)
    assert judge(service, BROKEN) is None
    assert Alert.objects.standing().count() == 1
    assert Message.objects.filter(recipient=headquarters.subject).count() == 1


def test_only_the_roles_of_the_form_are_told(
    service: Service, headquarters: User, parisa: User, narges: User
) -> None:
    judge(service, BROKEN)
    message = Message.objects.get(channel=Message.Channel.APP)
    assert message.recipient == headquarters.subject
    assert "از ۱۰۰ مورد، ۹۰ درصد در کمتر از ۶۰ ثانیه" in message.body


def test_the_database_keeps_one_alert_a_day(service: Service) -> None:
    alert = judge(service, BROKEN)
    assert alert is not None
    alert.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        alert.save(force_insert=True)


def test_measured_services_are_those_of_the_organisation(service: Service) -> None:
    assert [found.slug for found, _ in alerts.measured(service.organisation_id)] == [service.slug]
    assert [*alerts.measured(0)] == []
