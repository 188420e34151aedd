"""Tables of the doors: solved robot checks, so that none is used twice."""

from django.db import models


class UsedChallenge(models.Model):
    """A solved robot check; a second row with the same digest is a replay."""

    digest = models.BinaryField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires_at}"
