import django.db.models.deletion
import gongjian.core.areas.path
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('items', '0002_orders_of_lists'),
        ('orgs', '0002_more_kinds'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExchangeCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('order', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('office', 'name'), name='one_exchange_category'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='exchange_category_span')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='need', serialize=False, to='items.item')),
                ('whose', models.CharField(blank=True, max_length=80)),
                ('households', models.PositiveIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('text', models.TextField(blank=True)),
                ('quantity', models.PositiveIntegerField()),
                ('measure', models.CharField(max_length=12)),
                ('wanted_by', models.DateField(blank=True, null=True)),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, 'Can wait'), (2, 'Soon'), (3, 'Pressing')], default=2)),
                ('origin', models.CharField(choices=[('visit', 'Visit'), ('report', 'Report'), ('meeting', 'Meeting'), ('typed', 'Entered by hand')], default='typed', max_length=8)),
                ('is_demo', models.BooleanField(default=False)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='exchange.exchangecategory')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='need_quantity'), models.CheckConstraint(condition=models.Q(('urgency__gte', 1), ('urgency__lte', 3)), name='need_urgency')],
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True)),
                ('capacity', models.PositiveIntegerField()),
                ('measure', models.CharField(max_length=12)),
                ('per', models.CharField(choices=[('week', 'per week'), ('month', 'per month'), ('year', 'per year'), ('once', 'once')], max_length=6)),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('lat', models.FloatField(blank=True, null=True)),
                ('lon', models.FloatField(blank=True, null=True)),
                ('who', models.CharField(blank=True, max_length=200)),
                ('conditions', models.CharField(blank=True, max_length=300)),
                ('contact_sealed', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('offered', 'Offered'), ('paused', 'Paused'), ('withdrawn', 'Withdrawn')], default='offered', max_length=10)),
                ('state_reason', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('is_demo', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='exchange.exchangecategory')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='orgs.unit')),
            ],
            options={
                'ordering': ('-made_at', '-id'),
                'indexes': [models.Index(fields=['office', '-made_at', '-id'], name='resource_list'), models.Index(fields=['unit', 'state'], name='resource_of_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('unit', 'title'), name='one_resource_of_a_unit'), models.CheckConstraint(condition=models.Q(('capacity__gt', 0)), name='resource_capacity'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='resource_span')],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='match', serialize=False, to='items.item')),
                ('quantity', models.PositiveIntegerField()),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('delivered', models.PositiveIntegerField(blank=True, null=True)),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='exchange.need')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='exchange.resource')),
            ],
            options={
                'indexes': [models.Index(fields=['resource', 'first_day'], name='match_of_resource')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='match_quantity'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='match_days'), models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__gte', 1), ('rating__lte', 5)), _connector='OR'), name='match_rating')],
            },
        ),
        migrations.CreateModel(
            name='Declining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('giving', 'the giving unit'), ('asking', 'the asking side')], max_length=6)),
                ('reason', models.CharField(max_length=500)),
                ('until', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('match', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declinings', to='exchange.match')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declinings', to='exchange.need')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declinings', to='exchange.resource')),
            ],
            options={
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['need', 'resource', 'until'], name='declining_pair')],
            },
        ),
        migrations.CreateModel(
            name='ResourceWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')])),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='windows', to='exchange.resource')),
            ],
            options={
                'ordering': ('weekday', 'begins', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='resource_window_weekday'), models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='resource_window_span')],
            },
        ),
    ]
