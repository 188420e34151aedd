import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('query', models.TextField()),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['place'],
                'constraints': [
                    models.UniqueConstraint(fields=('owner', 'place'), name='saved_filter_place_once'),
                    models.UniqueConstraint(fields=('owner', 'name'), name='saved_filter_name_once'),
                    models.CheckConstraint(condition=models.Q(('place__range', (1, 12))), name='saved_filter_at_most_twelve'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_filter_has_a_name'),
                ],
            },
        ),
    ]
