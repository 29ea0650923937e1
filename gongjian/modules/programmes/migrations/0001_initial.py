import django.db.models.deletion
import gongjian.core.areas.path
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
            name='AnnualGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('target', models.DecimalField(decimal_places=2, max_digits=14)),
                ('counted_in', models.CharField(max_length=20)),
                ('measure', models.CharField(blank=True, max_length=60)),
                ('reached', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('is_demo', models.BooleanField(default=False)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'ordering': ('-year', 'id'),
            },
        ),
        migrations.CreateModel(
            name='GoalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('note', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='programmes.annualgoal')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='programmes.goalentry')),
            ],
            options={
                'ordering': ('day', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80)),
                ('since', models.PositiveSmallIntegerField()),
                ('until', models.PositiveSmallIntegerField(null=True)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('is_demo', models.BooleanField(default=False)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'ordering': ('-since', 'id'),
                'constraints': [models.UniqueConstraint(fields=('office', 'title', 'since'), name='one_programme_of_name'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='programme_years')],
            },
        ),
        migrations.CreateModel(
            name='QuarterTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('answer_by', models.DateField()),
                ('published_at', models.DateTimeField()),
                ('is_demo', models.BooleanField(default=False)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('-year', '-quarter', 'id'),
                'constraints': [models.UniqueConstraint(fields=('office', 'year', 'quarter'), name='one_theme_a_quarter')],
            },
        ),
        migrations.CreateModel(
            name='Strand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('aim', models.CharField(blank=True, max_length=200)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strands', to='programmes.programme')),
            ],
            options={
                'ordering': ('programme', 'order'),
                'constraints': [models.UniqueConstraint(fields=('programme', 'title'), name='one_strand_of_title')],
            },
        ),
        migrations.AddField(
            model_name='annualgoal',
            name='strand',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='programmes.strand'),
        ),
        migrations.CreateModel(
            name='ThemeAnswer',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='theme_answer', serialize=False, to='items.item')),
                ('in_time', models.BooleanField(null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='programmes.quartertheme')),
            ],
            options={
                'ordering': ('-item_id',),
            },
        ),
        migrations.CreateModel(
            name='AnswerLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('way', models.CharField(choices=[('gives', 'We give'), ('asks', 'We ask for'), ('activity', 'Activity')], max_length=8)),
                ('text', models.CharField(max_length=200)),
                ('day', models.DateField(null=True)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('expected', models.PositiveIntegerField(null=True)),
                ('came', models.PositiveIntegerField(null=True)),
                ('dropped', models.BooleanField(default=False)),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='items.item')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='programmes.themeanswer')),
            ],
            options={
                'ordering': ('answer', 'way', 'id'),
                'indexes': [models.Index(fields=['area_path', 'id'], name='theme_line_of_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('way', 'activity'), _negated=True), models.Q(('day__isnull', False), ('expected__isnull', False)), _connector='OR'), name='activity_has_day')],
            },
        ),
        migrations.AddConstraint(
            model_name='annualgoal',
            constraint=models.UniqueConstraint(fields=('office', 'year', 'title'), name='one_goal_of_title'),
        ),
        migrations.AddConstraint(
            model_name='annualgoal',
            constraint=models.CheckConstraint(condition=models.Q(('target__gt', 0)), name='goal_target_positive'),
        ),
    ]
