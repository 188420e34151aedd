from django.db import migrations


class Migration(migrations.Migration):
    """Files are compressed already: PostgreSQL need not try again on every write."""

    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ALTER COLUMN content SET STORAGE EXTERNAL",
            f"ALTER TABLE {table} ALTER COLUMN content SET STORAGE EXTENDED",
        )
        for table in ("documents_upload", "documents_paper")
    ]
