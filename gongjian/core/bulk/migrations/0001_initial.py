import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('items', '0001_initial'),
        ('jobs', '0002_tasks_and_heartbeats'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('ledger', models.CharField(max_length=60)),
                ('act', models.CharField(max_length=60)),
                ('question', models.TextField(blank=True)),
                ('words', models.JSONField(default=dict)),
                ('given', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('asking', 'Inputs are asked for'), ('ready', 'Ready, nothing done yet'), ('running', 'Being done'), ('done', 'Done'), ('stopped', 'Stopped before the end')], default='asking', max_length=8)),
                ('count', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('began_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.task')),
                ('undo_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undoings', to='bulk.bulkrun')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['person', '-id'], name='bulk_own')],
            },
        ),
        migrations.CreateModel(
            name='BulkRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Not done'), ('done', 'Done'), ('refused', 'Refused'), ('undone', 'Taken back')], default='waiting', max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('before', models.JSONField(default=dict)),
                ('at', models.DateTimeField(null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='items.item')),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='items.step')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='bulk.bulkrun')),
            ],
            options={
                'ordering': ('place',),
                'indexes': [models.Index(fields=['run', 'state', 'place'], name='bulk_row_state')],
                'constraints': [models.UniqueConstraint(fields=('run', 'item'), name='one_row_per_run_and_item')],
            },
        ),
    ]
