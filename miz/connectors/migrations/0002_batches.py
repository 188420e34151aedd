"""Files that come whole or not at all, certificates of deposit, numbered letters."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("connectors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("connector", models.TextField()),
                ("sender", models.TextField()),
                ("name", models.TextField()),
                ("door", models.TextField(choices=[("folder", "پوشهٔ تبادل"), ("http", "خدمت وب")])),
                ("digest", models.BinaryField(max_length=32)),
                ("size", models.BigIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("waiting", "منتظر پروندهٔ پیشین"),
                            ("taken", "پذیرفته"),
                            ("refused", "برگردانده"),
                        ]
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        choices=[
                            (
                                "checksum",
                                "محتوای پرونده با جمع\u200cآزما (SHA-256) نمی\u200cخواند؛ ناقص رسیده است.",
                            ),
                            ("too_large", "پرونده بزرگ\u200cتر از اندازهٔ مجاز است."),
                            ("header", "سربرگ پرونده خوانده نمی\u200cشود."),
                            ("sender", "پرونده به نام فرستندهٔ دیگری است."),
                            ("format", "ساختار پرونده درست نیست."),
                            ("count", "شمار سطرها با سربرگ نمی\u200cخواند؛ ناقص رسیده است."),
                            ("sum", "جمع مبلغ\u200cها با سربرگ نمی\u200cخواند."),
                            (
                                "reused",
                                "پروندهٔ دیگری با همین شماره پیش\u200cتر رسیده است و محتوای این یکی جز آن است.",
                            ),
                            ("passed", "شمارهٔ پرونده پیش از نخستین شمارهٔ این تبادل است."),
                            ("too_many_wrong", "شمار سطرهای نادرست بیش از اندازه است."),
                            ("lost", "پرونده تا رسیدن نوبتش از دست رفت؛ دوباره فرستاده شود."),
                        ],
                        default="",
                    ),
                ),
                ("detail", models.TextField(blank=True, default="")),
                ("day", models.DateField(null=True)),
                ("sequence", models.BigIntegerField(null=True)),
                ("declared_count", models.BigIntegerField(null=True)),
                ("declared_sum", models.BigIntegerField(null=True)),
                ("accepted", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("warned", models.BigIntegerField(default=0)),
                ("repeats", models.PositiveIntegerField(default=0)),
                ("spool", models.TextField(blank=True, default="")),
                ("received_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("receipt_at", models.DateTimeField(null=True)),
                ("alerted_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BatchRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("refused", models.BooleanField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="connectors.batchfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DepositCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("national_code", models.TextField()),
                ("branch", models.TextField()),
                ("issued_on", models.DateField()),
                ("amount", models.BigIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("opened", "باز"),
                            ("closed", "بسته"),
                            ("transferred", "منتقل\u200cشده"),
                        ]
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("bank", models.TextField()),
                ("number", models.TextField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="connectors.batchfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DepositChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("national_code", models.TextField()),
                ("branch", models.TextField()),
                ("issued_on", models.DateField()),
                ("amount", models.BigIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("opened", "باز"),
                            ("closed", "بسته"),
                            ("transferred", "منتقل\u200cشده"),
                        ]
                    ),
                ),
                ("line", models.BigIntegerField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="connectors.depositcertificate",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="connectors.batchfile",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="connectors.batchfile",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recipient", models.TextField(choices=[("foreign_ministry", "وزارت امور خارجه")])),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("number", models.TextField()),
                ("title", models.TextField()),
                ("body", models.TextField()),
                ("reference", models.TextField(blank=True, default="")),
                ("written_at", models.DateTimeField()),
                ("expected_on", models.DateField()),
                ("laid_out_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_text", models.TextField(blank=True, default="")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LetterFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.TextField(choices=[("out", "نامه"), ("answer", "پاسخ")])),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("content", models.BinaryField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="connectors.letter",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LetterSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="batchfile",
            index=models.Index(fields=["organisation", "-id"], name="batch_newest"),
        ),
        migrations.AddIndex(
            model_name="batchfile",
            index=models.Index(
                condition=models.Q(("receipt_at__isnull", True), ("settled_at__isnull", False)),
                fields=["id"],
                name="batch_receipt_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "taken", "refused"])),
                name="batch_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("waiting", "taken"))),
                fields=("connector", "sender", "sequence"),
                name="batch_sequence_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("waiting", "taken"))),
                fields=("connector", "sender", "digest"),
                name="batch_content_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("settled_at__isnull", False),
                        ("spool", ""),
                    ),
                    _connector="OR",
                ),
                name="batch_settled_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "refused"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="batch_refused_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "taken"), _negated=True),
                    (
                        "declared_count",
                        django.db.models.expressions.CombinedExpression(
                            models.F("accepted"), "+", models.F("refused")
                        ),
                    ),
                    _connector="OR",
                ),
                name="batch_taken_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchremark",
            constraint=models.UniqueConstraint(
                fields=("file", "line"), name="batch_remark_once_a_line"
            ),
        ),
        migrations.AddIndex(
            model_name="depositcertificate",
            index=models.Index(fields=["national_code"], name="deposit_by_holder"),
        ),
        migrations.AddConstraint(
            model_name="depositcertificate",
            constraint=models.UniqueConstraint(
                fields=("bank", "number"), name="deposit_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="depositcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="deposit_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="depositcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("national_code__regex", "^[0-9]{10}$")),
                name="deposit_holder_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="depositcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["opened", "closed", "transferred"])),
                name="deposit_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)),
                fields=["organisation", "expected_on"],
                name="letter_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("laid_out_at__isnull", True)),
                fields=["id"],
                name="letter_to_lay_out",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["reference"], name="letter_reference"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year", "sequence"), name="letter_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("organisation", "number"), name="letter_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="letter_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("recipient__in", ["foreign_ministry"])),
                name="letter_recipient_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterfile",
            constraint=models.UniqueConstraint(fields=("letter", "kind"), name="letter_file_once"),
        ),
        migrations.AddConstraint(
            model_name="letterfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["out", "answer"])), name="letter_file_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterseries",
            constraint=models.UniqueConstraint(
                fields=("organisation", "year"), name="letter_series_once"
            ),
        ),
    ]
