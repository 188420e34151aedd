import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='Citizen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField(choices=[('national', 'کد ملی'), ('foreign', 'کد فراگیر اتباع'), ('passport', 'شمارهٔ گذرنامه')])),
                ('code', models.TextField()),
                ('given_name', models.TextField()),
                ('family_name', models.TextField()),
                ('gender', models.TextField(blank=True, choices=[('female', 'زن'), ('male', 'مرد')], default='')),
                ('birth_date', models.DateField()),
                ('mobile', models.CharField(max_length=11)),
                ('mobile_proved_at', models.DateTimeField()),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('password', models.TextField(blank=True, default='')),
                ('language', models.TextField(choices=[('fa', 'فارسی'), ('en', 'English')], default='fa')),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='citizen_once'), models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^[0-9]{10}$'), ('kind', 'national')), models.Q(('code__regex', '^[0-9]{8,16}$'), ('kind', 'foreign')), models.Q(('code__regex', '^[A-Z0-9]{5,15}$'), ('kind', 'passport')), _connector='OR'), name='citizen_code'), models.CheckConstraint(condition=models.Q(('mobile__regex', '^09[0-9]{9}$')), name='citizen_mobile'), models.CheckConstraint(condition=models.Q(('language__in', ['fa', 'en'])), name='citizen_language_known'), models.CheckConstraint(condition=models.Q(('gender__in', ['', 'female', 'male'])), name='citizen_gender_known')],
            },
        ),
        migrations.CreateModel(
            name='CitizenSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(unique=True)),
                ('way', models.TextField(choices=[('code', 'با کد پیامکی'), ('password', 'با گذرواژه'), ('generated', 'با گذرواژهٔ موقت'), ('window', 'از پنجرهٔ ملی')])),
                ('device', models.TextField()),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('citizen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='citizens.citizen')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['citizen', '-seen_at'], name='citizen_session_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['code', 'password', 'generated', 'window'])), name='citizen_session_way_known')],
            },
        ),
        migrations.CreateModel(
            name='MobileChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(max_length=11)),
                ('mobile', models.CharField(max_length=11)),
                ('digest', models.BinaryField(unique=True)),
                ('asked_at', models.DateTimeField()),
                ('effective_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('citizen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mobile_changes', to='citizens.citizen')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True), ('stopped_at__isnull', True)), fields=['effective_at'], name='mobile_change_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), ('stopped_at__isnull', True)), fields=('citizen',), name='mobile_change_one_at_a_time'), models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('stopped_at__isnull', True), _connector='OR'), name='mobile_change_done_or_stopped'), models.CheckConstraint(condition=models.Q(('mobile__regex', '^09[0-9]{9}$')), name='mobile_change_mobile')],
            },
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.TextField(choices=[('code', 'کد یک\u200cبارمصرف'), ('generated', 'گذرواژهٔ موقت')])),
                ('browser', models.BinaryField(unique=True)),
                ('generated', models.BinaryField(null=True, unique=True)),
                ('asked_at', models.DateTimeField(db_index=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('password_set_at', models.DateTimeField(null=True)),
                ('ended', models.TextField(blank=True, choices=[('set', 'گذرواژهٔ تازه گذاشته شد'), ('overtaken', 'گذرواژه جور دیگری عوض شد')], default='')),
                ('citizen', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to='citizens.citizen')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='outbox.message')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('generated__isnull', True), ('way', 'code')), models.Q(('generated__isnull', False), ('way', 'generated')), _connector='OR'), name='recovery_generated_has_a_digest'), models.CheckConstraint(condition=models.Q(('password_set_at__isnull', True), models.Q(('citizen__isnull', False), ('used_at__isnull', False)), _connector='OR'), name='recovery_set_after_it_was_proved'), models.CheckConstraint(condition=models.Q(models.Q(('ended', 'set'), ('password_set_at__isnull', False)), models.Q(('ended__in', ['', 'overtaken']), ('password_set_at__isnull', True)), _connector='OR'), name='recovery_ended_as_it_was')],
            },
        ),
    ]
