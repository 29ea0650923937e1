"""An empty database with all tables, made once for a state of the migrations and copied by every test process.

Setting up the tables takes some fifteen seconds; a copy takes none. What a copy lacks, Django's own `migrate` adds.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var/template"
GIVEN = "GONGJIAN_TEST_TEMPLATE"
"""In the environment: the file of a database to begin from instead."""


def use_template() -> None:
    """Let Django make its test database from the template; called once, when the settings are known."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        _copy_when_created(sqlite_template())
    else:
        default["TEST"]["TEMPLATE"] = _postgresql_template(default)


def sqlite_template() -> Path:
    """The file of the template, made where it is missing or made of other migrations."""
    if given := os.environ.get(GIVEN):
        return Path(given)
    file = FOLDER / f"{_digest()}.sqlite3"
    with _alone():
        if not file.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            half = FOLDER / "half.sqlite3"
            _migrate(f"sqlite:///{half}")
            with sqlite3.connect(half) as made:
                made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            half.rename(file)
    return file


def copy_to(target: Path) -> None:
    """An empty database of its own, with all tables."""
    shutil.copyfile(sqlite_template(), target)


def _copy_when_created(template: Path) -> None:
    plain = DatabaseCreation._create_test_db  # type: ignore[attr-defined]

    def create(self: Any, verbosity: int, autoclobber: bool, keepdb: bool = False) -> Any:
        name = plain(self, verbosity, autoclobber, keepdb)
        if not self.is_in_memory_db(name):
            shutil.copyfile(template, name)
        return name

    DatabaseCreation._create_test_db = create  # type: ignore[attr-defined]


def _postgresql_template(default: dict[str, Any]) -> str:
    """The name of the template database; its comment tells which migrations it was made of."""
    import psycopg

    name = f"gongjian_template_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
    place = {"host": default["HOST"], "port": default["PORT"] or 5432, "user": default["USER"]}
    address = f"postgres://{default['USER']}:{default['PASSWORD']}@{default['HOST']}:{place['port']}"
    with (
        _alone(),
        psycopg.connect(**place, password=default["PASSWORD"], dbname="postgres", autocommit=True) as server,
    ):
        made_of = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if made_of != (_digest(),):
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}"')
            _migrate(f"{address}/{name}")
            server.execute(f"COMMENT ON DATABASE \"{name}\" IS '{_digest()}'")
    return name


def _migrate(address: str) -> None:
    own = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "gongjian.config.settings"}
    words = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(words, cwd=ROOT, env=os.environ | own, check=True)


def _digest() -> str:
    """Of every migration of every package in use, and Django's version."""
    total = hashlib.sha256(django.__version__.encode())
    for file in sorted((ROOT / "gongjian").glob("*/*/migrations/*.py")):
        total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()[:24]


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes it; the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
