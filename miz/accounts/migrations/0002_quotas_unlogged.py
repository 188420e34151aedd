"""Quotas may be forgotten in a crash; not writing them to the log makes each request cheaper."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "alter table accounts_quota set unlogged", "alter table accounts_quota set logged"
        )
    ]
