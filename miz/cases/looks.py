"""Looks at cases from where no member of staff opens one: by telephone, by SMS, by a machine, by
who brings the codes; and what a search found. Each leaves its row, in words on the page of its
applicant.

A list of the office masks names and shows nothing of what was written, so it is no look at a case.
Who searches asks for a person or for words, and what was found is an answer: one row names all
cases of the page, whatever their number.
"""

import enum
from collections.abc import Iterable

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.audit.actors import Actor, Kind

from .models import Case

READERS = frozenset({Permission.SEE_REQUESTS, Permission.SEE_CONFIDENTIAL})
SEARCHES = "cases:search"


class Door(enum.StrEnum):
    """Where somebody learned of a case: `portal` with both codes, `receipt` by its address,
    `representative` from the account of who stands in the place of the applicant."""

    PHONE = "phone"
    SMS = "sms"
    API = "api"
    PORTAL = "portal"
    RECEIPT = "receipt"
    REPRESENTATIVE = "representative"


BY_API = Actor(Kind.CITIZEN, "api", "متقاضی، از سامانهٔ دیگر")
BY_CODES = Actor(Kind.CITIZEN, "portal", "متقاضی، در درگاه")


def told(*, by: Actor, subject: str, door: Door) -> None:
    """Somebody learned where the case stands; its words and its papers stay out."""
    audit.seen(by=by, action="case.tell_state", subject=subject, details={"door": door})


def opened(*, by: Actor, case: Case, door: Door) -> None:
    """Somebody opened what the applicant sees of the case."""
    audit.seen(by=by, action="case.view", subject=case.subject, details={"door": door})


def found(*, by: User, cases: Iterable[Case]) -> None:
    """The cases of a page that a search brought; nothing was found, nothing is written."""
    subjects = [case.subject for case in cases]
    if subjects:
        post = next((post for post in by.posts if READERS & post.permissions), None)
        who, details = by.as_actor(post), {"among": subjects}
        audit.record(by=who, action="case.search", subject=SEARCHES, details=details)
