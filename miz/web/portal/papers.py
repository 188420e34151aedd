"""What the portal prints: the receipt, the same words on the page and on paper."""

from django.conf import settings
from django.template.loader import render_to_string

from miz.cases.models import Case
from miz.lib import qr

RECEIPT = "receipt"


def receipt(case: Case) -> dict[str, object]:
    """What a receipt says; the QR code leads to tracking and carries the tracking code alone."""
    address = f"{settings.BASE_URL}/track/?code={case.tracking_code}"
    return {"case": case, "address": address, "qr": qr.svg(address)}


def receipt_html(case: Case) -> str:
    return render_to_string("portal/receipt_paper.html", receipt(case))
