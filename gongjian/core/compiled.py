"""Questions that every request asks: Django writes their SQL once, and afterwards only the values change.

Building a query of four joins costs Django several times what the database needs to answer it.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

from gongjian.core.planned import planned_rows

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class _Written:
    """The statement, its parameters, by place the name of the value that stands there, and how rows are read."""

    sql: str
    params: Sequence[Any]
    places: Sequence[tuple[int, str]]
    compiler: Any
    converters: Any
    names: Sequence[str]
    own: slice
    related: Sequence[Any]


class Compiled(Generic[M]):
    """`make(**values)` gives the queryset, of objects or of values; it asks the same whatever the values are. One that locks
    its rows raises TransactionManagementError outside a transaction, as Django's does. `examples` are values of the right
    kind, unlike each other and all else in the question: by them their places in the statement are found.

    Raises ValueError at the first question where an example is found nowhere.
    """

    def __init__(self, make: Callable[..., models.QuerySet[M, Any]], **examples: Any) -> None:
        self._make, self._examples = make, examples
        self._written: dict[str, _Written] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What a queryset of values yields."""
        written = self._on_this_database()
        if written.compiler.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("rows are locked inside the transaction that changes them")
        params = list(written.params)
        for place, name in written.places:
            params[place] = _like(params[place], values[name])
        found = planned_rows(written.sql, params)
        if not written.converters:
            return found
        return [tuple(row) for row in written.compiler.apply_converters(found, written.converters)]

    def objects(self, **values: Any) -> list[M]:
        """What a queryset of objects yields, with those that `select_related` takes along and what `annotate` adds."""
        written, db = self._on_this_database(), connection.alias
        model, added = written.compiler.klass_info["model"], written.compiler.annotation_col_map.items()
        found = []
        for row in self.rows(**values):
            one = model.from_db(db, written.names, row[written.own])
            for populator in written.related:
                populator.populate(row, one)
            for attribute, column in added:
                setattr(one, attribute, row[column])
            found.append(one)
        return found

    def first(self, **values: Any) -> M | None:
        """The first of the objects."""
        return next(iter(self.objects(**values)), None)

    def _on_this_database(self) -> _Written:
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write()
        return self._written[connection.vendor]

    def _write(self) -> _Written:
        compiler: Any = self._make(**self._examples).query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        places = [
            (place, name)
            for place, param in enumerate(params)
            for name, example in self._examples.items()
            if param == _like(param, example)
        ]
        if missing := set(self._examples) - {name for _place, name in places}:
            raise ValueError(f"these values stand nowhere in the question: {sorted(missing)}")
        fields = [column for column, *_rest in compiler.select[: compiler.col_count]]
        written = _Written(sql, params, places, compiler, compiler.get_converters(fields), (), slice(0), ())
        if info := compiler.klass_info:
            own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
            names = [column.target.attname for column, *_rest in compiler.select[own]]
            related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
            written = replace(written, own=own, names=names, related=related)
        return written


def hold_rows(one: models.Model, relation: str, rows: Sequence[models.Model]) -> None:
    """The rows of a relation, as if `prefetch_related` had read them."""
    field: Any = one._meta.get_field(relation)
    held: Any = getattr(one, relation).get_queryset() if rows else field.related_model._default_manager.none()
    held._result_cache, held._prefetch_done = list(rows), True
    known: Any = one
    if not hasattr(known, "_prefetched_objects_cache"):
        known._prefetched_objects_cache = {}
    known._prefetched_objects_cache[relation] = held


def _like(param: Any, value: Any) -> Any:
    """The value as it stands in a statement where another of its kind stood."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    number = type(value) is int and isinstance(param, int) and type(param) is not bool
    return type(param)(value) if number else value
