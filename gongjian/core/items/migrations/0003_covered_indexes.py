"""Indexes of single columns go: another index begins with the same column, or only the rows that fill it need one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

INDEXES = {
    "items_item_handler_id_d0a41efd": ("items_item", "handler_id"),
    "items_item_office_id_cc6fe834": ("items_item", "office_id"),
    "items_item_submitted_by_id_00094686": ("items_item", "submitted_by_id"),
    "items_item_unit_id_5206648a": ("items_item", "unit_id"),
    "items_step_actor_id_695712c1": ("items_step", "actor_id"),
    "items_step_behalf_id_bd91a62c": ("items_step", "behalf_id"),
    "items_step_handler_id_c0534084": ("items_step", "handler_id"),
    "items_step_item_id_1c768d89": ("items_step", "item_id"),
    "items_step_unit_id_ae3eaef2": ("items_step", "unit_id"),
}


def _without(name: str) -> migrations.RunSQL:
    """A plain statement: on SQLite a changed field would have its whole table built anew, without its triggers."""
    table, column = INDEXES[name]
    return migrations.RunSQL(
        f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column})"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_initial"),
        ("items", "0002_orders_of_lists"),
        ("orgs", "0002_more_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("submitted_by__isnull", False)),
                fields=["submitted_by"],
                name="item_submitted_by",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("behalf__isnull", False)), fields=["behalf"], name="step_behalf"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("unit__isnull", False)), fields=["unit"], name="step_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("handler__isnull", False)), fields=["handler"], name="step_handler"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[_without(name) for name in INDEXES],
            state_operations=[
                migrations.AlterField(
                    model_name="item",
                    name="handler",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="item",
                    name="office",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                    ),
                ),
                migrations.AlterField(
                    model_name="item",
                    name="submitted_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="item",
                    name="unit",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="orgs.unit",
                    ),
                ),
                migrations.AlterField(
                    model_name="step",
                    name="actor",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="step",
                    name="behalf",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="step",
                    name="handler",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="step",
                    name="item",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="items.item",
                    ),
                ),
                migrations.AlterField(
                    model_name="step",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
        ),
    ]
