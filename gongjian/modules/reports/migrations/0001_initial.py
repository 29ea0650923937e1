import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('items', '0001_initial'),
        ('orgs', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=40)),
                ('hint', models.CharField(blank=True, max_length=120)),
                ('order', models.PositiveSmallIntegerField(default=100)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('lead_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reports.category')),
            ],
            options={
                'ordering': ('order', 'code'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('office', 'code'), name='one_live_category_per_code'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='category_span')],
            },
        ),
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('active', models.BooleanField(default=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.category')),
            ],
            options={
                'ordering': ('category__order', 'title', 'id'),
                'constraints': [models.UniqueConstraint(fields=('office', 'title'), name='one_template_per_title')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='report', serialize=False, to='items.item')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('channel', models.CharField(choices=[('web', 'Public page'), ('phone', 'Telephone'), ('letter', 'Letter'), ('counter', 'At the counter'), ('hotline', '12345 hotline order'), ('visit', 'On the spot'), ('import', 'Brought in from a file')], max_length=8)),
                ('body', models.TextField()),
                ('body_sealed', models.BinaryField(null=True)),
                ('reporter_name_sealed', models.BinaryField(null=True)),
                ('reporter_phone_sealed', models.BinaryField(null=True)),
                ('name_shown', models.CharField(blank=True, max_length=20)),
                ('phone_shown', models.CharField(blank=True, max_length=24)),
                ('phone_index', models.CharField(blank=True, max_length=64)),
                ('wants_reply', models.BooleanField(default=False)),
                ('contacts_gone_at', models.DateTimeField(null=True)),
                ('follow_hash', models.CharField(max_length=64, unique=True)),
                ('public', models.BooleanField(default=True)),
                ('external_id', models.CharField(blank=True, max_length=60)),
                ('external_user', models.CharField(blank=True, max_length=60)),
                ('likes', models.PositiveIntegerField(default=0)),
                ('dislikes', models.PositiveIntegerField(default=0)),
                ('is_demo', models.BooleanField(default=False)),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reports.category')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='reports.report')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('phone_index', ''), _negated=True), fields=['phone_index'], name='report_phone'), models.Index(fields=['category', 'item'], name='report_category')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('office', 'external_id'), name='one_report_per_external_id')],
            },
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('phone_sealed', models.BinaryField(null=True)),
                ('phone_index', models.CharField(blank=True, max_length=64)),
                ('phone_shown', models.CharField(blank=True, max_length=24)),
                ('token_hash', models.CharField(db_index=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.report')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='reports.report')),
            ],
            options={
                'ordering': ('at', 'id'),
                'indexes': [models.Index(condition=models.Q(('phone_index', ''), _negated=True), fields=['phone_index'], name='follower_phone')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('report', 'origin'), name='one_live_follower_per_origin')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text_sealed', models.BinaryField(null=True)),
                ('place_sealed', models.BinaryField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('pictures', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField(db_index=True)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='areas.area')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('day_only', models.BooleanField(default=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='reports.report')),
            ],
            options={
                'ordering': ('at', 'id'),
                'indexes': [models.Index(fields=['report', 'at'], name='reports_ans_report__6e3b8e_idx')],
            },
        ),
        migrations.CreateModel(
            name='Satisfaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('verdict', models.CharField(choices=[('satisfied', 'Satisfied'), ('partly', 'Partly satisfied'), ('unsatisfied', 'Not satisfied')], max_length=12)),
                ('comment', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('follower', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.follower')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='satisfactions', to='reports.report')),
            ],
            options={
                'ordering': ('at', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('follower__isnull', True)), fields=('report', 'round'), name='one_verdict_per_round'), models.UniqueConstraint(fields=('report', 'round', 'follower'), name='one_verdict_per_follower')],
            },
        ),
    ]
