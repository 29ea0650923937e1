import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('areas', '0002_initial'),
        ('asking', '0001_initial'),
        ('items', '0003_covered_indexes'),
        ('orgs', '0003_posts'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Method',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.PositiveSmallIntegerField()),
                ('residents', models.PositiveSmallIntegerField()),
                ('hard', models.DecimalField(decimal_places=2, max_digits=4)),
                ('wide', models.DecimalField(decimal_places=2, max_digits=4)),
                ('enough', models.PositiveSmallIntegerField()),
                ('source', models.CharField(max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('-since', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('site', django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('residents')))), name='method_adds_up'), models.CheckConstraint(condition=models.Q(('residents__lte', 100)), name='method_share')],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='project', serialize=False, to='items.item')),
                ('orientation', models.CharField(choices=[('weak_spot', 'Weak spot of the organisation'), ('urgent_need', 'Urgent need of residents'), ('hard_point', 'Hard point of governance')], max_length=12)),
                ('text', models.TextField(blank=True)),
                ('public_words', models.TextField(blank=True)),
                ('cost', models.BigIntegerField(default=0)),
                ('households', models.PositiveIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('difficulty', models.PositiveSmallIntegerField(default=1)),
                ('start_on', models.DateField()),
                ('end_on', models.DateField()),
                ('no_agreement_why', models.CharField(blank=True, max_length=200)),
                ('is_demo', models.BooleanField(default=False)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsored_projects', to='orgs.unit')),
            ],
            options={
                'ordering': ('-item__opened_at', '-item_id'),
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='milestone', serialize=False, to='items.item')),
                ('due_on', models.DateField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='projects.project')),
            ],
            options={
                'ordering': ('due_on', 'item_id'),
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.DecimalField(decimal_places=2, max_digits=5)),
                ('sheets', models.PositiveSmallIntegerField()),
                ('residents', models.DecimalField(decimal_places=2, max_digits=5)),
                ('answered', models.PositiveIntegerField()),
                ('margin', models.DecimalField(decimal_places=2, max_digits=5)),
                ('added', models.DecimalField(decimal_places=2, max_digits=5)),
                ('mark', models.DecimalField(decimal_places=2, max_digits=5)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sample', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='asking.sample')),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.method')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='projects.project')),
            ],
            options={
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='ProjectField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('order', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('office', 'name'), name='one_project_field', nulls_distinct=False)],
            },
        ),
        migrations.AddField(
            model_name='project',
            name='field',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='projects.projectfield'),
        ),
        migrations.CreateModel(
            name='ProjectPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gives', models.CharField(max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('left_why', models.CharField(blank=True, max_length=200)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners', to='projects.project')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'ordering': ('since', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('project', 'unit'), name='a_partner_once')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(blank=True, max_length=40)),
                ('part', models.CharField(max_length=60)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team', to='projects.project')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(('post', ''), _negated=True), _connector='OR'), name='team_member_is_somebody')],
            },
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('end_on__gte', models.F('start_on'))), name='project_span'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('difficulty__gte', 1), ('difficulty__lte', 5)), name='project_difficulty'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('cost__gte', 0)), name='project_cost'),
        ),
    ]
