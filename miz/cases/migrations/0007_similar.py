from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_downtimes")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", False)),
                fields=["organisation", "confidential", "topic", "-answered_at", "province"],
                name="case_answered",
            ),
        ),
    ]
