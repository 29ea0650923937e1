"""A home folder and a database for one scenario, gone when it ends."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import psycopg

POSTGRESQL = os.environ.get("TEST_DATABASE_URL") or "postgres://root@127.0.0.1:5432/root"


@contextmanager
def place(database: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder and the environment of the child. A name of its own, so that two runs never meet."""
    folder = Path(tempfile.mkdtemp(prefix="gongjian-bench-"))
    name = f"bench_{secrets.token_hex(4)}"
    env = {key: value for key, value in os.environ.items() if not key.startswith("GONGJIAN_") and key != "DATABASE_URL"}  # fmt: skip
    env |= {"GONGJIAN_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "gongjian.config.settings"}
    try:
        if database == "postgresql":
            _run(f'CREATE DATABASE "{name}"')
            env["DATABASE_URL"] = POSTGRESQL.rpartition("/")[0] + f"/{name}"
        yield folder, env
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if database == "postgresql":
            _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(statement: str) -> None:
    with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement)


def reachable() -> str:
    """Where PostgreSQL is looked for, for a message."""
    found = dj_database_url.parse(POSTGRESQL)
    return f"{found['HOST'] or 'localhost'}:{found['PORT'] or 5432}"
