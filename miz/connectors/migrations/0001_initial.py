import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("connector", models.CharField(max_length=40)),
                ("operation", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=200)),
                ("legal_basis", models.CharField(max_length=200)),
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "answered",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("subject", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("milliseconds", models.FloatField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "پاسخ داد"),
                            ("unavailable", "پاسخ نداد"),
                            ("refused", "نپذیرفت"),
                            ("held", "پرسیده نشد"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("connector"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="connectors_call_newest",
                    ),
                    models.Index(
                        models.F("subject"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="connectors_call_about",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["at"], name="connectors_call_age"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["answered", "unavailable", "refused", "held"])
                        ),
                        name="connectors_call_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("milliseconds__gte", 0)),
                        name="connectors_call_takes_time",
                    ),
                ],
            },
        ),
    ]
