"""Many more reports than the product's own actions could write in a short time: what they wrote, copied inside the database.

Each copy is a report of its own, some time older than the one before, with its number, keys and place in the index; the
copies share words and people. Trail rows are not copied: no list reads them.
"""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from gongjian.core.search.schema import POSTGRESQL_PLACE, SQLITE_PLACE

TABLES = ("items.item", "items.step", "items.clock", "reports.report", "reports.answer", "search.searchtext")
APART = dt.timedelta(seconds=37)
MOMENTS = ("opened_at", "warn_at", "due_at", "closed_at", "changed_at", "at", "started_at", "ended_at")


def multiply(times: int, *, apart: dt.timedelta = APART) -> None:
    """`times` as many reports as there are: every row of the tables copied `times - 1` over, each copy `apart` older than the
    one before."""
    if times > 1:
        _copy(times, int(apart.total_seconds()))
    with connection.cursor() as cursor:
        tidies = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute(
            "VACUUM ANALYZE" if tidies else "ANALYZE"
        )  # as PostgreSQL does by itself after a while


def _copy(times: int, apart: int) -> None:
    shift = {label: _shift(apps.get_model(label)) for label in TABLES}
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for label in TABLES:
                cursor.execute(_statement(apps.get_model(label), shift, times, apart))
            return
        cursor.execute(IN_BULK)
        for label in TABLES:
            model = apps.get_model(label)
            made_anew = _take_off(cursor, model._meta.db_table)
            cursor.execute(_statement(model, shift, times, apart))
            _set_sequence(cursor, model)
            for statement in made_anew:
                cursor.execute(statement)


IN_BULK = "SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '2GB'; SET LOCAL work_mem = '256MB'"
"""No triggers, and nothing is looked up for foreign keys: the copies refer to copies."""


def _take_off(cursor: Any, table: str) -> list[str]:
    """Drop all indexes but the primary key's: made in one go afterwards they cost a fraction. The statements that make them."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'",
        [table],
    )
    unique = dict(cursor.fetchall())
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u'))",
        [table],
    )
    plain = dict(cursor.fetchall())
    for name in unique:
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name in plain:
        cursor.execute(f"DROP INDEX {name}")
    named = [f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {said}' for name, said in unique.items()]
    return [*plain.values(), *named]


def _shift(model: type[models.Model]) -> int:
    """How far apart the keys of two copies lie."""
    return 1 + (model._default_manager.aggregate(most=models.Max("pk"))["most"] or 0)


def _statement(model: type[models.Model], shift: dict[str, int], times: int, apart: int) -> str:
    """Rows of the table that stand now, times the numbers 1 to `times - 1`."""
    table = model._meta.db_table
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field, shift, apart) for field in fields)
    if connection.vendor == "postgresql":
        numbers = f"(SELECT generate_series(1, {times - 1}) AS n) AS copies"
        begin = ""
    else:
        numbers, begin = "copies", (
            f"WITH RECURSIVE copies(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM copies WHERE n < {times - 1}) "
        )  # fmt: skip
    other = (
        ""
        if table != "search_searchtext"
        else "JOIN items_item AS i ON i.id = " + _moved("t.item_id", shift["items.item"])
    )
    origin = f'"{table}" AS t CROSS JOIN {numbers} {other}'
    if connection.vendor == "postgresql":
        return f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM {origin}'
    return f'{begin}INSERT INTO "{table}" ({columns}) SELECT {values} FROM {origin}'


def _moved(column: str, shift: int) -> str:
    return f"({column} + copies.n * {shift})"


def _value(field: "models.Field[object, object]", shift: dict[str, int], apart: int) -> str:
    """The column of the copy."""
    column, label = f't."{field.column}"', field.model._meta.label_lower
    if field.primary_key and not field.remote_field:
        return _moved(column, shift[label])
    if isinstance(field, models.ForeignKey):
        target = field.related_model._meta.label_lower
        return (
            _moved(column, shift["items.item" if target == "reports.report" else target])
            if target in TABLES
            else column
        )
    if field.name == "place" and label == "search.searchtext":
        return (POSTGRESQL_PLACE if connection.vendor == "postgresql" else SQLITE_PLACE).format(i="i")
    if isinstance(field, models.DateTimeField) and field.name in MOMENTS:
        if connection.vendor == "postgresql":
            return f"({column} - copies.n * interval '{apart} seconds')"
        return f"datetime({column}, (-{apart} * copies.n) || ' seconds')"
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    if field.name in ("number", "external_id"):
        return f"CASE WHEN {column} = '' THEN '' ELSE {column} || '-' || copies.n END"
    if field.name == "follow_hash":
        return f"substr({column}, 1, 50) || '-' || copies.n"
    return column


def _set_sequence(cursor: Any, model: type[models.Model]) -> None:
    key = model._meta.pk
    if isinstance(key, models.AutoField | models.BigAutoField):
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{key.column}'), (SELECT max({key.column}) FROM \"{table}\"))"
        )
