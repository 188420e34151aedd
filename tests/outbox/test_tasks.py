import datetime

import pytest
from django.utils import timezone

from miz.outbox import tasks
from miz.outbox.models import Attempt


@pytest.mark.django_db
def test_attempts_are_forgotten_after_a_day():
    now = timezone.now()
    for age in (0, 23, 25):
        at = now - datetime.timedelta(hours=age)
        Attempt.objects.create(provider="main", at=at, seconds=0.1, outcome="sent")
    tasks.forget_attempts(0)
    assert Attempt.objects.count() == 2
