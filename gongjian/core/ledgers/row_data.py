"""Columns as functions from a row to what a spreadsheet or a program gets, made once for all rows."""

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from gongjian.core.ledgers.cells import json_of, text_of
from gongjian.core.ledgers.ledger import Column, Kind, follow

Read = Callable[[Any], Any]
MEMORY = 5000


def data_readers(columns: Sequence[Column]) -> list[Read]:
    """One reader per column: of a row it says what `cells.data_of` says of the column's value.

    Language and time zone are those of this moment; words that come again are translated once.
    """
    return [_reader(column) for column in columns]


def json_readers(columns: Sequence[Column]) -> list[Read]:
    """One reader per column: of a row it says what `cells.json_of` says of the column's value."""
    return [_json_reader(column) for column in columns]


def _json_reader(column: Column) -> Read:
    value, say = _value(column.value), _told(column)
    return lambda row: say(value(row))


def _told(column: Column) -> Read:
    def plain(value: Any) -> Any:
        return value if value is None or type(value) is str else json_of(column, value)

    if column.kind is not Kind.STATE:
        return plain
    told = _remembered(
        lambda item: json_of(column, item), key=lambda item: (item.kind, item.state, item.phase)
    )
    return lambda item: told(item) if item else None


def _reader(column: Column) -> Read:
    value, say = _value(column.value), _said(column)

    def read(row: Any) -> Any:
        found = value(row)
        return "" if found is None else say(found)

    return read


def _value(path: str | Read) -> Read:
    """What `Column.of` does, with the path taken apart beforehand."""
    if callable(path):
        return path
    steps = path.split(".")
    if len(steps) == 1 or not path:
        return lambda row: follow(row, path)

    def walk(row: Any) -> Any:
        for step in steps:
            if row is None:
                return None
            row = getattr(row, step)
            if callable(row) and not isinstance(row, type):
                row = row()
        return row

    return walk


def _said(column: Column) -> Read:
    """The same for the value, which is never None."""
    plain = _plain(column)
    match column.kind:
        case Kind.STATE:
            return _remembered(lambda item: text_of(column, item), key=lambda item: (item.kind, item.state))
        case Kind.LIGHT:
            naive = _naive()
            return lambda item: naive(item.due_at) if item.due_at else ""
        case Kind.STAMP | Kind.DATE:
            naive = _naive()
            return lambda value: naive(value) if isinstance(value, dt.datetime) else plain(value)
        case Kind.NUMBER | Kind.PERCENT | Kind.MONEY:
            return lambda value: value if isinstance(value, int | float | Decimal) else plain(value)
    return plain


def _plain(column: Column) -> Read:
    lazily = _remembered(lambda value: text_of(column, value), key=id)

    def say(value: Any) -> Any:
        if type(value) is str:
            return value
        if isinstance(value, Promise):
            return lazily(value)
        return value if isinstance(value, dt.date) else text_of(column, value)

    return say


def _naive() -> Callable[[dt.datetime], dt.datetime]:
    """Moments as the office's clock shows them, without a zone."""
    zone = timezone.get_current_timezone()
    return lambda value: value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value


def _remembered(say: Read, *, key: Callable[[Any], Hashable]) -> Read:
    """Asks once for each key. What was asked is held, so that no other value takes over its `id`."""
    known: dict[Hashable, tuple[Any, Any]] = {}

    def ask(value: Any) -> Any:
        place = key(value)
        if place not in known:
            if len(known) >= MEMORY:
                known.clear()
            known[place] = (value, say(value))
        return known[place][1]

    return ask
