from django.db import migrations, models
from django.db.models import Q

CHANNELS = [
    ("portal", "درگاه"),
    ("api", "سامانه دیگر"),
    ("email", "ایمیل"),
    ("sms", "پیامک"),
    ("phone", "تلفن"),
    ("counter", "دفتر پیشخوان"),
]
OUTCOMES = [
    ("taken", "رسید"),
    ("opened", "درخواست تازه"),
    ("added", "پیام در درخواست"),
    ("told", "وضعیت گفته شد"),
    ("not_told", "شماره یا کد نخواند"),
    ("muted", "لغو پیام‌های اختیاری"),
    ("unmuted", "وصل پیام‌های اختیاری"),
    ("helped", "راهنما فرستاده شد"),
    ("silent", "بی‌پاسخ"),
    ("automatic", "پاسخ خودکار"),
    ("list", "خبرنامه"),
    ("bounce", "برگشتی"),
    ("own", "نامهٔ خود میز"),
    ("spam", "هرزنامه"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_similar")]

    operations = [
        migrations.AlterField(
            model_name="case", name="channel", field=models.TextField(choices=CHANNELS)
        ),
        migrations.AlterField(
            model_name="case", name="birth_date", field=models.DateField(null=True)
        ),
        migrations.RemoveConstraint(model_name="case", name="case_national_code"),
        migrations.RemoveConstraint(model_name="case", name="case_mobile"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(national_code__regex=r"^[0-9]{10}$")
                | Q(channel="email", national_code=""),
                name="case_national_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(mobile__regex=r"^09[0-9]{9}$") | Q(channel="email", mobile=""),
                name="case_mobile",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=(Q(birth_date__isnull=False) & ~Q(gender=""))
                | Q(channel="email", birth_date__isnull=True, gender="", national_code=""),
                name="case_person_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=~Q(channel="email", email=""), name="case_letter_has_an_address"
            ),
        ),
        migrations.CreateModel(
            name="Inbound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.TextField(choices=[("email", "ایمیل"), ("sms", "پیامک")]),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("outcome", models.TextField(choices=OUTCOMES, default="taken")),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["channel", "digest"], name="inbound_once")
                ]
            },
        ),
    ]
