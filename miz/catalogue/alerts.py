"""Alerts of criteria that are not met: raised once a day, told once, withdrawn when all is well.

An alert that stood keeps its row: the history of a criterion is the list of its days.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.audit import actions as audit
from miz.audit.actors import SYSTEM
from miz.lib import digits, jalali
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from .models import Alert, Service
from .process_forms import Alarm, Criterion, Measuring, measuring
from .queries import published_services

TITLE = "هشدار شاخص: {indicator}"
BODY = (
    "معیار «{indicator}» در {day} برآورده نشده است: از {decided} مورد، {percent} درصد در کمتر از"
    " {seconds} ثانیه. جزئیات در صفحهٔ «شاخص‌ها» است."
)


@dataclass(frozen=True)
class Found:
    """A day so far: `decided` cases, the `share` of them (0 to 1) within the criterion, and the
    99th percentile in seconds of what arrived, if anything did."""

    day: date
    decided: int
    share: float
    p99_seconds: float | None

    def breaks(self, alarm: Alarm) -> bool:
        slow = self.p99_seconds is not None and self.p99_seconds > alarm.p99_seconds
        return slow or self.share < alarm.share


def measured(organisation_id: int | None = None) -> Iterator[tuple[Service, Measuring]]:
    """Published services whose process form has measured criteria; None: of all organisations."""
    services = published_services()
    if organisation_id is not None:
        services = services.filter(organisation=organisation_id)
    for service in services:
        form = service.version.process_form if service.version else None
        if form and (how := measuring(form)):
            yield service, how


@transaction.atomic
def judge(*, service: Service, criterion: Criterion, alarm: Alarm, found: Found) -> Alert | None:
    """Raises the day's alert, or ends what stands when the day is well; answers a new alert.

    Too few cases decide nothing either way. A day that breaks again has its one alert still.
    """
    if found.decided < alarm.least:
        return None
    # Two workers that look at once would both tell of it.
    Service.objects.select_for_update().get(pk=service.pk)
    if not found.breaks(alarm):
        _withdraw(service, criterion)
        return None
    alert, is_new = Alert.objects.get_or_create(
        service=service,
        measure=criterion.measure,
        day=found.day,
        defaults={
            "indicator": criterion.indicator,
            "seconds": criterion.seconds,
            "decided": found.decided,
            "share": found.share,
            "p99_seconds": found.p99_seconds,
            "raised_at": timezone.now(),
        },
    )
    if is_new:
        _record("alert.raise", alert)
        _tell(alert, alarm)
        return alert
    if alert.withdrawn_at:
        alert.withdrawn_at = None
        alert.save(update_fields=["withdrawn_at"])
        _record("alert.raise", alert)
    return None


def _withdraw(service: Service, criterion: Criterion) -> None:
    standing = Alert.objects.standing().filter(service=service, measure=criterion.measure)
    for alert in standing:
        alert.withdrawn_at = timezone.now()
        alert.save(update_fields=["withdrawn_at"])
        _record("alert.withdraw", alert)


def _tell(alert: Alert, alarm: Alarm) -> None:
    people = User.objects.filter(
        organisation=alert.service.organisation_id, role__in=alarm.to, is_active=True
    )
    title = TITLE.format(indicator=alert.indicator)
    words = digits.to_persian(
        BODY.format(
            indicator=alert.indicator,
            day=jalali.format_date(alert.day),
            decided=alert.decided,
            percent=math.floor(alert.share * 100),
            seconds=alert.seconds,
        )
    )
    outbox.queue(
        drafts=[Draft(Message.Channel.APP, p.subject, words, title=title) for p in people],
        reference=f"alert:{alert.pk}",
    )


def _record(action: str, alert: Alert) -> None:
    audit.record(
        by=SYSTEM,
        action=action,
        subject=f"alert:{alert.pk}",
        details={"measure": alert.measure, "day": alert.day.isoformat()},
    )
