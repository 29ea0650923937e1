import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('items', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrailRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', models.CharField(default='', max_length=200)),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=60)),
                ('model', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=200)),
                ('changes', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('behalf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trail', to='items.item')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'indexes': [models.Index(fields=['actor', '-id'], name='trail_trail_actor_i_03be8b_idx'), models.Index(fields=['at'], name='trail_trail_at_6325bd_idx'), models.Index(fields=['office', '-id'], name='trail_trail_office__d343a3_idx'), models.Index(fields=['item', 'id'], name='trail_trail_item_id_ee002c_idx'), models.Index(fields=['model', 'object_id'], name='trail_trail_model_dce960_idx')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('chain', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('row', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='trail.trailrow')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'number'), name='one_seal_per_place')],
            },
        ),
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('row', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='unsealed', serialize=False, to='trail.trailrow')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
        ),
    ]
