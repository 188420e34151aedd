"""«چه کسی پروندهٔ مرا دیده است؟»: who looked at a case, when and what for, and which agencies were
asked about its applicant.

Each look is one row of the audit, written before anything is shown: every page and file of a case
in the office, its print, letters about it, what a search of staff found (one row for a page, found
by each of its cases), a call, an SMS, another system, both codes in the portal, a receipt. Working
lists of the office leave no row: they show the name masked, the topic from the list of topics and
nothing that was written, so that a list is no access to content. Exports of the history hold no
names. No page of staff shows the account of a citizen.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from miz.cases import access
from miz.cases.models import Case
from miz.connectors import calls
from miz.connectors.civil_registry.client import CONNECTOR as CIVIL_REGISTRY
from miz.connectors.models import Call
from miz.connectors.shahkar.client import CONNECTOR as SHAHKAR

from .tracking import Visit, reading

AT_ONCE = 25
TITLES = {each.name: each.title for each in (CIVIL_REGISTRY, SHAHKAR)}


@reading
def accesses(request: HttpRequest, visit: Visit) -> HttpResponse:
    before = request.GET.get("before", "")
    context = {
        "case": visit.case,
        "found": access.of(visit.case, before),
        "first": not before,
        "asked": [] if before else _asked(visit.case),
    }
    return render(request, "portal/access.html", context)


def _asked(case: Case) -> list[tuple[Call, str]]:
    """The newest questions to other agencies about the person or the case, with their titles."""
    subjects = [calls.about_person(case.national_code), case.subject]
    rows = Call.objects.filter(subject__in=subjects).exclude(outcome=Call.Outcome.HELD)
    newest = rows.order_by("-at")[:AT_ONCE]
    return [(row, TITLES.get(row.connector, row.connector)) for row in newest]
