"""How long a service takes to answer is read in an index of answered cases alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_foreigners")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", False)),
                fields=["version", "answered_at"],
                include=("submitted_at",),
                name="case_answer_times",
            ),
        ),
    ]
