"""What members of staff keep for themselves at their door."""

from django.db import models
from django.db.models import Q

from miz.accounts.models import User

MOST = 12
LONGEST_NAME = 40


class SavedFilter(models.Model):
    """A list of the inbox under a name its owner gave it.

    `query` is the list as the address of the inbox says it (`InboxForm.query`), judged again
    whenever it is opened. Places are numbered from 1 for each owner, so nobody has more than MOST.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False)
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.TextField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "place"], name="saved_filter_place_once"),
            models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_name_once"),
            models.CheckConstraint(
                condition=Q(place__range=(1, MOST)), name="saved_filter_at_most_twelve"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_filter_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
