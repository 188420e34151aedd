"""Services, their published versions, and the notices of an organisation."""

from django.db import models
from django.db.models import F, Q

from miz.accounts.models import Organisation, User


class Service(models.Model):
    """What the public may ask for. `slug` is ours and stable; the official code is not a key."""

    class Kind(models.TextChoices):
        DESK = "desk", "میز خدمت"
        COMPLAINTS = "complaints", "شکایت، انتقاد و پیشنهاد"
        ACCESS = "access", "دسترسی به اطلاعات"
        INFORMATION = "information", "اطلاع‌رسانی"

    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    kind = models.TextField(choices=Kind.choices)
    title = models.TextField()
    service_code = models.TextField(default="", db_index=True)
    version = models.ForeignKey(
        "ServiceVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.title


class ServiceVersion(models.Model):
    """One published state of a package: immutable, refused to change by a trigger."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    identity = models.JSONField()
    topics = models.JSONField(default=list)
    messages = models.JSONField(default=dict)
    answers = models.JSONField(default=list)
    process_form = models.JSONField(null=True)
    process = models.TextField(default="")
    rules = models.TextField(default="")
    called = models.JSONField(default=list)
    digest = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def published(self) -> "NoticeQuerySet":
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)


class Notice(models.Model):
    """A text on the notice board of an organisation's desk."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=5000)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(
                fields=["organisation", "-published_at"],
                name="notice_board",
                condition=Q(published_at__isnull=False, withdrawn_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(published_at__isnull=False),
                name="notice_withdrawn_after_published",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class AlertQuerySet(models.QuerySet["Alert"]):
    def standing(self) -> "AlertQuerySet":
        return self.filter(withdrawn_at=None)


class Alert(models.Model):
    """A day on which a measured criterion of a process form was not met.

    `measure` and `seconds` are those of the form in force then. `decided` counts the cases that
    were judged when the alert was raised, `share` (0 to 1) those within `seconds` of them;
    `p99_seconds` is of those that arrived, none when none did.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT)
    measure = models.TextField()
    day = models.DateField()
    indicator = models.TextField()
    seconds = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    share = models.FloatField()
    p99_seconds = models.FloatField(null=True)
    raised_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "measure", "day"], name="alert_once_a_day"),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="alert_share_of_one"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("raised_at")),
                name="alert_withdrawn_after_raised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day}"
