"""What the worker does each minute that belongs to no app."""

from datetime import timedelta

import pytest
from django.utils import timezone

from miz.catalogue.models import Alert
from miz.config.tasks import watch_criteria
from tests.insights import recoveries

pytestmark = pytest.mark.django_db


def recover(number: int, delivered: float) -> None:
    person = recoveries.citizen()
    for _ in range(number):
        recoveries.recovery(
            timezone.now() - timedelta(seconds=1), person=person, sent=1, delivered=delivered
        )


def test_a_slow_day_alerts_both_criteria_and_a_good_one_none() -> None:
    recover(20, delivered=3)
    watch_criteria(0)
    assert not Alert.objects.exists()
    recover(20, delivered=90)
    watch_criteria(0)
    watch_criteria(0)
    standing = Alert.objects.standing()
    assert {alert.measure for alert in standing} == {"recovery.password_set", "recovery.sms"}
    assert all(alert.share == 0.5 for alert in standing)
