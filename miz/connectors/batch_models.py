"""Exchange that is not online: files that come whole or not at all, and numbered letters.

Other parts are named by text (`accounts.Organisation`), so that the stand-ins of other agencies,
which run without them and without a database, can load these too.
"""

from django.db import models
from django.db.models import F, Q

from .agent_banks.rows import CLOSED, OPENED, TRANSFERRED

KEPT_STATES = ("waiting", "taken")


class BatchFile(models.Model):
    """One file of a sender. What waits for the file before it, and what was taken, counts; a
    refused one is told and forgotten: its place in the sequence is free again."""

    class State(models.TextChoices):
        WAITING = "waiting", "منتظر پروندهٔ پیشین"
        TAKEN = "taken", "پذیرفته"
        REFUSED = "refused", "برگردانده"

    class Door(models.TextChoices):
        FOLDER = "folder", "پوشهٔ تبادل"
        HTTP = "http", "خدمت وب"

    class Reason(models.TextChoices):
        CHECKSUM = "checksum", "محتوای پرونده با جمع‌آزما (SHA-256) نمی‌خواند؛ ناقص رسیده است."
        TOO_LARGE = "too_large", "پرونده بزرگ‌تر از اندازهٔ مجاز است."
        HEADER = "header", "سربرگ پرونده خوانده نمی‌شود."
        SENDER = "sender", "پرونده به نام فرستندهٔ دیگری است."
        FORMAT = "format", "ساختار پرونده درست نیست."
        COUNT = "count", "شمار سطرها با سربرگ نمی‌خواند؛ ناقص رسیده است."
        SUM = "sum", "جمع مبلغ‌ها با سربرگ نمی‌خواند."
        REUSED = "reused", "پروندهٔ دیگری با همین شماره پیش‌تر رسیده است و محتوای این یکی جز آن است."
        PASSED = "passed", "شمارهٔ پرونده پیش از نخستین شمارهٔ این تبادل است."
        TOO_MANY_WRONG = "too_many_wrong", "شمار سطرهای نادرست بیش از اندازه است."
        LOST = "lost", "پرونده تا رسیدن نوبتش از دست رفت؛ دوباره فرستاده شود."

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT)
    connector = models.TextField()
    sender = models.TextField()
    name = models.TextField()
    door = models.TextField(choices=Door.choices)
    digest = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    state = models.TextField(choices=State.choices)
    reason = models.TextField(choices=Reason.choices, default="", blank=True)
    detail = models.TextField(default="", blank=True)
    day = models.DateField(null=True)
    sequence = models.BigIntegerField(null=True)
    declared_count = models.BigIntegerField(null=True)
    declared_sum = models.BigIntegerField(null=True)
    accepted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    warned = models.BigIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    # The name of its bytes in our own folder, while it waits.
    spool = models.TextField(default="", blank=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True)
    alerted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-id"], name="batch_newest"),
            models.Index(
                fields=["id"],
                name="batch_receipt_due",
                condition=Q(settled_at__isnull=False, receipt_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "taken", "refused"]), name="batch_state_known"
            ),
            models.UniqueConstraint(
                fields=["connector", "sender", "sequence"],
                condition=Q(state__in=KEPT_STATES),
                name="batch_sequence_once",
            ),
            models.UniqueConstraint(
                fields=["connector", "sender", "digest"],
                condition=Q(state__in=KEPT_STATES),
                name="batch_content_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False, spool="")),
                name="batch_settled_has_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(reason=""))
                | (~Q(state="refused") & Q(reason="")),
                name="batch_refused_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(declared_count=F("accepted") + F("refused")),
                name="batch_taken_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.sequence or '?'} {self.state}"

    @property
    def subject(self) -> str:
        return f"batch:{self.pk}"


class BatchRemark(models.Model):
    """What was wrong with one line of a file that was taken; never what the line said."""

    file = models.ForeignKey(BatchFile, on_delete=models.PROTECT, related_name="remarks")
    line = models.BigIntegerField()
    reason = models.TextField()
    refused = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="batch_remark_once_a_line")
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Deposit(models.Model):
    """What a bank says of a certificate; `line` of `file` said it. Amounts are rial."""

    class State(models.TextChoices):
        OPENED = OPENED, "باز"
        CLOSED = CLOSED, "بسته"
        TRANSFERRED = TRANSFERRED, "منتقل‌شده"

    national_code = models.TextField()
    branch = models.TextField()
    issued_on = models.DateField()
    amount = models.BigIntegerField()
    state = models.TextField(choices=State.choices)
    file = models.ForeignKey(BatchFile, on_delete=models.PROTECT, related_name="+")
    line = models.BigIntegerField()

    class Meta:
        abstract = True


class DepositCertificate(Deposit):
    """A certificate of deposit (سند ودیعه‌گذاری) as its bank last told of it."""

    bank = models.TextField()
    number = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["national_code"], name="deposit_by_holder")]
        constraints = [
            models.UniqueConstraint(fields=["bank", "number"], name="deposit_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_amount_positive"),
            models.CheckConstraint(
                condition=Q(national_code__regex="^[0-9]{10}$"), name="deposit_holder_whole"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[OPENED, CLOSED, TRANSFERRED]), name="deposit_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class DepositChange(Deposit):
    """What a certificate was before `replaced_by` said otherwise."""

    certificate = models.ForeignKey(
        DepositCertificate, on_delete=models.PROTECT, related_name="changes"
    )
    replaced_by = models.ForeignKey(BatchFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.certificate_id} before {self.replaced_by_id}"


class LetterSeries(models.Model):
    """The last number that an organisation gave in a Jalali year; locked while one is given."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="letter_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Letter(models.Model):
    """A question to another agency on paper, and its answer. `reference` reads `kind:id`."""

    class Recipient(models.TextChoices):
        FOREIGN_MINISTRY = "foreign_ministry", "وزارت امور خارجه"

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT)
    recipient = models.TextField(choices=Recipient.choices)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.TextField()
    title = models.TextField()
    body = models.TextField()
    reference = models.TextField(default="", blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    expected_on = models.DateField()
    # When its file was laid into the folder of what goes out.
    laid_out_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer_text = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "expected_on"],
                name="letter_unanswered",
                condition=Q(answered_at__isnull=True),
            ),
            models.Index(
                fields=["id"], name="letter_to_lay_out", condition=Q(laid_out_at__isnull=True)
            ),
            models.Index(fields=["reference"], name="letter_reference"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "sequence"], name="letter_place_once"
            ),
            models.UniqueConstraint(fields=["organisation", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="letter_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(recipient__in=["foreign_ministry"]), name="letter_recipient_known"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        return f"letter:{self.pk}"


class LetterFile(models.Model):
    """What lies on paper: the letter as it was printed, and the scan of its answer."""

    class Kind(models.TextChoices):
        OUT = "out", "نامه"
        ANSWER = "answer", "پاسخ"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="files")
    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()
    media_type = models.TextField()
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "kind"], name="letter_file_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["out", "answer"]), name="letter_file_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
