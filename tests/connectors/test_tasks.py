from django.utils import timezone

from miz.connectors import tasks
from miz.connectors.models import Call
from tests import factories


def test_records_are_kept_as_long_as_the_desk_says(db, settings):
    settings.CALLS_KEPT_DAYS = 30
    for days in (1, 29, 31, 500):
        Call.objects.create(
            connector="a", operation="b", purpose="c", legal_basis="d", asked=[], answered=[],
            subject="", at=timezone.now() - factories.days(days), milliseconds=1,
            outcome="answered",
        )  # fmt: skip
    assert tasks.forget_old_calls() == 2
    assert Call.objects.count() == 2
