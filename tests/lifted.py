"""Taking the append-only triggers away for a moment: to empty the test database, or to play the forger."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as default
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from gongjian.core.trail.guards import guarded, put_up, take_down


@contextmanager
def lifted_guards(connection: Any = default) -> Iterator[None]:
    """Inside, rows of the trail and of steps can be changed and removed; afterwards the triggers stand again."""
    with transaction.atomic(using=connection.alias):
        tables = guarded(connection)
        take_down(connection, tables)
        yield
        put_up(connection, tables)


def lift_guards_during_flush() -> Any:
    """Let Django empty the tables between transactional tests. Returns the function that undoes the patch."""
    emptied = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: Any, statements: list[str]) -> None:
        if not any("trail_trailrow" in statement for statement in statements):
            return emptied(self, statements)
        with lifted_guards(self.connection):
            emptied(self, statements)

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]

    def undo() -> None:
        BaseDatabaseOperations.execute_sql_flush = emptied  # type: ignore[method-assign]

    return undo
