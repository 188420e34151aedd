"""`miz prove quotas`: a limit is exact, however many ask at once and whichever process answers.

Two hundred browsers ask in one moment for a code to come back to one and the same account. As many
messages may be written as the limit says, and not one more.
"""

import dataclasses
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from miz.lib.console import say

from . import desk as desks
from .browser import Browser

ASKED = 200
LIMIT = 5
# Of the person alone: all of them come from this machine's one address.
QUOTAS = {
    "MIZ_QUOTA_CODE_BY_PERSON": str(LIMIT),
    "MIZ_QUOTA_CODE_BY_ADDRESS": "1000000",
    "MIZ_QUOTA_CODE_IN_ALL": "1000000",
}
PATH = "/account/recover/"


@dataclasses.dataclass(frozen=True)
class Outcome:
    """`let_through` by the answers, `messages` by the rows that were written."""

    asked: int
    limit: int
    let_through: int
    refused: int
    messages: int

    @property
    def holds(self) -> bool:
        return (
            self.let_through == self.messages == self.limit
            and self.refused == self.asked - self.limit
        )


def main(as_json: bool) -> int:
    with desks.throw_away(QUOTAS) as desk:
        # Both need Django, which the desk has set up.
        from miz.citizens.models import Recovery  # noqa: PLC0415

        from . import accounts  # noqa: PLC0415

        [person] = accounts.people(1)
        accounts.open_for([person])
        forms = [accounts.pair_fields(person) for _ in range(ASKED)]
        answers = ask_at_once(desk.port, forms)
        messages = Recovery.objects.exclude(message=None).count()
    outcome = Outcome(ASKED, LIMIT, answers[302], answers[200], messages)
    content = {"holds": outcome.holds, **dataclasses.asdict(outcome)}
    say(json.dumps(content) if as_json else "\n".join(f"{k:12} {v}" for k, v in content.items()))
    return 0 if outcome.holds else 1


def ask_at_once(port: int, forms: list[dict[str, str]]) -> Counter[int]:
    """How many answers had which status, each form sent by a browser of its own."""
    gate = threading.Barrier(len(forms))

    def ask(form: dict[str, str]) -> int:
        browser = Browser(port)
        gate.wait()
        status = browser.post(PATH, form).status
        browser.close()
        return status

    with ThreadPoolExecutor(len(forms)) as pool:
        return Counter(pool.map(ask, forms))
