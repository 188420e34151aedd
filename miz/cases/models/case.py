"""The case itself, and who may know of it."""

import contextlib
import datetime
import functools
import operator
import re
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q

from miz.accounts.models import Organisation, Unit, User
from miz.accounts.permissions import Permission
from miz.accounts.posts import Post
from miz.catalogue.models import ServiceVersion
from miz.citizens.identities import Identity, InvalidIdentity, Kind, clean, shape
from miz.citizens.representation_models import Consent, Relation, Representation
from miz.lib import national_code, persian, provinces, tracking_code


class State(models.TextChoices):
    """What the process says of a case; set from the milestone that its BPMN element carries."""

    RECEIVED = "received", "دریافت شد"
    IN_REVIEW = "in_review", "در حال بررسی"
    WAITING_FOR_CITIZEN = "waiting_for_citizen", "در انتظار تکمیل از سوی شما"
    ANSWERED = "answered", "پاسخ داده شد"
    REJECTED = "rejected", "رد شد"
    OBJECTED = "objected", "در حال رسیدگی به اعتراض"
    CLOSED = "closed", "بسته شد"


# Where the desk owes the next step; the partial indexes of the inbox stand on exactly these.
OPEN_STATES = [State.RECEIVED, State.IN_REVIEW, State.OBJECTED]


def _sights(post: Post) -> Iterator[Q]:
    """What a post sees, as a condition; none where it sees nothing."""
    kinds = ((Permission.SEE_REQUESTS, False), (Permission.SEE_CONFIDENTIAL, True))
    place = {"province": post.province, "unit": post.seen_unit}
    bounds: dict[str, Any] = {name: value for name, value in place.items() if value is not None}
    if post.services:
        bounds["version__service__slug__in"] = sorted(post.services)
    for permission, confidential in kinds:
        if post.may(permission):
            yield Q(confidential=confidential, **bounds)


def _of_code(words: str) -> Q:
    """The condition of a tracking code or a national code, empty for what is neither."""
    with contextlib.suppress(tracking_code.InvalidTrackingCode):
        code = tracking_code.clean(words)
        # The codes of some foreigners pass for tracking codes.
        return Q(tracking_code=code) | Q(applicant_kind=Kind.FOREIGN, national_code=code)
    with contextlib.suppress(national_code.InvalidNationalCode):
        return Q(applicant_kind=Kind.NATIONAL, national_code=national_code.clean(words))
    return Q()


def _of_foreigner(words: str) -> Q:
    """The condition of what may be the code of a foreigner, or a word or number of the text."""
    with contextlib.suppress(InvalidIdentity):
        who = clean(words)
        return Q(applicant_kind=who.kind, national_code=who.code)
    return Q()


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> "CaseQuerySet":
        """What `user` may know to exist: own organisation, and what one of the posts reaches."""
        seen = list(dict.fromkeys(sight for post in user.posts for sight in _sights(post)))
        own = self.filter(organisation=user.organisation_id)
        return own.filter(functools.reduce(operator.or_, seen)) if seen else own.none()

    def search(self, words: str) -> "CaseQuerySet":
        """A tracking code, the code of a person, or words of name and text, spelling folded."""
        if code := _of_code(words):
            return self.filter(code)
        # Letters and digits alone: the rest would be operators of the query, or stop it.
        wanted = re.findall(r"[^\W_]+", persian.for_matching(words))
        if not wanted:
            return self.none()
        query = " & ".join(f"{word}:*" for word in wanted[:8])
        vector = SearchVector("search_text", config="simple")
        said = Q(_vector=SearchQuery(query, config="simple", search_type="raw"))
        return self.annotate(_vector=vector).filter(said | _of_foreigner(words))


class Case(models.Model):
    """One request. `revision` grows with every change: who acts names the one he saw."""

    class Gender(models.TextChoices):
        FEMALE = "female", "زن"
        MALE = "male", "مرد"

    class Channel(models.TextChoices):
        PORTAL = "portal", "درگاه"
        API = "api", "سامانه دیگر"
        EMAIL = "email", "ایمیل"
        SMS = "sms", "پیامک"
        PHONE = "phone", "تلفن"
        COUNTER = "counter", "دفتر پیشخوان"

    class FiledBy(models.TextChoices):
        """Who sent it in the place of the applicant; nobody where the applicant did."""

        COUNTER = "counter", "دفتر پیشخوان"
        PARENT = "parent", "پدر، مادر یا سرپرست قانونی"
        HEAD = "head", "سرگروه"

    tracking_code = models.CharField(max_length=12)
    version = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    province = models.TextField(choices=provinces.choices())
    confidential = models.BooleanField()
    sensitive = models.BooleanField()
    channel = models.TextField(choices=Channel.choices)

    # The code of its kind: a national code, or by what a foreigner is known. The column has the
    # name it had before there were foreigners: two foreign keys of the database stand on it.
    applicant_kind = models.TextField(
        choices=Kind.choices, default=Kind.NATIONAL, db_default=Kind.NATIONAL
    )
    national_code = models.CharField(max_length=16)
    birth_date = models.DateField(null=True)
    given_name = models.TextField()
    family_name = models.TextField()
    gender = models.TextField(choices=Gender.choices)
    mobile = models.CharField(max_length=11)
    email = models.EmailField(default="", blank=True)
    area_code = models.CharField(max_length=3)
    landline = models.CharField(max_length=8)

    filed_by = models.TextField(choices=FiledBy.choices, default="", db_default="")
    filed_by_name = models.TextField(default="", db_default="")
    # The national code of a representative, the contract number of an office.
    filed_by_code = models.TextField(default="", db_default="")
    relation = models.TextField(choices=Relation.choices, default="", db_default="")
    # The migration binds both to the national code: nobody's consent serves for another.
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False
    )
    representation = models.ForeignKey(
        Representation, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False
    )

    main_topic = models.TextField()
    topic = models.TextField()
    topic_title = models.TextField()
    text = models.TextField()
    search_text = models.TextField()

    state = models.TextField(choices=State.choices)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False)
    revision = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    idempotency_key = models.TextField(null=True)
    request_digest = models.BinaryField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tracking_code"], name="case_tracking_code_once"),
            models.UniqueConstraint(fields=["idempotency_key"], name="case_idempotency_key_once"),
            models.CheckConstraint(
                condition=Q(tracking_code__regex=r"^[1-9][0-9]{11}$"), name="case_tracking_code"
            ),
            models.CheckConstraint(
                condition=shape("applicant_kind", "national_code")
                | Q(channel="email", applicant_kind="national", national_code=""),
                name="case_national_code",
            ),
            models.CheckConstraint(
                condition=Q(mobile__regex=r"^09[0-9]{9}$") | Q(channel="email", mobile=""),
                name="case_mobile",
            ),
            # Who writes a letter is known by an address alone, a foreigner by the own account;
            # everybody else by the registry.
            models.CheckConstraint(
                condition=(Q(birth_date__isnull=False) & ~Q(gender=""))
                | Q(applicant_kind__in=["foreign", "passport"], birth_date__isnull=False)
                | Q(channel="email", birth_date__isnull=True, gender="", national_code=""),
                name="case_person_known",
            ),
            models.CheckConstraint(
                condition=~Q(channel="email", email=""), name="case_letter_has_an_address"
            ),
            # No other door knows who signed in, and nothing else tells who a foreigner is.
            models.CheckConstraint(
                condition=Q(applicant_kind="national") | Q(channel="portal", filed_by=""),
                name="case_of_a_foreigner_from_the_account",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(province__in=list(provinces.PROVINCES)), name="case_province_known"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("submitted_at")), name="case_due_after_submitted"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting_for_citizen", paused_at__isnull=False)
                | (~Q(state="waiting_for_citizen") & Q(paused_at__isnull=True)),
                name="case_clock_stands_while_citizen_owes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "rejected"]) | Q(answered_at__isnull=False),
                name="case_answered_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="case_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(filed_by="", filed_by_name="", filed_by_code="", relation="")
                | (
                    Q(filed_by__in=["counter", "parent", "head"])
                    & ~Q(filed_by_name="")
                    & ~Q(filed_by_code="")
                ),
                name="case_filed_by_somebody_named",
            ),
            models.CheckConstraint(
                condition=Q(channel="counter", filed_by="counter", consent__isnull=False)
                | (~Q(channel="counter") & ~Q(filed_by="counter") & Q(consent__isnull=True)),
                name="case_at_the_counter_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(filed_by__in=["parent", "head"], representation__isnull=False)
                | (~Q(filed_by__in=["parent", "head"]) & Q(representation__isnull=True)),
                name="case_for_another_by_representation",
            ),
            models.UniqueConstraint(
                fields=["consent"],
                condition=Q(consent__isnull=False),
                name="case_consent_serves_once",
            ),
        ]
        indexes = [
            # The inboxes: one partial index each, in the order they are read.
            models.Index(
                fields=["organisation", "province", "due_at", "id"],
                name="case_inbox_province",
                condition=Q(confidential=False, state__in=["received", "in_review", "objected"]),
            ),
            models.Index(
                fields=["organisation", "due_at", "id"],
                name="case_inbox_centre",
                condition=Q(confidential=False, state__in=["received", "in_review", "objected"]),
            ),
            models.Index(
                fields=["organisation", "due_at", "id"],
                name="case_inbox_inspection",
                condition=Q(confidential=True, state__in=["received", "in_review", "objected"]),
            ),
            models.Index(
                fields=["organisation", "confidential", "state", "province", "-submitted_at"],
                name="case_by_state",
            ),
            models.Index(
                fields=["assignee", "organisation", "province", "due_at"],
                name="case_mine",
                condition=Q(assignee__isnull=False, closed_at__isnull=True),
            ),
            models.Index(
                fields=["organisation", "confidential", "-submitted_at", "-id"],
                name="case_newest",
            ),
            # The newest answers about a topic; the province is judged in the index itself.
            models.Index(
                fields=["organisation", "confidential", "topic", "-answered_at", "province"],
                name="case_answered",
                condition=Q(answered_at__isnull=False),
            ),
            # How long a service takes to answer, read in the index alone.
            models.Index(
                fields=["version", "answered_at"],
                include=["submitted_at"],
                name="case_answer_times",
                condition=Q(answered_at__isnull=False),
            ),
            models.Index(fields=["national_code", "-submitted_at"], name="case_of_person"),
            models.Index(fields=["representation"], name="case_for_another",
                         condition=Q(representation__isnull=False)),
            GinIndex(SearchVector("search_text", config="simple"), name="case_words"),
        ]  # fmt: skip

    # What the history tells of, before and after.
    TOLD = ("version_id", "state", "assignee_id", "unit_id", "province", "due_at", "paused_at")

    def __str__(self) -> str:
        return self.tracking_code

    def told(self) -> dict[str, object]:
        """What the history compares, as JSON knows it."""
        values = {name: getattr(self, name) for name in self.TOLD}
        return {
            name: value.isoformat() if isinstance(value, datetime.datetime) else value
            for name, value in values.items()
        }

    @property
    def subject(self) -> str:
        """How the audit and the outbox name this case."""
        return f"case:{self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def masked_name(self) -> str:
        return persian.mask_name(self.full_name)

    @property
    def identity(self) -> Identity:
        return Identity(Kind(self.applicant_kind), self.national_code)

    @property
    def is_unproved(self) -> bool:
        """Whether nobody checked who asks: the name is what a letter was signed with."""
        return not self.national_code

    @property
    def masked_filed_by(self) -> str:
        """An office and its operator are no secret, a parent or a head of a group is."""
        if self.filed_by == self.FiledBy.COUNTER:
            return self.filed_by_name
        return persian.mask_name(self.filed_by_name)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
