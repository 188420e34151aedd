"""Services, their drafts and published versions, and the notices of an organisation."""

import datetime
from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from miz.accounts.models import Organisation, User


def _exactly(when: Q, *names: str) -> Q:
    """These columns are filled when `when` holds, and empty when it does not."""
    filled = Q(**{f"{name}__isnull": False for name in names})
    return when & filled | ~when & Q(**{f"{name}__isnull": True for name in names})


class ServiceQuerySet(models.QuerySet["Service"]):
    def known(self) -> "ServiceQuerySet":
        """All that was ever published: a withdrawn service keeps its page, which says so."""
        return self.filter(version__isnull=False)

    def offered(self) -> "ServiceQuerySet":
        """Published, and not withdrawn since."""
        return self.known().filter(withdrawn_at=None)


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
    # No new requests from then on; running cases go on, and the public page says so.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(default="", blank=True)
    # What it is found by (`miz.catalogue.search`), written with each version.
    search_title = models.TextField(default="", blank=True)
    search_text = models.TextField(default="", blank=True)
    life_events = ArrayField(models.TextField(), default=list, blank=True)
    audiences = ArrayField(models.TextField(), default=list, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=[name], name=f"service_{name}", opclasses=["gin_trgm_ops"])
            for name in ("search_title", "search_text")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="service_withdrawn_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit names this service."""
        return f"service:{self.slug}"


class ServiceVersion(models.Model):
    """One published state of a package: immutable, refused to change by a trigger.

    `files` is the package whole, {path: text}; empty of versions older than this column.
    """

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
    files = models.JSONField(default=dict)
    digest = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"

    def is_of(self, files: Mapping[str, str], digest: str) -> bool:
        """Whether it was made of the very same package, remarks and scenarios too; of a version
        older than `files`, whether it says the same."""
        return self.digest == digest and self.files in ({}, files)


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user: User) -> "DraftQuerySet":
        """Those of the user's organisation: all that its designers and approvers may know of."""
        return self.filter(organisation=user.organisation_id)

    def open(self) -> "DraftQuerySet":
        return self.filter(state__in=Draft.OPEN)

    def due(self, day: datetime.date) -> "DraftQuerySet":
        """Approved ones whose day has come."""
        return self.filter(state=Draft.State.APPROVED, effective_on__lte=day)

    def set_aside(self) -> "DraftQuerySet":
        """What imports set aside, and nobody took up again or dropped."""
        later = Q(source_key=OuterRef("source_key"), slug=OuterRef("slug"), pk__gt=OuterRef("pk"))
        waiting = self.filter(state=Draft.State.DISCARDED, revision=1)
        return waiting.exclude(Exists(Draft.objects.filter(later)))


class Draft(models.Model):
    """A package being worked on: drawn up by one person, approved by another, then published.

    `files` is {path: text}, `readings` what an import found in a form ({"service" | "process":
    readings, see `miz.catalogue.imports`}). Every save counts `revision` up; `changed_by` wrote
    the words that stand now. What was proposed does not change any more: a trigger refuses it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "پیش‌نویس"
        PROPOSED = "proposed", "در انتظار تأیید"
        APPROVED = "approved", "تأیید شده"
        PUBLISHED = "published", "منتشر شده"
        DISCARDED = "discarded", "کنار گذاشته شده"

    OPEN = (State.DRAFT, State.PROPOSED, State.APPROVED)

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    slug = models.SlugField()
    title = models.TextField(default="")
    files = models.JSONField(default=dict)
    readings = models.JSONField(default=dict)
    # Of an import: the name of the file, and the key that its drafts share.
    source = models.TextField(default="", blank=True)
    source_key = models.UUIDField(null=True, db_index=True)
    base = models.ForeignKey(
        ServiceVersion, on_delete=models.PROTECT, null=True, related_name="drafts"
    )
    state = models.TextField(choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    sent_back_reason = models.TextField(default="", blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    effective_on = models.DateField(null=True)
    version = models.OneToOneField(
        ServiceVersion, on_delete=models.PROTECT, null=True, related_name="draft"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(state__in=["draft", "proposed", "approved"]),
                name="draft_one_open_of_a_slug",
            ),
            models.CheckConstraint(
                condition=_exactly(
                    Q(state__in=["proposed", "approved", "published"]), "proposed_by", "proposed_at"
                ),
                name="draft_proposed_with_its_stamp",
            ),
            models.CheckConstraint(
                condition=_exactly(
                    Q(state__in=["approved", "published"]),
                    *("approved_by", "approved_at", "effective_on"),
                ),
                name="draft_approved_with_its_stamp",
            ),
            models.CheckConstraint(
                condition=_exactly(Q(state="published"), "version"),
                name="draft_published_with_its_version",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "approved", "published", "discarded"]),
                name="draft_state_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("changed_by")),
                name="draft_approved_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["effective_on"], name="draft_due", condition=Q(state="approved"))
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def subject(self) -> str:
        """How the audit names this draft."""
        return f"draft:{self.pk}"

    @property
    def is_set_aside(self) -> bool:
        """Whether it was discarded from its birth: an import found an open draft of its service."""
        return self.state == Draft.State.DISCARDED and self.revision == 1


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
