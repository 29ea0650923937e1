"""Statements that come again and again with other values are planned once by PostgreSQL, not at every call."""

from collections.abc import Sequence
from typing import Any

from django.db import NotSupportedError, connection


def planned_cursor() -> Any:
    """A cursor for statements of a fixed wording with few values. SQLite's driver keeps what it has prepared by itself.

    On PostgreSQL values are sent apart from the statement; the server plans it once for each connection, when it has come as
    often as the setting `prepare_threshold` says, and may use one plan whatever the values are: for rows that are found by
    their key, not for ranges. Where statements are kept to be looked at, they go the usual way: with their values in them.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    line = connection.connection
    usual, line.cursor_factory = line.cursor_factory, ServerBindingCursor
    try:
        return connection.cursor()
    finally:
        line.cursor_factory = usual


def planned_rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of such a statement.

    An upgrade that has changed a column since it was planned makes PostgreSQL refuse the old plan: then it is asked again on a
    new connection. Inside a transaction that cannot be: NotSupportedError, and with the rollback all plans are let go.
    """
    try:
        return _asked(sql, params)
    except NotSupportedError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _asked(sql, params)


def _asked(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with planned_cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
