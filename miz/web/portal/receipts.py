"""The receipt: a page that prints on one sheet, and the same as PDF with a QR code.

The PDF is drawn once by the worker, kept, and the same for ever after.
"""

import contextlib

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from procrastinate.exceptions import AlreadyEnqueued

from miz.cases import looks, queries
from miz.cases.looks import BY_CODES, Door
from miz.cases.models import Case
from miz.documents.models import Paper
from miz.documents.responses import attachment_response
from miz.web.shared import receipts

from . import papers, tasks


@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    case = _case(token)
    looks.opened(by=BY_CODES, case=case, door=Door.RECEIPT)
    context = {**receipts.content(case), "token": token}
    return render(request, "portal/receipt.html", context)


@never_cache
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF, or a page that waits for the worker and asks again by itself."""
    case = _case(token)
    paper = Paper.objects.filter(kind=papers.RECEIPT, subject=case.subject).first()
    if paper:
        looks.opened(by=BY_CODES, case=case, door=Door.RECEIPT)
        return attachment_response(paper)
    if request.GET.get("asked") != "yes":
        _ask_worker(case)
    response = render(request, "portal/receipt_waits.html", {"token": token}, status=202)
    response["Refresh"] = f"2; url={request.path}?asked=yes"
    return response


def _ask_worker(case: Case) -> None:
    job = tasks.issue_receipt.configure(queueing_lock=f"receipt:{case.pk}")
    # Asked for already: the job that waits draws the same paper.
    with contextlib.suppress(AlreadyEnqueued):
        job.defer(case_id=case.pk)


def _case(token: str) -> Case:
    try:
        return queries.with_people().get(pk=receipts.case_number(token))
    except signing.BadSignature as error:
        raise Http404 from error
