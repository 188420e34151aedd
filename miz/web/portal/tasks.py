"""Background entries of the portal."""

from django.utils import timezone
from procrastinate.contrib.django import app

from miz.cases import queries
from miz.documents import actions as documents

from . import drafts


@app.periodic(cron="5 * * * *")
@app.task(queue="upkeep", queueing_lock="portal.forget_lapsed_drafts")
def forget_lapsed_drafts(timestamp: int) -> None:
    drafts.forget_lapsed(timezone.now())


@app.task(queue="papers")
def issue_receipt(case_id: int) -> None:
    # The renderer takes seconds to import: that is for the worker, never for a web process.
    from miz.documents import papers  # noqa: PLC0415

    from . import receipts  # noqa: PLC0415 - it names this task

    case = queries.with_people().get(pk=case_id)
    documents.issue(
        kind=receipts.KIND,
        subject=case.subject,
        name=f"receipt-{case.tracking_code}.pdf",
        content=papers.render_pdf(receipts.paper_html(case)),
    )
