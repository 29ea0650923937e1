import django.db.models.deletion
import gongjian.core.areas.path
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('tokens', models.FloatField()),
                ('filled_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=40, unique=True, verbose_name='Sign-in name')),
                ('name', models.CharField(max_length=40, verbose_name='Name')),
                ('is_active', models.BooleanField(default=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('password_given', models.BooleanField(default=False)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('away_from', models.DateField(blank=True, null=True)),
                ('away_until', models.DateField(blank=True, null=True)),
                ('sessions_since', models.DateTimeField(blank=True, null=True)),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in_for', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('away_until__isnull', True), models.Q(('away_from__isnull', False), ('away_until__gte', models.F('away_from'))), _connector='OR'), name='away_span')],
                'indexes': [models.Index(fields=['name', 'id'], name='person_list')],
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('administrator', 'Administrator'), ('secretary', 'Secretary'), ('department_head', 'Department head'), ('dispatcher', 'Dispatcher'), ('community_clerk', 'Community clerk'), ('grid_worker', 'Grid worker'), ('checker', 'Checker'), ('partner_contact', 'Partner contact'), ('auditor', 'Auditor'), ('resident', 'Resident')], max_length=20)),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('person', 'role'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'role', 'area'), name='one_live_holding')],
                'indexes': [models.Index(fields=['area_path', 'role'], name='holding_area')],
            },
        ),
        migrations.CreateModel(
            name='SeeAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('administrator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('administrator',), name='one_live_view_as')],
            },
        ),
        migrations.CreateModel(
            name='SignInSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('started_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('device', models.CharField(blank=True, max_length=120)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-seen_at'], name='people_sign_person__87a45f_idx')],
            },
        ),
    ]
