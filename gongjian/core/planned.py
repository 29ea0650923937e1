"""Statements that come again and again with other values are planned once by PostgreSQL, not at every call."""

from typing import Any

from django.db import connection


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
