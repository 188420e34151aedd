"""Further posts, joins, moves and leaves, second factors, counter offices."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_skills'),
    ]

    operations = [
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField(choices=[('app', 'برنامهٔ رمزساز'), ('passkey', 'کلید عبور')])),
                ('secret', models.BinaryField()),
                ('credential', models.BinaryField(null=True, unique=True)),
                ('last_step', models.BigIntegerField(default=0)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.TextField(choices=[('clerk', 'کارشناس'), ('supervisor', 'سرپرست استان'), ('headquarters', 'ستاد'), ('inspector', 'بازرس'), ('designer', 'طراح خدمت'), ('approver', 'تأییدکنندهٔ خدمت'), ('publisher', 'مسئول اطلاع\u200cرسانی'), ('auditor', 'ممیز'), ('administrator', 'مدیر سامانه'), ('counter_operator', 'متصدی پیشخوان')])),
                ('province', models.TextField(blank=True, default='')),
                ('service', models.SlugField(blank=True, default='')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('reason', models.TextField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.TextField(choices=[('clerk', 'کارشناس'), ('supervisor', 'سرپرست استان'), ('headquarters', 'ستاد'), ('inspector', 'بازرس'), ('designer', 'طراح خدمت'), ('approver', 'تأییدکنندهٔ خدمت'), ('publisher', 'مسئول اطلاع\u200cرسانی'), ('auditor', 'ممیز'), ('administrator', 'مدیر سامانه'), ('counter_operator', 'متصدی پیشخوان')])),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(), blank=True, default=list, size=None)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='user',
            name='user_role_known',
        ),
        migrations.AddField(
            model_name='unit',
            name='contract_no',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='user',
            name='must_change_password',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='services',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='user',
            name='sessions_ended',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='unit',
            name='kind',
            field=models.TextField(choices=[('desk', 'میز خدمت'), ('inspection', 'بازرسی'), ('headquarters', 'ستاد'), ('counter', 'دفتر پیشخوان'), ('other', 'واحد دیگر')]),
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.TextField(choices=[('clerk', 'کارشناس'), ('supervisor', 'سرپرست استان'), ('headquarters', 'ستاد'), ('inspector', 'بازرس'), ('designer', 'طراح خدمت'), ('approver', 'تأییدکنندهٔ خدمت'), ('publisher', 'مسئول اطلاع\u200cرسانی'), ('auditor', 'ممیز'), ('administrator', 'مدیر سامانه'), ('counter_operator', 'متصدی پیشخوان')]),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'counter'), models.Q(('contract_no', ''), _negated=True)), models.Q(models.Q(('kind', 'counter'), _negated=True), ('contract_no', '')), _connector='OR'), name='unit_counter_has_a_contract'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'supervisor', 'headquarters', 'inspector', 'designer', 'approver', 'publisher', 'auditor', 'administrator', 'counter_operator'])), name='user_role_known'),
        ),
        migrations.AddField(
            model_name='factor',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.unit'),
        ),
        migrations.AddField(
            model_name='grant',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='posting',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.unit'),
        ),
        migrations.AddField(
            model_name='posting',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='factor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credential__isnull', True), ('kind', 'app')), models.Q(('credential__isnull', False), ('kind', 'passkey')), _connector='OR'), name='factor_passkey_has_a_credential'),
        ),
        migrations.AddConstraint(
            model_name='factor',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'app')), fields=('user',), name='factor_one_app_each'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'supervisor', 'headquarters', 'inspector', 'designer', 'approver', 'publisher', 'auditor', 'administrator', 'counter_operator'])), name='grant_role_known'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('province', ''), ('province__in', ['azarbaijan-east', 'azarbaijan-west', 'ardabil', 'isfahan', 'alborz', 'ilam', 'bushehr', 'tehran', 'chaharmahal-bakhtiari', 'khorasan-south', 'khorasan-razavi', 'khorasan-north', 'khuzestan', 'zanjan', 'semnan', 'sistan-baluchestan', 'fars', 'qazvin', 'qom', 'kurdistan', 'kerman', 'kermanshah', 'kohgiluyeh-boyerahmad', 'golestan', 'gilan', 'lorestan', 'mazandaran', 'markazi', 'hormozgan', 'hamadan', 'yazd']), _connector='OR'), name='grant_province_known'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='grant_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('given_by', models.F('user')), _negated=True), name='grant_not_to_oneself'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='grant_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'supervisor', 'headquarters', 'inspector', 'designer', 'approver', 'publisher', 'auditor', 'administrator', 'counter_operator'])), name='posting_role_known'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='posting_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='posting_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('user', 'digest'), name='recovery_code_once'),
        ),
    ]
