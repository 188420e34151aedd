"""A row that names several subjects is found by each of them; the other rows pay nothing for it."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.lookups import IsNull

AMONG = models.Func(
    models.F("details"), template="(%(expressions)s -> 'among')", output_field=models.JSONField()
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=GinIndex(
                OpClass(AMONG, name="jsonb_path_ops"),
                condition=models.Q(IsNull(AMONG, False)),
                name="audit_among",
            ),
        )
    ]
