import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('ledger', models.SlugField(max_length=40)),
                ('file_name', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('reading', 'Being read'), ('choosing', 'Columns to be chosen'), ('checking', 'Being checked'), ('ready', 'To be confirmed'), ('running', 'Coming in'), ('cancelled', 'Stopped'), ('done', 'Finished'), ('failed', 'Cannot be used')], default='reading', max_length=10)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('book', models.JSONField(default=dict)),
                ('sheet', models.PositiveSmallIntegerField(default=0)),
                ('heading', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('day_order', models.CharField(blank=True, max_length=3)),
                ('options', models.JSONField(default=dict)),
                ('words', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('preview', models.JSONField(default=dict)),
                ('position', models.PositiveIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('problem', models.TextField(blank=True)),
                ('task_uid', models.UUIDField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('swept_at', models.DateTimeField(blank=True, null=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-made_at', '-id'),
                'indexes': [models.Index(fields=['ledger', 'office', '-made_at'], name='batch_list')],
            },
        ),
        migrations.CreateModel(
            name='BatchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('bad', 'Stayed out')], max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('target', models.BigIntegerField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batch_rows', to='intake.batch')),
            ],
            options={
                'ordering': ('batch', 'row'),
                'indexes': [models.Index(fields=['batch', 'outcome', 'row'], name='batch_outcome')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'row'), name='one_outcome_per_row')],
            },
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.SlugField(max_length=40)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'ledger'), name='one_gate_per_list')],
            },
        ),
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.SlugField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('headings', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=dict)),
                ('day_order', models.CharField(blank=True, max_length=3)),
                ('options', models.JSONField(default=dict)),
                ('words', models.JSONField(default=dict)),
                ('used_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', '-used_at'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('name', '')), fields=('office', 'ledger', 'headings'), name='one_memory_per_headings'), models.UniqueConstraint(condition=models.Q(('name', ''), _negated=True), fields=('office', 'ledger', 'name'), name='one_mapping_per_name')],
            },
        ),
    ]
