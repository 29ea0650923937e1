"""Taking the append-only triggers away for a moment: to empty the test database, or to play the forger."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.management import create_contenttypes
from django.core.management.commands import flush
from django.db import connection as default
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate

from gongjian.core.trail.guards import guarded, put_up, take_down

WRITTEN_ONCE = ("auth_permission", "django_content_type")
AT_ONCE = 100  # SQLite joins no more than 500 SELECTs


@contextmanager
def lifted_guards(connection: Any = default) -> Iterator[None]:
    """Inside, rows of the trail and of steps can be changed and removed; afterwards the triggers stand again."""
    with transaction.atomic(using=connection.alias):
        tables = guarded(connection)
        take_down(connection, tables)
        yield
        put_up(connection, tables)


def empty_quickly() -> Any:
    """Let Django empty the tables between transactional tests, the append-only ones too: those that hold rows, and none
    of what it would write anew. Returns the function that undoes the patches."""
    emptied, statements_for = BaseDatabaseOperations.execute_sql_flush, flush.sql_flush
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)

    def execute_sql_flush(self: Any, statements: list[str]) -> None:
        with lifted_guards(self.connection):
            emptied(self, statements)

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]
    flush.sql_flush = lambda _style, connection, **_more: [
        f"DELETE FROM {connection.ops.quote_name(table)}" for table in _filled(connection)
    ]

    def undo() -> None:
        BaseDatabaseOperations.execute_sql_flush = emptied  # type: ignore[method-assign]
        flush.sql_flush = statements_for

    return undo


def _filled(connection: Any) -> list[str]:
    """The tables with rows in them, but for Django's own two that no test writes."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    looks = [
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"
        for name in names
        if name not in WRITTEN_ONCE
    ]
    with connection.cursor() as cursor:
        found: list[str] = []
        for start in range(0, len(looks), AT_ONCE):
            cursor.execute(" UNION ALL ".join(looks[start : start + AT_ONCE]))
            found += [row[0] for row in cursor.fetchall()]
    return found
