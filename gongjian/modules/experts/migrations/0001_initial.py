import django.db.models.deletion
import gongjian.core.areas.path
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('items', '0003_covered_indexes'),
        ('orgs', '0003_posts'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('post', models.CharField(blank=True, max_length=60)),
                ('fields', models.CharField(blank=True, max_length=200)),
                ('is_lecturer', models.BooleanField(default=False)),
                ('topics', models.CharField(blank=True, max_length=300)),
                ('contact_sealed', models.BinaryField(null=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200)),
                ('is_demo', models.BooleanField(default=False)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='experts', to='orgs.unit')),
            ],
            options={
                'ordering': ('name', 'id'),
                'indexes': [models.Index(fields=['office', '-made_at', '-id'], name='expert_list')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('unit', 'name'), name='one_expert_of_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='ExpertService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('number', models.CharField(max_length=30)),
                ('title', models.CharField(max_length=120)),
                ('gives', models.TextField(blank=True)),
                ('audience', models.CharField(blank=True, max_length=200)),
                ('minutes', models.PositiveIntegerField()),
                ('capacity', models.PositiveIntegerField()),
                ('mode', models.CharField(choices=[('place', 'On the spot'), ('online', 'Online'), ('both', 'On the spot or online')], default='place', max_length=6)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('conditions', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('offered', 'Offered'), ('paused', 'Paused'), ('withdrawn', 'Withdrawn')], default='offered', max_length=10)),
                ('state_reason', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('is_demo', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('expert', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='experts.expert')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expert_services', to='orgs.unit')),
            ],
            options={
                'ordering': ('-made_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='ServiceOrder',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='service_order', serialize=False, to='items.item')),
                ('starts_at', models.DateTimeField(db_index=True)),
                ('ends_at', models.DateTimeField()),
                ('online', models.BooleanField(default=False)),
                ('audience', models.CharField(max_length=120)),
                ('people', models.PositiveIntegerField()),
                ('wish', models.CharField(blank=True, max_length=500)),
                ('accepted', models.BooleanField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('given_at', models.DateTimeField(blank=True, null=True)),
                ('came', models.PositiveIntegerField(blank=True, null=True)),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('comment', models.CharField(blank=True, max_length=500)),
                ('rated_at', models.DateTimeField(blank=True, null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('expert', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='experts.expert')),
                ('orderer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_orders', to='orgs.unit')),
                ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='experts.expertservice')),
            ],
            options={
                'indexes': [models.Index(fields=['service', 'starts_at'], name='order_of_service'), models.Index(fields=['expert', 'starts_at'], name='order_of_expert')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='order_span'), models.CheckConstraint(condition=models.Q(('people__gt', 0)), name='order_people'), models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__gte', 1), ('rating__lte', 5)), _connector='OR'), name='order_rating')],
            },
        ),
        migrations.CreateModel(
            name='ServiceType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('order', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('office', 'name'), name='one_service_type'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='service_type_span')],
            },
        ),
        migrations.AddField(
            model_name='expertservice',
            name='type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='experts.servicetype'),
        ),
        migrations.AddIndex(
            model_name='expertservice',
            index=models.Index(fields=['office', '-made_at', '-id'], name='expert_service_list'),
        ),
        migrations.AddIndex(
            model_name='expertservice',
            index=models.Index(fields=['unit', 'state'], name='expert_service_unit'),
        ),
        migrations.AddConstraint(
            model_name='expertservice',
            constraint=models.UniqueConstraint(fields=('office', 'number'), name='expert_service_number'),
        ),
        migrations.AddConstraint(
            model_name='expertservice',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('unit', 'title'), name='one_expert_service'),
        ),
        migrations.AddConstraint(
            model_name='expertservice',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gt', 0), ('minutes__gt', 0)), name='expert_service_amounts'),
        ),
    ]
