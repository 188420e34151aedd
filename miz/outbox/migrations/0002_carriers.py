"""Carriers: letters and in-app messages, providers of SMS, what is optional or a decoy."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.TextField()),
                ('at', models.DateTimeField()),
                ('seconds', models.FloatField()),
                ('outcome', models.TextField(choices=[('sent', 'پذیرفته'), ('refused', 'خود پیام پذیرفتنی نیست'), ('busy', 'اکنون نمی\u200cپذیرد'), ('unreachable', 'در دسترس نیست'), ('unknown', 'نتیجه نامعلوم')])),
            ],
        ),
        migrations.CreateModel(
            name='Minute',
            fields=[
                ('lane', models.TextField(primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('used', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Muted',
            fields=[
                ('mobile', models.TextField(primary_key=True, serialize=False)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('provider', models.TextField(primary_key=True, serialize=False)),
                ('share', models.FloatField(default=1.0)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='outbox_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='outbox_channel_known',
        ),
        migrations.RemoveIndex(
            model_name='message',
            name='outbox_due',
        ),
        migrations.AddField(
            model_name='message',
            name='decoy',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='message',
            name='delivered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='kind',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='message',
            name='language',
            field=models.TextField(db_default='fa', default='fa'),
        ),
        migrations.AddField(
            model_name='message',
            name='optional',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='message',
            name='provider',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='message',
            name='unknowns',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='message',
            name='channel',
            field=models.TextField(choices=[('sms', 'پیامک'), ('email', 'ایمیل'), ('letter', 'نامهٔ پستی'), ('app', 'پیام در سامانه')]),
        ),
        migrations.AlterField(
            model_name='message',
            name='priority',
            field=models.SmallIntegerField(choices=[(0, 'کد یک\u200cبارمصرف'), (5, 'خبر'), (9, 'انبوه')], default=5),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.TextField(choices=[('queued', 'در صف'), ('sending', 'در حال ارسال'), ('sent', 'ارسال\u200cشده'), ('failed', 'ناموفق'), ('withheld', 'به خواست گیرنده فرستاده نشد')], default='queued'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['channel', 'priority', 'due_at'], name='outbox_waiting'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('attempts__gt', 0)), fields=['recipient', 'sent_at'], name='outbox_tried'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('channel', 'sms'), ('decoy', False), ('delivered_at__isnull', True), ('error', ''), ('state', 'sent')), fields=['priority', 'due_at'], name='outbox_unreported'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('gateway_reference', ''), _negated=True), fields=['gateway_reference'], name='outbox_gateway_reference'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('channel', 'app')), fields=['recipient', 'created_at'], name='outbox_app'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'failed', 'withheld'])), name='outbox_state_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['sms', 'email', 'letter', 'app'])), name='outbox_channel_known'),
        ),
        migrations.AddField(
            model_name='message',
            name='lapses_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('lapses_at__isnull', True), ('state__in', ['queued', 'sending']), ('body', ''), _connector='OR'), name='outbox_secrets_are_not_kept'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('delivered_at__isnull', True), ('state', 'sent'), _connector='OR'), name='outbox_delivered_was_sent'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['provider', 'at'], name='outbox_attempt_recent'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['sent', 'refused', 'busy', 'unreachable', 'unknown'])), name='outbox_attempt_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 1)), name='outbox_standing_share'),
        ),
    ]
