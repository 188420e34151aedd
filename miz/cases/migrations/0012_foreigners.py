from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_mine"), ("citizens", "0002_representation")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="applicant_kind",
            field=models.TextField(
                choices=[
                    ("national", "کد ملی"),
                    ("foreign", "کد فراگیر اتباع"),
                    ("passport", "شمارهٔ گذرنامه"),
                ],
                db_default="national",
                default="national",
            ),
        ),
        migrations.RemoveConstraint(model_name="case", name="case_national_code"),
        migrations.RemoveConstraint(model_name="case", name="case_person_known"),
        migrations.AlterField(
            model_name="case", name="national_code", field=models.CharField(max_length=16)
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("national_code__regex", r"^[0-9]{10}$"), ("applicant_kind", "national")
                )
                | Q(("national_code__regex", r"^[0-9]{8,16}$"), ("applicant_kind", "foreign"))
                | Q(("national_code__regex", r"^[A-Z0-9]{5,15}$"), ("applicant_kind", "passport"))
                | Q(channel="email", applicant_kind="national", national_code=""),
                name="case_national_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=(Q(birth_date__isnull=False) & ~Q(gender=""))
                | Q(applicant_kind__in=["foreign", "passport"], birth_date__isnull=False)
                | Q(channel="email", birth_date__isnull=True, gender="", national_code=""),
                name="case_person_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(applicant_kind="national") | Q(channel="portal", filed_by=""),
                name="case_of_a_foreigner_from_the_account",
            ),
        ),
    ]
