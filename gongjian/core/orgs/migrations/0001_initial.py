import django.db.models.deletion
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
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('department', 'Department'), ('community', 'Community committee'), ('station', 'Station'), ('outside', 'Outside unit'), ('partner', 'Partner unit')], max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('short_name', models.CharField(blank=True, max_length=20)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('active', models.BooleanField(default=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='areas.area')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='orgs.unit')),
            ],
            options={
                'ordering': ('kind', 'id'),
                'constraints': [models.UniqueConstraint(fields=('office', 'name'), name='unit_name_in_office')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(blank=True, max_length=40)),
                ('is_head', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'is_head'], name='orgs_member_unit_id_aab8f9_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'unit'), name='one_live_membership')],
            },
        ),
    ]
