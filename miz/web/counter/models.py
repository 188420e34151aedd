"""What an operator is writing down for the person at the counter."""

import datetime

from django.db import models
from django.utils import timezone

from miz.accounts.models import User
from miz.cases.models import Case
from miz.citizens.representation_models import Consent
from miz.web.shared.drafts import Written, WrittenFile

# A working day: the person has gone home by then.
LIFE = datetime.timedelta(hours=10)


def _expiry() -> datetime.datetime:
    return timezone.now() + LIFE


class CounterDraft(Written):
    """One request at one counter. Its number lies in the operator's session and nowhere else."""

    operator = models.ForeignKey(User, on_delete=models.PROTECT)
    service = models.SlugField()
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    expires_at = models.DateTimeField(default=_expiry, db_index=True)

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """How the audit, the outbox and the code name it."""
        return f"counter:{self.pk}"


class CounterFile(WrittenFile):
    draft = models.ForeignKey(CounterDraft, on_delete=models.CASCADE, related_name="files")
