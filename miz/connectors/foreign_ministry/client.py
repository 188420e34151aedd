"""Asks the foreign ministry by letter whether and when a visa is issued.

No system is called: the question is a numbered letter (`miz.connectors.letters`), its answer a
scan that comes back days later.
"""

from miz.accounts.models import User
from miz.connectors import letters
from miz.connectors.base import Connector, Exchange, Purpose
from miz.connectors.batch_models import Letter
from miz.connectors.letters import Answered, Scan

LEGAL_BASIS = "مکاتبهٔ اداری میان دو دستگاه"
VISA = Purpose("استعلام روادید", LEGAL_BASIS)
EXPECTED_DAYS = 10

CONNECTOR = Connector(
    name="foreign_ministry",
    title="وزارت امور خارجه",
    owner="وزارت امور خارجه",
    exchange=Exchange.LETTER,
    legal_basis=LEGAL_BASIS,
)


def ask(
    *, by: User, title: str, body: str, days: int = EXPECTED_DAYS, reference: str = ""
) -> Letter:
    """Write the ministry a numbered letter; raises letters.NoSeries."""
    return letters.write(
        by=by,
        recipient=Letter.Recipient.FOREIGN_MINISTRY,
        title=title,
        body=body,
        days=days,
        reference=reference,
    )


def answered(*, by: User, number: str, scan: Scan, text: str = "") -> Answered:
    """Keep the scan as the answer of the letter whose number stands on it; raises LetterRefused."""
    letter = letters.find(by, number)
    return letters.answered(
        by=by, letter=letter, scan=scan, text=text, connector=CONNECTOR, purpose=VISA
    )
