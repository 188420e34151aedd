"""What the portal prints: the receipt, the same words on the page and on paper."""

from django.template.loader import render_to_string

from miz.cases.models import Case
from miz.web.shared import receipts

RECEIPT = "receipt"


def receipt_html(case: Case) -> str:
    return render_to_string("portal/receipt_paper.html", receipts.content(case))
