import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# A consent, or a representation, serves for the person who is named in it and for nobody else.
OF_THE_APPLICANT = """
alter table cases_case
    add constraint case_consent_of_applicant foreign key (consent_id, national_code)
        references citizens_consent (id, national_code),
    add constraint case_representation_of_applicant foreign key (representation_id, national_code)
        references citizens_representation (id, subject_code)
"""
OF_ANYBODY = """
alter table cases_case
    drop constraint case_consent_of_applicant,
    drop constraint case_representation_of_applicant
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_channels"), ("citizens", "0002_representation")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="filed_by",
            field=models.TextField(
                choices=[
                    ("counter", "دفتر پیشخوان"),
                    ("parent", "پدر، مادر یا سرپرست قانونی"),
                    ("head", "سرگروه"),
                ],
                db_default="",
                default="",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="filed_by_name",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="case",
            name="filed_by_code",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="case",
            name="relation",
            field=models.TextField(
                choices=[
                    ("father", "پدر"),
                    ("mother", "مادر"),
                    ("guardian", "سرپرست قانونی"),
                    ("head", "سرگروه"),
                ],
                db_default="",
                default="",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="consent",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="citizens.consent",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="representation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="citizens.representation",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(filed_by="", filed_by_name="", filed_by_code="", relation="")
                | (
                    Q(filed_by__in=["counter", "parent", "head"])
                    & ~Q(filed_by_name="")
                    & ~Q(filed_by_code="")
                ),
                name="case_filed_by_somebody_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(channel="counter", filed_by="counter", consent__isnull=False)
                | (~Q(channel="counter") & ~Q(filed_by="counter") & Q(consent__isnull=True)),
                name="case_at_the_counter_by_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(filed_by__in=["parent", "head"], representation__isnull=False)
                | (~Q(filed_by__in=["parent", "head"]) & Q(representation__isnull=True)),
                name="case_for_another_by_representation",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=Q(consent__isnull=False),
                fields=["consent"],
                name="case_consent_serves_once",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["representation"],
                condition=Q(representation__isnull=False),
                name="case_for_another",
            ),
        ),
        migrations.RunSQL(OF_THE_APPLICANT, OF_ANYBODY),
    ]
