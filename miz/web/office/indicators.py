"""The measured criteria of the organisation's processes, and the alerts of those not met."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.catalogue import alerts
from miz.catalogue.models import Alert
from miz.insights import recovery
from miz.lib import jalali

from .permissions import staff_with

MOST_SHOWN = 30


@staff_with(Permission.SEE_BOARD)
@require_GET
def indicators(request: HttpRequest, user: User) -> HttpResponse:
    now = timezone.now()
    today = jalali.in_tehran(now).date()
    own = Alert.objects.filter(service__organisation=user.organisation_id)
    processes = [
        {
            "service": service,
            "form": service.version.process_form if service.version else None,
            "how": how,
            "measured": recovery.measured(how, now),
            "run": how.operation.latest(today),
        }
        for service, how in alerts.measured(user.organisation_id)
    ]
    context = {
        "at": now,
        "today": today,
        "processes": processes,
        "standing": own.standing(),
        "past": own.exclude(withdrawn_at=None)[:MOST_SHOWN],
    }
    return render(request, "office/indicators.html", context)
