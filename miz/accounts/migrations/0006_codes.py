from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_staff")]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("subject", models.TextField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tries__lte", 5)), name="one_time_code_five_tries"
                    )
                ]
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="password_recovery",
            field=models.TextField(
                choices=[("code", "کد یک‌بارمصرف"), ("generated", "گذرواژهٔ موقت")], default="code"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("password_recovery__in", ["code", "generated"])),
                name="organisation_password_recovery_known",
            ),
        ),
    ]
