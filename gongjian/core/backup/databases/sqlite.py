"""SQLite: a copy by its own online backup, and putting a copy in place of a database that nobody has open."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from gongjian.core.backup.databases.snapshot import Snapshot, Told
from gongjian.core.refusal import Refused

PART = "database.sqlite3"
PAGES = 4096  # copied between two words of progress
PIECE = 1024 * 1024
PATIENCE = 20.0


def database_file() -> Path:
    """The file of the database that is in use."""
    return Path(str(connection.settings_dict["NAME"]))


@contextmanager
def snapshot(*, work: Path, told: Told) -> Iterator[Snapshot]:
    """A copy in `work`, removed afterwards."""
    copy = work / f"snapshot-{secrets.token_hex(6)}.sqlite3"
    try:
        _copy(database_file(), copy, told=told)
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as source:
            rows = source.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
            names = tuple(sorted(name for (name,) in rows if not name.startswith("sqlite_")))
            yield Snapshot(
                "sqlite", PART, copy.stat().st_size, lambda sql: iter(source.execute(sql)), lambda: pieces(copy),
                names, copy,
            )  # fmt: skip
    finally:
        copy.unlink(missing_ok=True)


def _copy(source: Path, target: Path, *, told: Told) -> None:
    """Inside a read transaction, so that the copy is of one moment and need not begin again when somebody writes."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True, timeout=PATIENCE)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        os.chmod(target, 0o600)
        live.isolation_level = None
        live.execute("BEGIN")
        live.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=PAGES, progress=lambda _state, left, pages: told(pages - left, pages))
        live.execute("ROLLBACK")


def pieces(path: Path) -> Iterator[bytes]:
    """A file's bytes, a piece at a time."""
    with path.open("rb") as source:
        while data := source.read(PIECE):
            yield data


def check_file(path: Path) -> str:
    """What SQLite's own integrity check complains of first; "" when all is well."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
            found: Any = copy.execute("PRAGMA integrity_check").fetchone()[0]
            flaw = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if found != "ok":
        return str(found)
    return f"foreign key of {flaw[0]} row {flaw[1]}" if flaw else ""


def counts_of(path: Path, tables: list[str]) -> dict[str, int]:
    """Rows of each table of a copy."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
        return {name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}


def settle(path: Path) -> None:
    """Bring what stands in the write-ahead log into the file. Raises Refused while somebody has it open."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=1)) as old:
        try:
            (mode,) = old.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = "in use"
        except sqlite3.DatabaseError:
            return  # damaged: it is put aside as it is
    if mode != "delete":
        raise Refused(_("The server or its worker has the database open. Stop them first."), code="running")
