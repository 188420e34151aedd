from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_rules_called")]
    operations = [
        migrations.AlterField(
            model_name="service",
            name="kind",
            field=models.TextField(
                choices=[
                    ("desk", "میز خدمت"),
                    ("complaints", "شکایت، انتقاد و پیشنهاد"),
                    ("access", "دسترسی به اطلاعات"),
                    ("information", "اطلاع\u200cرسانی"),
                ]
            ),
        ),
    ]
