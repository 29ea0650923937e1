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
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(choices=[('satisfied', 'Satisfied'), ('partly', 'Partly satisfied'), ('not', 'Not satisfied'), ('unreached', 'Not reached'), ('refused', 'Did not want to answer')], max_length=10)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.CharField(choices=[('call', 'Asking residents'), ('review', 'Reviewing on site')], max_length=8)),
                ('slug', models.SlugField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(max_length=80)),
                ('script', models.TextField(blank=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('title', '-version'),
                'constraints': [models.UniqueConstraint(fields=('office', 'slug', 'version'), name='one_version', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('scale', 'Marks'), ('choice', 'Choice'), ('text', 'In words')], max_length=8)),
                ('text', models.CharField(max_length=200)),
                ('most', models.PositiveSmallIntegerField(default=10)),
                ('choices', models.JSONField(blank=True, default=list)),
                ('weight', models.PositiveSmallIntegerField(default=1)),
                ('required', models.BooleanField(default=True)),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='asking.questionnaire')),
            ],
            options={
                'ordering': ('order', 'id'),
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'key'), name='one_question_per_key'), models.CheckConstraint(condition=models.Q(('most__gte', 1)), name='question_scale')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('text', models.TextField(blank=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='asking.call')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='asking.question')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('call', 'question'), name='one_reply_per_question')],
            },
        ),
        migrations.CreateModel(
            name='Respondent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=80)),
                ('stratum', models.CharField(blank=True, max_length=40)),
                ('phone_sealed', models.BinaryField(null=True)),
                ('phone_shown', models.CharField(blank=True, max_length=20)),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('place', models.PositiveIntegerField(blank=True, null=True)),
                ('tried', models.PositiveSmallIntegerField(default=0)),
                ('outcome', models.CharField(blank=True, choices=[('satisfied', 'Satisfied'), ('partly', 'Partly satisfied'), ('not', 'Not satisfied'), ('unreached', 'Not reached'), ('refused', 'Did not want to answer')], max_length=10)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='items.item')),
            ],
            options={
                'ordering': ('place', 'id'),
            },
        ),
        migrations.AddField(
            model_name='call',
            name='respondent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='asking.respondent'),
        ),
        migrations.CreateModel(
            name='ReviewRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('criteria', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='asking.questionnaire')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-year', '-quarter'),
                'constraints': [models.UniqueConstraint(fields=('office', 'year', 'quarter'), name='one_round_a_quarter'), models.CheckConstraint(condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)), name='round_quarter')],
            },
        ),
        migrations.CreateModel(
            name='ReviewSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_seats', to='items.item')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_seats', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='asking.reviewround')),
            ],
            options={
                'ordering': ('item', 'id'),
                'constraints': [models.UniqueConstraint(fields=('round', 'item', 'reviewer'), name='one_seat')],
            },
        ),
        migrations.CreateModel(
            name='ReviewSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.DecimalField(decimal_places=2, max_digits=5)),
                ('comment', models.TextField(blank=True)),
                ('urge', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_sheets', to='items.item')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='asking.reviewround')),
            ],
            options={
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['item', '-at'], name='sheet_of_item')],
                'constraints': [models.UniqueConstraint(fields=('round', 'item', 'reviewer'), name='one_sheet_per_reviewer'), models.CheckConstraint(condition=models.Q(('mark__gte', 0), ('mark__lte', 100)), name='sheet_mark')],
            },
        ),
        migrations.CreateModel(
            name='ReviewMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField()),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='asking.question')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='asking.reviewsheet')),
            ],
            options={
                'ordering': ('question__order', 'id'),
                'constraints': [models.UniqueConstraint(fields=('sheet', 'question'), name='one_mark_per_criterion')],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('title', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField()),
                ('tries', models.PositiveSmallIntegerField(default=3)),
                ('commitment', models.CharField(max_length=64)),
                ('seed_sealed', models.BinaryField(null=True)),
                ('seed', models.CharField(blank=True, max_length=64)),
                ('committed_at', models.DateTimeField()),
                ('population', models.PositiveIntegerField(default=0)),
                ('population_digest', models.CharField(blank=True, max_length=64)),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('committed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='items.item')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='asking.questionnaire')),
            ],
            options={
                'ordering': ('-committed_at', '-id'),
                'indexes': [models.Index(fields=['office', '-committed_at', '-id'], name='sample_of_office')],
            },
        ),
        migrations.AddField(
            model_name='respondent',
            name='sample',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='respondents', to='asking.sample'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(fields=('respondent', 'number'), name='one_call_per_try'),
        ),
        migrations.AddConstraint(
            model_name='respondent',
            constraint=models.UniqueConstraint(fields=('sample', 'key'), name='one_respondent_per_key'),
        ),
        migrations.AddConstraint(
            model_name='respondent',
            constraint=models.UniqueConstraint(condition=models.Q(('place__isnull', False)), fields=('sample', 'place'), name='one_respondent_per_place'),
        ),
    ]
