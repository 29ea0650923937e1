"""The triggers that let rows of some tables be added only, and the one that puts every trail row into the sealer's queue."""

from collections.abc import Sequence
from typing import Any

APPEND_ONLY = ("trail_trailrow", "trail_seal", "items_step")

_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END",
    # INSERT OR REPLACE deletes without calling the delete trigger.
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, '{words}'); END",
)
_SQLITE_NAMES = ("{table}_no_update", "{table}_no_delete", "{table}_no_replace")
_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION gongjian_append_only()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION gongjian_append_only()",
)
_POSTGRESQL_NAMES = ("{table}_no_change", "{table}_no_truncate")
_FUNCTION = """
CREATE OR REPLACE FUNCTION gongjian_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""

WAITS = "trail_trailrow_waits"
_SQLITE_WAITS = f"""
CREATE TRIGGER {WAITS} AFTER INSERT ON trail_trailrow
BEGIN INSERT INTO trail_unsealed (row_id, office_id) VALUES (NEW.id, NEW.office_id); END
"""
_POSTGRESQL_WAITS = (
    """
CREATE OR REPLACE FUNCTION gongjian_wait_for_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO trail_unsealed (row_id, office_id) VALUES (NEW.id, NEW.office_id);
    RETURN NULL;
END
$$
""",
    f"CREATE TRIGGER {WAITS} AFTER INSERT ON trail_trailrow FOR EACH ROW EXECUTE FUNCTION gongjian_wait_for_seal()",
)


def put_up_queue(connection: Any) -> None:
    """Create the trigger that puts each new trail row into the sealer's queue, in the row's own transaction."""
    with connection.cursor() as cursor:
        if WAITS in _standing(cursor, connection):
            return
        for statement in _POSTGRESQL_WAITS if connection.vendor == "postgresql" else (_SQLITE_WAITS,):
            cursor.execute(statement)


def take_down_queue(connection: Any) -> None:
    """Drop that trigger: for taking the migration back."""
    on_table = " ON trail_trailrow" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {WAITS}{on_table}")


def put_up(connection: Any, tables: Sequence[str] = APPEND_ONLY) -> None:
    """Create the triggers of these tables; those that stand already are left alone."""
    with connection.cursor() as cursor:
        standing = _standing(cursor, connection)
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in tables:
            for name, statement in _wanted(table, connection):
                if name not in standing:
                    cursor.execute(statement)


def take_down(connection: Any, tables: Sequence[str] = APPEND_ONLY) -> None:
    """Drop the triggers: for taking the migration back and for tests that empty or tamper with the tables."""
    with connection.cursor() as cursor:
        for table in tables:
            for name, _statement in _wanted(table, connection):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def guarded(connection: Any) -> list[str]:
    """Tables whose triggers stand: those of modules too, which put theirs up in a migration of their own."""
    first = (_POSTGRESQL_NAMES if connection.vendor == "postgresql" else _SQLITE_NAMES)[0].format(table="")
    with connection.cursor() as cursor:
        return sorted(
            name.removesuffix(first) for name in _standing(cursor, connection) if name.endswith(first)
        )


def missing(connection: Any) -> list[str]:
    """Names of triggers that should stand and do not, or that stand but are switched off."""
    with connection.cursor() as cursor:
        standing = _standing(cursor, connection)
    names = [name for table in APPEND_ONLY for name, _sql in _wanted(table, connection)]
    return [name for name in (*names, WAITS) if name not in standing]


def _wanted(table: str, connection: Any) -> list[tuple[str, str]]:
    on_postgresql = connection.vendor == "postgresql"
    names = _POSTGRESQL_NAMES if on_postgresql else _SQLITE_NAMES
    statements = _POSTGRESQL if on_postgresql else _SQLITE
    words = f"{table} is append-only"
    return [
        (name.format(table=table), statement.format(table=table, words=words))
        for name, statement in zip(names, statements, strict=True)
    ]


def _standing(cursor: Any, connection: Any) -> set[str]:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {name for (name,) in cursor.fetchall()}
