import django.db.models.deletion
import django.db.models.expressions
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
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('code', models.CharField(max_length=40, unique=True)),
                ('granted', models.BigIntegerField(default=0)),
                ('reserved', models.BigIntegerField(default=0)),
                ('spent', models.BigIntegerField(default=0)),
                ('is_demo', models.BooleanField(default=False)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'ordering': ('-year', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('reserved__gte', 0), ('spent__gte', 0)), name='fund_sums_not_negative'), models.CheckConstraint(condition=models.Q(('granted__gte', django.db.models.expressions.CombinedExpression(models.F('reserved'), '+', models.F('spent')))), name='fund_available_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grant', 'Granted'), ('reserve', 'Reserved'), ('release', 'Released'), ('spend', 'Spent'), ('return', 'Came back'), ('correct', 'Reversed')], max_length=8)),
                ('granted', models.BigIntegerField(default=0)),
                ('reserved', models.BigIntegerField(default=0)),
                ('spent', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='funds.account')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='items.item')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='funds.entry')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='FundRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('community', "A year's sum of a community Party organisation"), ('branch', "A year's sum of another branch")], max_length=12)),
                ('amount', models.PositiveBigIntegerField()),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('source', models.CharField(max_length=120)),
                ('is_demo', models.BooleanField(default=False)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'ordering': ('kind', '-since', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('office', 'kind'), name='one_live_fund_rule'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='fund_rule_positive')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='payment', serialize=False, to='items.item')),
                ('amount', models.PositiveBigIntegerField()),
                ('drawn', models.PositiveBigIntegerField(default=0)),
                ('payee', models.CharField(max_length=80)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funds.account')),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='items.item')),
            ],
            options={
                'ordering': ('-item_id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('drawn__lte', models.F('amount'))), name='payment_positive')],
            },
        ),
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.CharField(max_length=40)),
                ('live', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='funds.payment')),
            ],
            options={
                'ordering': ('-id',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('live', True)), fields=('office', 'year', 'number'), name='one_use_per_voucher')],
            },
        ),
    ]
