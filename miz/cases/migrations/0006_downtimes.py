import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_leaves'),
        ('cases', '0005_conversation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Downtime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('progress', models.BigIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.organisation')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CaseDowntime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lost', models.DurationField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='cases.case')),
                ('downtime', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.downtime')),
            ],
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='cases.case')),
                ('due_at', models.DateTimeField()),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('to', models.TextField(blank=True, choices=[('', 'هیچ\u200cکس'), ('supervisor', 'سرپرست'), ('headquarters', 'ستاد')], default='')),
                ('at', models.DateTimeField()),
                ('next_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='escalation_next')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('level', 0), ('to', '')), models.Q(('level__gt', 0), ('to__in', ['supervisor', 'headquarters'])), _connector='OR'), name='escalation_told_somebody')],
            },
        ),
        migrations.AddIndex(
            model_name='downtime',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['id'], name='downtime_to_do'),
        ),
        migrations.AddConstraint(
            model_name='downtime',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='downtime_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='downtime',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at__isnull', True)), expressions=[(models.Func(models.F('organisation'), models.F('organisation'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('starts_at'), models.F('ends_at'), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='downtime_counts_once'),
        ),
        migrations.AddConstraint(
            model_name='casedowntime',
            constraint=models.UniqueConstraint(fields=('downtime', 'case'), name='case_extended_once'),
        ),
    ]
