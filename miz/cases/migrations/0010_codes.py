from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_on_behalf"), ("accounts", "0006_codes")]

    operations = [migrations.DeleteModel(name="OneTimeCode")]
