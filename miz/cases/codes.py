"""What is sensitive is shown after a one-time code to the mobile on the request."""

from django.db import transaction

from miz.accounts import codes, quotas
from miz.accounts import errors as accounts_errors
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN
from miz.outbox import actions as outbox

from . import messages
from .errors import WrongCode
from .models import Case

READ = ("mobile", "applicant_kind", "national_code")


def send(*, case: Case) -> None:
    """Queues a new code; raises QuotaExceeded when too many were asked for."""
    quotas.spend("code_by_case", case.subject)
    _send(case)


@transaction.atomic
def _send(case: Case) -> None:
    # Read again: a number that was corrected meanwhile gets no code any more. Held, so that the
    # code that lives is that of the last message.
    case = Case.objects.select_for_update(of=("self",)).only(*READ).get(pk=case.pk)
    code = codes.issue(case.subject)
    outbox.queue(drafts=[messages.code_draft(case, code)], reference=case.subject)
    audit.record(by=CITIZEN, action="case.code", subject=case.subject)


def check(*, case: Case, code: str) -> None:
    """Uses the code up, or raises WrongCode; the try counts whichever way it ends."""
    try:
        codes.check(case.subject, code)
    except accounts_errors.WrongCode as error:
        raise WrongCode from error


def end(*, case: Case) -> None:
    """A code that is on its way opens nothing any more."""
    codes.end(case.subject)
