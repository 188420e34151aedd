import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_quotas_unlogged'),
    ]

    operations = [
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('reason', models.TextField(blank=True, default='')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('delegate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['ends_on'], name='leave_not_over')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='leave_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('delegate__isnull', True), models.Q(('delegate', models.F('user')), _negated=True), _connector='OR'), name='leave_not_to_oneself'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at__isnull', True)), expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='leave_once_at_a_time')],
            },
        ),
    ]
