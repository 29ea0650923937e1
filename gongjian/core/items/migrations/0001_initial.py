import django.db.models.deletion
import gongjian.core.areas.path
import gongjian.lib.worktime.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('clock', '0001_initial'),
        ('orgs', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('fixed_due_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True)),
                ('warn_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('soon_told_for', models.DateTimeField(null=True)),
                ('late_told_for', models.DateTimeField(null=True)),
                ('limit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clock.timelimit')),
            ],
            options={
                'ordering': ('started_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('decision', models.CharField(choices=[('asked', 'Asked for'), ('granted', 'Granted'), ('refused', 'Not granted')], default='asked', max_length=8)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('amount', models.PositiveIntegerField()),
                ('unit', models.CharField(choices=[(gongjian.lib.worktime.words.Unit['MINUTES'], 'minutes'), (gongjian.lib.worktime.words.Unit['WORK_HOURS'], 'work hours'), (gongjian.lib.worktime.words.Unit['WORK_DAYS'], 'work days'), (gongjian.lib.worktime.words.Unit['CALENDAR_DAYS'], 'calendar days')], max_length=14)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='items.clock')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('asked_at', 'id'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('number', models.CharField(max_length=24)),
                ('title', models.CharField(max_length=200)),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('lat', models.FloatField(blank=True, null=True)),
                ('lon', models.FloatField(blank=True, null=True)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(max_length=30)),
                ('phase', models.CharField(choices=[('reported', 'reported'), ('dispatched', 'dispatched'), ('handling', 'handling'), ('checking', 'checking'), ('closed', 'closed')], max_length=12)),
                ('result', models.CharField(blank=True, max_length=30)),
                ('urgent', models.BooleanField(default=False)),
                ('paused', models.BooleanField(default=False)),
                ('reopened', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('warn_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='areas.area')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('reporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='orgs.unit')),
            ],
            options={
                'ordering': ('-opened_at', '-id'),
                'indexes': [models.Index(fields=['office', 'kind', '-opened_at', '-id'], name='item_office_list'), models.Index(fields=['area_path', 'kind', '-opened_at'], name='item_area_list'), models.Index(fields=['handler', 'closed_at', 'due_at'], name='item_handler_inbox'), models.Index(fields=['unit', 'closed_at', 'due_at'], name='item_unit_inbox'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['due_at'], name='item_open_due')],
                'constraints': [models.UniqueConstraint(fields=('office', 'number'), name='one_item_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Helper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='helpers', to='items.item')),
            ],
            options={
                'ordering': ('asked_at', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('unit__isnull', False), ('person__isnull', False), _connector='OR'), name='helper_is_somebody')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.TextField()),
                ('sent_at', models.DateTimeField()),
                ('answer_by', models.DateTimeField()),
                ('stuck_told_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('answer', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='items.item')),
            ],
            options={
                'ordering': ('sent_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['answer_by'], name='handover_stuck')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('item',), name='one_live_handover')],
            },
        ),
        migrations.AddField(
            model_name='clock',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='items.item'),
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=12)),
                ('last', models.PositiveIntegerField(default=0)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'series'), name='one_series_per_office')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('decision', models.CharField(choices=[('asked', 'Asked for'), ('granted', 'Granted'), ('refused', 'Not granted')], default='asked', max_length=8)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('began_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='items.clock')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('asked_at', 'id'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=40)),
                ('source', models.CharField(blank=True, max_length=30)),
                ('target', models.CharField(max_length=30)),
                ('note', models.TextField(blank=True)),
                ('public_note', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('behalf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='items.item')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'ordering': ('at', 'id'),
                'indexes': [models.Index(fields=['item', 'at'], name='items_step_item_id_1172bc_idx'), models.Index(fields=['actor', '-at'], name='items_step_actor_i_c8c31c_idx')],
            },
        ),
        migrations.CreateModel(
            name='Urging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('answer_by', models.DateTimeField()),
                ('late_told_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urgings', to='items.item')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'ordering': ('at', 'id'),
                'indexes': [models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['item'], name='urging_open')],
            },
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at__isnull', True)), fields=['warn_at'], name='clock_live_warn'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at__isnull', True)), fields=['due_at'], name='clock_live_due'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(('limit__isnull', False), ('fixed_due_at__isnull', False), _connector='OR'), name='clock_has_a_limit'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('item', 'name'), name='one_live_clock_per_name'),
        ),
    ]
