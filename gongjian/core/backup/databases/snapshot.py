"""The database as it was at one moment, while people go on writing."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

Rows = Callable[[str], Iterator[tuple[Any, ...]]]
Told = Callable[[int, int], None]


class FileRow(NamedTuple):
    """A file that the database knows: its place below `files/` is told by uid and kind."""

    uid: UUID
    kind: str
    sha256: str
    size: int
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`rows(sql)` reads from the moment's state, `stream()` gives the database itself; `file` is its copy on SQLite.

    `name` is the part's name in a backup: `database.sqlite3` or `database.dump`.
    """

    vendor: str
    name: str
    size: int
    rows: Rows
    stream: Callable[[], Iterator[bytes]]
    tables: tuple[str, ...]
    file: Path | None = None

    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        return {name: next(self.rows(f'SELECT COUNT(*) FROM "{name}"'))[0] for name in self.tables}

    def files(self) -> Iterator[FileRow]:
        """All attachments, the withdrawn ones too, in one order."""
        sql = "SELECT uid, kind, sha256, size, withdrawn_at FROM files_attachment ORDER BY id"
        for uid, kind, sha256, size, withdrawn_at in self.rows(sql):
            yield FileRow(UUID(str(uid)), kind, sha256, size, withdrawn_at is not None)

    def files_size(self) -> int:
        """Bytes of all attachments."""
        return int(next(self.rows("SELECT COALESCE(SUM(size), 0) FROM files_attachment"))[0])

    def heads(self) -> dict[str, list[Any]]:
        """Of each office's chain the last place and the link that stands there."""
        sql = (
            "SELECT s.office_id, s.number, s.chain FROM trail_seal s JOIN "
            "(SELECT office_id, MAX(number) AS last FROM trail_seal GROUP BY office_id) m "
            "ON m.office_id = s.office_id AND m.last = s.number"
        )
        return {str(office): [number, link] for office, number, link in self.rows(sql)}

    def migrations(self) -> list[str]:
        """Names of the migrations it has seen, as app.name."""
        return sorted(f"{app}.{name}" for app, name in self.rows("SELECT app, name FROM django_migrations"))


def take_snapshot(*, work: Path, now: dt.datetime, told: Told) -> AbstractContextManager[Snapshot]:
    """The state of the database at this moment, held until the block ends. `told(done, all)` counts pages on SQLite.

    Raises Refused where the tools are missing.
    """
    if connection.vendor == "sqlite":
        from gongjian.core.backup.databases.sqlite import snapshot

        return snapshot(work=work, told=told)
    from gongjian.core.backup.databases.postgresql import snapshot as dump

    return dump()
