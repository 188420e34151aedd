"""The append-only record of who did or saw what.

A row is written in the transaction of the change it tells of. The worker seals rows afterwards:
it gives each a place in one chain and the digest over the place before, so that a row that is
changed, removed or moved later is found (`miz audit verify`). A trigger refuses every other
change of a row.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.lookups import IsNull

# The subjects that one row names together, a list in its details; none where it has only one.
AMONG = models.Func(
    models.F("details"), template="(%(expressions)s -> 'among')", output_field=models.JSONField()
)


class Event(models.Model):
    """One thing done or seen. `subject` reads `kind:id`; no foreign keys, a log binds nobody."""

    at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_label = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    reason = models.TextField(default="")
    details = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True, unique=True)
    digest = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_subject"),
            GinIndex(
                OpClass(AMONG, name="jsonb_path_ops"),
                name="audit_among",
                condition=models.Q(IsNull(AMONG, False)),
            ),
            models.Index(
                fields=["id"], name="audit_unsealed", condition=models.Q(digest__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position__isnull=True, digest__isnull=True)
                | models.Q(position__isnull=False, digest__isnull=False),
                name="audit_sealed_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_label} {self.action} {self.subject}"
