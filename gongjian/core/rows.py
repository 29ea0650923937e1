"""Rows by the hundred: their ids are given out beforehand, and all of them go in with one statement.

Django's own `bulk_create` prepares each value of each row by itself, which costs several times what the database does.
Here a model's columns are looked at once. What a model's `save` or its signals would do does not happen, unless it is said.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import DatabaseError, connection, models, transaction
from django.db.models.base import ModelState
from django.db.models.signals import post_save

from gongjian.core.planned import planned_cursor

Column = Sequence[Any]
Ready = Callable[[Column], Column]
M = TypeVar("M", bound=models.Model)
_PLAIN = {str, type(None)}


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` ids that nobody else is given, in rising order; for models whose key the database counts.

    Raises RuntimeError outside a transaction: on SQLite it is the transaction's write lock that keeps others away.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ids are reserved inside the transaction that uses them")
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [f'"{table}"', column, count])
            return sorted(number for (number,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return list(range(first, first + count))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows whose values stand in the order of `names` (attribute names, such as "office_id").

    Values are what the model's attributes would hold. Every column without a default in the database must be named.
    """
    quote = connection.ops.quote_name
    columns, ready = _shape(model, tuple(names), connection.vendor)
    table, listed = quote(model._meta.db_table), ", ".join(map(quote, columns))
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return
    values = list(
        zip(
            *(make(column) if make else column for make, column in zip(ready, by_column, strict=True)),
            strict=True,
        )
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", values)


def insert_objects(model: type[models.Model], objects: Sequence[models.Model]) -> None:
    """Write objects that have their ids already, all their columns as they stand."""
    names = [column.attname for column in model._meta.concrete_fields]
    insert(model, names, map(itemgetter(*names), (one.__dict__ for one in objects)))
    for one in objects:
        one._state.adding, one._state.db = False, "default"


def add(*objects: models.Model) -> None:
    """`save(force_insert=True)` of new objects of one model whose key the database counts, in one statement that is put
    together once for the model: ids are given, signals are sent."""
    if not objects:
        return
    model = type(objects[0])
    names = tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)
    for one in objects:
        one._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
    rows = list(map(itemgetter(*names), (one.__dict__ for one in objects)))
    with planned_cursor() as cursor:
        cursor.execute(_adding(model, names, len(objects), connection.vendor), _prepared(model, names, rows))
        ids = [pk for (pk,) in cursor.fetchall()]
    for one, pk in zip(objects, ids, strict=True):
        one.pk, one._state.adding, one._state.db = pk, False, connection.alias
        post_save.send(
            model, instance=one, created=True, update_fields=None, raw=False, using=connection.alias
        )


def change(one: models.Model, *names: str) -> None:
    """`save(update_fields=names)` of an object without signals, by a statement that is put together once for the names,
    which are attribute names such as "unit_id".

    Raises DatabaseError where the row is gone.
    """
    model = type(one)
    values = _prepared(model, names, [tuple(one.__dict__[name] for name in names)])
    with planned_cursor() as cursor:
        cursor.execute(_changing(model, names, connection.vendor), [*values, one.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{model._meta.label} {one.pk} is gone")


@lru_cache(maxsize=256)
def _adding(model: type[models.Model], names: tuple[str, ...], count: int, vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = _shape(model, names, vendor)[0]
    marks = f"({', '.join(['%s'] * len(columns))})"
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return (
        f"INSERT INTO {table} ({', '.join(map(quote, columns))}) VALUES {', '.join([marks] * count)}"
        f" RETURNING {key}"
    )


@lru_cache(maxsize=256)
def _changing(model: type[models.Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    changed = ", ".join(f"{quote(column)} = %s" for column in _shape(model, names, vendor)[0])
    return (
        f"UPDATE {quote(model._meta.db_table)} SET {changed} WHERE {quote(str(model._meta.pk.column))} = %s"
    )


def _prepared(model: type[models.Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The values of all rows, one after another, as the database takes them."""
    ready = _shape(model, names, connection.vendor)[1]
    return [
        make([value])[0] if make else value for row in rows for make, value in zip(ready, row, strict=True)
    ]


def build(model: type[M], **values: Any) -> M:
    """An object with these values by attribute name and defaults for the rest, several times faster than calling the
    model; related objects are given by their ids."""
    fixed, made = _defaults(model)
    one = model.__new__(model)
    one._state = ModelState()
    one._state.adding, one._state.db = False, "default"
    one.__dict__ |= fixed | values
    for name, make in made:
        if name not in values:
            one.__dict__[name] = make()
    return one


@lru_cache(maxsize=256)
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The defaults by attribute name: those that are always the same, and what makes the others."""
    fixed: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            made.append((field.attname, field.default))
        else:
            fixed[field.attname] = field.get_default()
    return fixed, made


@lru_cache(maxsize=256)
def _shape(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[list[str], list[Ready | None]]:
    """The columns, and for each what makes a value ready for the database; None where it goes as it is."""
    by_name = {column.attname: column for column in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    return [str(field.column) for field in fields], [_ready(field, vendor) for field in fields]


def _ready(field: "models.Field[Any, Any]", vendor: str) -> Ready | None:
    if field.is_relation:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return _texts
    if isinstance(field, models.JSONField):
        return lambda column: list(map(json.dumps, column))
    if vendor == "postgresql" or isinstance(
        field, models.IntegerField | models.BooleanField | models.FloatField
    ):
        return None
    if isinstance(field, models.BinaryField):
        return None
    if isinstance(field, models.DateTimeField):
        return _moments
    return lambda column: [field.get_db_prep_save(value, connection) for value in column]


def _moments(column: Column) -> Column:
    """Aware moments as Django spells them on SQLite: in UTC, without a zone. Many rows often share one."""
    spelled: dict[int, str | None] = {
        id(value): _moment(value) for value in {id(one): one for one in column}.values()
    }
    return [spelled[id(value)] for value in column]


def _moment(value: dt.datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(dt.UTC).replace(tzinfo=None))


def _texts(column: Column) -> Column:
    """Plain strs: members of enumerations are more than that."""
    if set(map(type, column)) <= _PLAIN:
        return column
    return [value if type(value) in _PLAIN else str(value) for value in column]
