"""PostgreSQL: `pg_dump` of an exported snapshot, and `pg_restore` into an empty schema."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.utils.translation import gettext as _

from gongjian.core.backup import places
from gongjian.core.backup.databases.snapshot import Snapshot
from gongjian.core.refusal import Refused

PART = "database.dump"
PIECE = 1024 * 1024
ASIDE = "before_restore_"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """A read-only transaction of its own, whose state `pg_dump` takes up."""
    tool = demand_tool("pg_dump")
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), pg_database_size(current_database())")
            name, size = cursor.fetchone()
            cursor.execute(TABLES)
            tables = tuple(table for (table,) in cursor.fetchall())

        def rows(sql: str) -> Iterator[tuple[Any, ...]]:
            with own.chunked_cursor() as reading:
                reading.execute(sql)
                yield from reading

        words = [
            tool,
            "--format=custom",
            "--compress=0",
            "--no-owner",
            "--no-privileges",
            "--lock-wait-timeout=60000",
        ]
        words += [f"--snapshot={name}", f"--exclude-schema={ASIDE}*"]
        yield Snapshot("postgresql", PART, size, rows, lambda: _output(words), tables)
    finally:
        own.close()


def demand_tool(name: str) -> str:
    """The program's path. Raises Refused where it is missing or older than the server."""
    found = shutil.which(name)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    package = f"postgresql-client-{server}"
    if found is None:
        words = _("{tool} is not installed. On Debian: apt install {package}")
        raise Refused(words.format(tool=name, package=package), code="no_tool")
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"(\d+)\.", told)
    if number is None or int(number[1]) < server:
        words = _("{tool} is older than the server ({told}). On Debian: apt install {package}")
        raise Refused(words.format(tool=name, told=told.strip(), package=package), code="no_tool")
    return found


def list_dump(path: Path) -> str:
    """What `pg_restore --list` complains of; "" when it reads the dump's table of contents."""
    done = subprocess.run(
        [demand_tool("pg_restore"), "--list", str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return done.stderr.strip().partition("\n")[0]
    return "" if "TABLE DATA public people_person" in done.stdout else "no table people_person"


def is_in_use() -> int:
    """How many others are connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def put_aside(stamp: str) -> str:
    """Rename the schema with everything in it and make an empty one; the old one's name, "" where nothing was."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        full = bool(cursor.fetchone())
        name = ""
        if full:
            cursor.execute("SELECT nspname FROM pg_namespace")
            schemas = {schema for (schema,) in cursor.fetchall()}
            name = places.unused(f"{ASIDE}{stamp}", schemas.__contains__, joint="_")
            cursor.execute(f'ALTER SCHEMA public RENAME TO "{name}"')
            cursor.execute("CREATE SCHEMA public")
    return name


def take_back(name: str) -> None:
    """Undo `put_aside`: the old schema is the one in use again."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute(f'ALTER SCHEMA "{name}" RENAME TO public' if name else "CREATE SCHEMA public")


def load(path: Path) -> None:
    """Read the dump into the empty schema, all or nothing. Raises Refused with what `pg_restore` said."""
    words = [
        demand_tool("pg_restore"),
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
    ]
    words += ["--dbname", str(connection.settings_dict["NAME"])]
    connection.close()
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.write(_all_but_the_schema(path))
        wanted.flush()
        words += [f"--use-list={wanted.name}", str(path)]
        done = subprocess.run(words, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        said = _("PostgreSQL did not take the backup: {why}")
        raise Refused(said.format(why=done.stderr.strip().partition("\n")[0]), code="not_taken")


def _all_but_the_schema(path: Path) -> str:
    """What the dump holds, without `public` itself, which stands already."""
    told = subprocess.run(
        [demand_tool("pg_restore"), "--list", str(path)], capture_output=True, text=True, check=True
    ).stdout
    connection.close()
    own = re.compile(r"\bSCHEMA - public |\bCOMMENT - SCHEMA public |\bACL - SCHEMA public ")
    return "".join(line for line in told.splitlines(keepends=True) if not own.search(line))


def _output(words: list[str]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(words, env=_environment(), stdout=subprocess.PIPE, stderr=errors)
        out: IO[bytes] = process.stdout  # type: ignore[assignment]
        try:
            while data := out.read(PIECE):
                yield data
        finally:
            out.close()  # where the reader gave up, pg_dump ends by it
            code = process.wait()
        if code:
            errors.seek(0)
            why = errors.read().decode(errors="replace").strip().partition("\n")[0]
            raise Refused(_("pg_dump did not finish: {why}").format(why=why), code="no_dump")


def _environment() -> dict[str, str]:
    """Where the server is, and the password, which is on no command line."""
    told = connection.settings_dict
    names = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    return os.environ | {variable: str(told[name]) for name, variable in names.items() if told.get(name)}
