"""Background entries of the portal."""

from django.utils import timezone
from procrastinate.contrib.django import app

from miz.cases import queries
from miz.documents import actions as documents

from . import drafts, papers


@app.periodic(cron="5 * * * *")
@app.task(queue="upkeep", queueing_lock="portal.forget_lapsed_drafts")
def forget_lapsed_drafts(timestamp: int) -> None:
    drafts.forget_lapsed(timezone.now())


@app.task(queue="papers")
def issue_receipt(case_id: int) -> None:
    # The renderer takes seconds to import: that is for the worker, never for a web process.
    from miz.documents.papers import render_pdf  # noqa: PLC0415

    case = queries.with_people().get(pk=case_id)
    documents.issue(
        kind=papers.RECEIPT,
        subject=case.subject,
        name=f"receipt-{case.tracking_code}.pdf",
        content=render_pdf(papers.receipt_html(case)),
    )
