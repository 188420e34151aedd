"""What services are found by: their words by sound, under trigrams, and the boxes they tick."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from miz.catalogue import search

COLUMNS = ("search_title", "search_text", "life_events", "audiences")


def fill(apps, schema_editor):
    services = apps.get_model("catalogue", "Service").objects.filter(version__isnull=False)
    for service in services.select_related("version").iterator(chunk_size=500):
        for name, value in search.columns(service.version.identity).items():
            setattr(service, name, value)
        service.save(update_fields=COLUMNS)


def text(name):
    return migrations.AddField("service", name, models.TextField(blank=True, default=""))


def texts(name):
    field = django.contrib.postgres.fields.ArrayField(
        base_field=models.TextField(), blank=True, default=list, size=None
    )
    return migrations.AddField("service", name, field)


def index(name):
    trigrams = django.contrib.postgres.indexes.GinIndex(
        fields=[name], name=f"service_{name}", opclasses=["gin_trgm_ops"]
    )
    return migrations.AddIndex("service", trigrams)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_drafts")]

    operations = [
        # Trusted since PostgreSQL 13: who may create in the database may create it.
        TrigramExtension(),
        *[text(name) for name in COLUMNS[:2]],
        *[texts(name) for name in COLUMNS[2:]],
        migrations.RunPython(fill, migrations.RunPython.noop),
        *[index(name) for name in COLUMNS[:2]],
    ]
