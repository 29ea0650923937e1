import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('files', '0001_initial'),
        ('items', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('slug', models.CharField(max_length=30)),
                ('label', models.CharField(max_length=30)),
                ('help', models.CharField(blank=True, max_length=120)),
                ('type', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('date', 'Date'), ('yes_no', 'Yes or no'), ('choice', 'One of a list'), ('choices', 'Several of a list'), ('file', 'File')], max_length=8)),
                ('required', models.BooleanField(default=False)),
                ('shown', models.BooleanField(default=True)),
                ('order', models.PositiveSmallIntegerField(default=100)),
                ('retired_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('kind', 'order', 'id'),
                'constraints': [models.UniqueConstraint(fields=('office', 'kind', 'slug'), name='one_field_per_slug'), models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('office', 'kind', 'label'), name='one_field_per_label')],
            },
        ),
        migrations.CreateModel(
            name='FieldChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('label', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField(default=100)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='fields.customfield')),
            ],
            options={
                'ordering': ('order', 'id'),
                'constraints': [models.UniqueConstraint(fields=('field', 'code'), name='one_choice_per_code')],
            },
        ),
        migrations.CreateModel(
            name='FieldValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=500)),
                ('number', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('day', models.DateField(null=True)),
                ('yes', models.BooleanField(null=True)),
                ('code', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='fields.customfield')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.attachment')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_values', to='items.item')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('number__isnull', False)), fields=['field', 'number'], name='field_numbers'), models.Index(condition=models.Q(('day__isnull', False)), fields=['field', 'day'], name='field_days'), models.Index(condition=models.Q(('yes__isnull', False)), fields=['field', 'yes'], name='field_yes'), models.Index(condition=models.Q(('code', ''), _negated=True), fields=['field', 'code'], name='field_codes'), models.Index(condition=models.Q(('text', ''), _negated=True), fields=['field', 'text'], name='field_texts')],
                'constraints': [models.UniqueConstraint(fields=('item', 'field'), name='one_value_per_field')],
            },
        ),
    ]
