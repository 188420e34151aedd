import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

CODE = r"^[0-9]{10}$"


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0001_initial"),
        ("accounts", "0005_staff"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("national_code", models.CharField(max_length=10)),
                ("purpose", models.TextField()),
                ("mobile_digest", models.BinaryField()),
                ("given_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.unit"
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(national_code__regex=CODE), name="consent_national_code"
                    ),
                    models.UniqueConstraint(
                        fields=["id", "national_code"], name="consent_of_a_person"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["office", "given_at"], name="consent_at_office")
                ],
            },
        ),
        migrations.CreateModel(
            name="Representation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("representative_code", models.CharField(max_length=10)),
                ("representative_name", models.TextField()),
                ("subject_code", models.CharField(max_length=10)),
                ("given_name", models.TextField()),
                ("family_name", models.TextField()),
                ("birth_date", models.DateField()),
                ("gender", models.TextField()),
                (
                    "relation",
                    models.TextField(
                        choices=[
                            ("father", "پدر"),
                            ("mother", "مادر"),
                            ("guardian", "سرپرست قانونی"),
                            ("head", "سرگروه"),
                        ]
                    ),
                ),
                (
                    "ground",
                    models.TextField(
                        choices=[
                            ("registry", "ثبت احوال"),
                            ("declared", "اظهاری"),
                            ("consent", "رضایت با پیامک"),
                        ]
                    ),
                ),
                ("declaration", models.TextField(default="")),
                ("mobile", models.CharField(default="", max_length=11)),
                ("asked_at", models.DateTimeField()),
                ("begins_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(representative_code__regex=CODE) & Q(subject_code__regex=CODE),
                        name="representation_codes",
                    ),
                    models.CheckConstraint(
                        condition=~Q(representative_code=F("subject_code")),
                        name="representation_not_of_oneself",
                    ),
                    models.CheckConstraint(
                        condition=Q(relation__in=["father", "mother", "guardian", "head"])
                        & Q(ground__in=["registry", "declared", "consent"]),
                        name="representation_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(begins_at__isnull=True, ends_at__isnull=True)
                        | Q(begins_at__isnull=False, ends_at__gt=F("begins_at")),
                        name="representation_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=~Q(ground="declared") | ~Q(declaration=""),
                        name="representation_declared_in_words",
                    ),
                    models.CheckConstraint(
                        condition=~Q(relation="head") | Q(mobile__regex=r"^09[0-9]{9}$"),
                        name="representation_by_a_head_was_asked",
                    ),
                    models.UniqueConstraint(
                        fields=["representative_code", "subject_code"],
                        condition=Q(ended_at__isnull=True),
                        name="representation_once",
                    ),
                    models.UniqueConstraint(
                        fields=["id", "subject_code"], name="representation_of_a_person"
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["subject_code"],
                        condition=Q(ended_at__isnull=True),
                        name="representation_of_subject",
                    )
                ],
            },
        ),
    ]
