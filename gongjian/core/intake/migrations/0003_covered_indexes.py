"""Indexes of single columns go: another index begins with the same column."""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = {
    "intake_batchrow_batch_id_9441cfd5": ("intake_batchrow", "batch_id"),
    "intake_replaced_batch_id_9c6ae9cb": ("intake_replaced", "batch_id"),
    "intake_kept_batch_id_19674279": ("intake_kept", "batch_id"),
}


def _without(name: str) -> migrations.RunSQL:
    """A plain statement: on SQLite a changed field would have its whole table built anew, without its triggers."""
    table, column = INDEXES[name]
    return migrations.RunSQL(
        f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column})"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_taking_back"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[_without(name) for name in INDEXES],
            state_operations=[
                migrations.AlterField(
                    model_name="batchrow",
                    name="batch",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="batch_rows",
                        to="intake.batch",
                    ),
                ),
                migrations.AlterField(
                    model_name="kept",
                    name="batch",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept",
                        to="intake.batch",
                    ),
                ),
                migrations.AlterField(
                    model_name="replaced",
                    name="batch",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replaced",
                        to="intake.batch",
                    ),
                ),
            ],
        ),
    ]
