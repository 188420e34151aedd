"""The receipt: a page that prints on one sheet, and the same as PDF with a QR code.

The PDF is drawn once by the worker, kept, and the same for ever after.
"""

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from miz.cases import queries
from miz.cases.models import Case
from miz.documents.models import Paper
from miz.documents.responses import attachment_response
from miz.lib import qr
from miz.web.shared import receipts

from . import tasks

KIND = "receipt"


@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "portal/receipt.html", {**content(_case(token)), "token": token})


@never_cache
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF, or a page that waits for the worker and asks again by itself."""
    case = _case(token)
    paper = Paper.objects.filter(kind=KIND, subject=case.subject).first()
    if paper:
        return attachment_response(paper)
    if request.GET.get("asked") != "yes":
        tasks.issue_receipt.defer(case_id=case.pk)
    response = render(request, "portal/receipt_waits.html", {"token": token}, status=202)
    response["Refresh"] = f"2; url={request.path}?asked=yes"
    return response


def content(case: Case) -> dict[str, object]:
    """What a receipt says; the QR code leads to tracking and carries the tracking code alone."""
    address = f"{settings.BASE_URL}/track/?code={case.tracking_code}"
    return {"case": case, "address": address, "qr": qr.svg(address)}


def paper_html(case: Case) -> str:
    return render_to_string("portal/receipt_paper.html", content(case))


def _case(token: str) -> Case:
    try:
        return queries.with_people().get(pk=receipts.case_number(token))
    except signing.BadSignature as error:
        raise Http404 from error
