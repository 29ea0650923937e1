"""Indexes of single columns go: another index begins with the same column, or only the rows that fill it need one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

INDEXES = {
    "trail_trailrow_actor_id_8603831b": ("trail_trailrow", "actor_id"),
    "trail_trailrow_behalf_id_96326751": ("trail_trailrow", "behalf_id"),
    "trail_trailrow_item_id_83bfb9c9": ("trail_trailrow", "item_id"),
    "trail_trailrow_office_id_ede583fb": ("trail_trailrow", "office_id"),
    "trail_seal_office_id_b11b1c81": ("trail_seal", "office_id"),
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
        ("items", "0003_covered_indexes"),
        ("trail", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="trailrow",
            index=models.Index(
                condition=models.Q(("behalf__isnull", False)), fields=["behalf"], name="trail_behalf"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[_without(name) for name in INDEXES],
            state_operations=[
                migrations.AlterField(
                    model_name="seal",
                    name="office",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                    ),
                ),
                migrations.AlterField(
                    model_name="trailrow",
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
                    model_name="trailrow",
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
                    model_name="trailrow",
                    name="item",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trail",
                        to="items.item",
                    ),
                ),
                migrations.AlterField(
                    model_name="trailrow",
                    name="office",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                    ),
                ),
            ],
        ),
    ]
