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
            name='Promise',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='promise', serialize=False, to='items.item')),
                ('to_whom', models.CharField(max_length=80)),
                ('said_in', models.CharField(max_length=120)),
                ('said_on', models.DateField()),
                ('due_on', models.DateField()),
                ('is_demo', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ('due_on', 'item_id'),
            },
        ),
        migrations.CreateModel(
            name='AgendaPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('outcome', models.TextField(blank=True)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_points', to='items.item')),
            ],
            options={
                'ordering': ('order', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('kind', models.CharField(choices=[('joint', 'Joint meeting'), ('sector', 'Meeting of a sector'), ('daily', 'Daily meeting of a running project'), ('coordination', 'Coordination meeting on one matter'), ('congress', 'Yearly congress'), ('inauguration', 'Inauguration of partners')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('place', models.CharField(max_length=120)),
                ('called_at', models.DateTimeField()),
                ('minutes', models.TextField(blank=True)),
                ('minutes_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_why', models.CharField(blank=True, max_length=200)),
                ('is_demo', models.BooleanField(default=False)),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='items.item')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='meetings.meeting')),
                ('called_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('-starts_at', '-id'),
                'indexes': [models.Index(fields=['office', '-starts_at', '-id'], name='meeting_of_office'), models.Index(fields=['about', '-starts_at'], name='meeting_about')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='decision', serialize=False, to='items.item')),
                ('due_on', models.DateField()),
                ('is_demo', models.BooleanField(default=False)),
                ('point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='meetings.agendapoint')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='meetings.meeting')),
            ],
            options={
                'ordering': ('due_on', 'item_id'),
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('presence', models.CharField(choices=[('asked', 'Asked'), ('present', 'Present'), ('excused', 'Excused'), ('absent', 'Absent')], default='asked', max_length=8)),
                ('name_sealed', models.BinaryField(null=True)),
                ('name_shown', models.CharField(blank=True, max_length=40)),
                ('by_code', models.BooleanField(default=False)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=120)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='meetings.meeting')),
            ],
            options={
                'ordering': ('unit__kind', 'unit_id'),
                'constraints': [models.UniqueConstraint(fields=('meeting', 'unit'), name='a_unit_once_at_a_meeting')],
            },
        ),
        migrations.AddField(
            model_name='agendapoint',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='meetings.meeting'),
        ),
        migrations.AddConstraint(
            model_name='agendapoint',
            constraint=models.UniqueConstraint(condition=models.Q(('item__isnull', False)), fields=('meeting', 'item'), name='a_matter_once_on_an_agenda'),
        ),
    ]
