"""Questions that every request asks: Django writes their SQL once, and afterwards only the values change.

Building a query of four joins costs Django several times what the database needs to answer it.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class _Written:
    """The statement, its parameters, by place the name of the value that stands there, and how rows are read."""

    sql: str
    params: Sequence[Any]
    places: Sequence[tuple[int, str]]
    compiler: Any
    converters: Any


class Compiled(Generic[M]):
    """`make(**values)` gives the queryset, of objects or of values; it asks the same whatever the values are, and locks
    nothing. `examples` are values of the right kind, unlike each other and all else in the question: by them their places in
    the statement are found.

    Raises ValueError at the first question where an example is found nowhere.
    """

    def __init__(self, make: Callable[..., models.QuerySet[M, Any]], **examples: Any) -> None:
        self._make, self._examples = make, examples
        self._written: dict[str, _Written] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What a queryset of values yields."""
        written = self._on_this_database()
        params = list(written.params)
        for place, name in written.places:
            params[place] = _like(params[place], values[name])
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not written.converters:
            return found
        return [tuple(row) for row in written.compiler.apply_converters(found, written.converters)]

    def objects(self, **values: Any) -> list[M]:
        """What a queryset of objects yields, with those that `select_related` takes along."""
        compiler = self._on_this_database().compiler
        select, info, db = compiler.select, compiler.klass_info, connection.alias
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, *_rest in select[first:last]]
        related = get_related_populators(info, select, db)  # type: ignore[call-arg]
        found = []
        for row in self.rows(**values):
            one = info["model"].from_db(db, names, row[first:last])
            for populator in related:
                populator.populate(row, one)
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
        return _Written(sql, params, places, compiler, compiler.get_converters(fields))


def _like(param: Any, value: Any) -> Any:
    """The value as it stands in a statement where another of its kind stood."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return type(param)(value) if type(value) is int and isinstance(param, int) else value
