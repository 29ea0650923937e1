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
            name='Agreement',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='agreement', serialize=False, to='items.item')),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('signed_on', models.DateField(null=True)),
                ('previous', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='network.agreement')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='orgs.unit')),
            ],
            options={
                'ordering': ('until', 'item_id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='agreement_span')],
            },
        ),
        migrations.CreateModel(
            name='AgreementTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=120)),
                ('quantity', models.PositiveIntegerField(default=1)),
                ('measure', models.CharField(blank=True, max_length=10)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('delivered', models.PositiveIntegerField(default=0)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='network.agreement')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'ordering': ('agreement_id', 'order', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='term_promises_something')],
            },
        ),
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('state', models.CharField(choices=[('applied', 'Asks to join'), ('member', 'Member'), ('paused', 'Paused'), ('left', 'Left'), ('refused', 'Refused')], default='applied', max_length=10)),
                ('name', models.CharField(max_length=80)),
                ('name_key', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('agency', 'Government agency'), ('institute', 'Public institution'), ('school', 'School'), ('hospital', 'Hospital'), ('state_firm', 'State-owned enterprise'), ('firm', 'Company'), ('society', 'Social organisation'), ('shop', 'Shop')], max_length=12)),
                ('address', models.CharField(blank=True, max_length=120)),
                ('gives', models.CharField(blank=True, max_length=500)),
                ('contact_sealed', models.BinaryField(null=True)),
                ('phone_sealed', models.BinaryField(null=True)),
                ('sign_in_name', models.CharField(blank=True, max_length=40)),
                ('password_code', models.CharField(blank=True, max_length=128)),
                ('applied_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('unit', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joining', to='orgs.unit')),
            ],
            options={
                'ordering': ('-applied_at', '-id'),
                'indexes': [models.Index(fields=['area_path', 'state'], name='joining_area')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['applied', 'member', 'paused'])), fields=('office', 'name_key'), name='one_live_joining')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('year', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('confirmed', models.BooleanField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('joining', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='network.joining')),
            ],
            options={
                'ordering': ('-year', 'joining__name'),
                'indexes': [models.Index(fields=['area_path', '-year'], name='confirmation_area')],
                'constraints': [models.UniqueConstraint(fields=('joining', 'year'), name='one_confirmation_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', gongjian.core.areas.path.PathField(editable=False, max_length=200)),
                ('purpose', models.CharField(max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paired_with', to='orgs.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairings', to='orgs.unit')),
            ],
            options={
                'ordering': ('-since', '-id'),
                'indexes': [models.Index(fields=['area_path', '-since'], name='pairing_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='pairing_span')],
            },
        ),
    ]
