"""Counting for people who wait: as far as it is cheap, and saying so where it is not."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection
from django.db.models import QuerySet

COUNT_CAP = 10_000
STEP = 20_000  # of SQLite's own steps, between two looks
MOST_STEPS = 1_500_000  # a twentieth of a second, about
MOST_COST = 60_000.0  # of PostgreSQL's own units, about the same
DEAR = 6  # so many times dearer than PostgreSQL expects is what looks for words inside texts


def quick_count(queryset: "QuerySet[Any]", cap: int = COUNT_CAP, *, dear: bool = False) -> tuple[int, bool]:
    """How many rows match, and whether there are more than told: beyond the cap, or beyond a twentieth of a second's
    work, when the number told is 0. `dear`: words are looked for inside texts."""
    rows = queryset.order_by().select_related(None).values("pk")[: cap + 1]
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0, False
    numbers = affordable(f"SELECT COUNT(*) FROM ({sql}) AS rows_counted", params, dear=dear)
    if numbers is None:
        return 0, True
    return min(numbers[0], cap), numbers[0] > cap


def affordable(
    sql: str, params: Sequence[Any], *, times: int = 1, dear: bool = False
) -> Sequence[Any] | None:
    """The one row of a reading statement; None where it would take more than `times` a twentieth of a second.

    SQLite is stopped on the way, PostgreSQL is asked before what it expects.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
            told = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            if told["Total Cost"] * (DEAR if dear else 1) > MOST_COST * times:
                return None
        try:
            with _bounded(times):
                cursor.execute(sql, params)
                row: Sequence[Any] = cursor.fetchone()
        except OperationalError as stopped:
            if "interrupted" not in str(stopped):
                raise
            return None
    return row


@contextmanager
def _bounded(times: int) -> Iterator[None]:
    """SQLite stops a query that has taken too many steps; a reading one leaves the transaction as it was."""
    if connection.vendor != "sqlite":
        yield
        return
    left = [times * MOST_STEPS // STEP]

    def look() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    connection.connection.set_progress_handler(look, STEP)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)
