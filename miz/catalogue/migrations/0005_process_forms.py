import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_access")]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.TextField()),
                ("day", models.DateField()),
                ("indicator", models.TextField()),
                ("seconds", models.PositiveIntegerField()),
                ("decided", models.PositiveIntegerField()),
                ("share", models.FloatField()),
                ("p99_seconds", models.FloatField(null=True)),
                ("raised_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalogue.service"
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "measure", "day"), name="alert_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 0), ("share__lte", 1)),
                        name="alert_share_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("raised_at")),
                            _connector="OR",
                        ),
                        name="alert_withdrawn_after_raised",
                    ),
                ],
            },
        ),
    ]
