"""A PostgreSQL server of a test's own, which it may stop, break and start anew."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.faults.served import HOST


@contextmanager
def server_of_its_own(patch: pytest.MonkeyPatch, folder: Path, *words: str) -> Iterator["Server"]:
    """One with all tables in this empty folder, in which the test works from now on; `words` are for `initdb`. The test is
    skipped where none can be made."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = Path(shutil.which("initdb") or "") if not found else found[-1]
    users = {one.pw_name for one in pwd.getpwall()}
    if not initdb.is_file() or (os.geteuid() == 0 and "postgres" not in users):
        pytest.skip("no initdb here, or nobody to run it as")
    server = Server(initdb.parent, folder)
    try:
        server.make(*words)
        server.fill(connection.settings_dict)
        connection.close()
        for name, value in (
            ("HOST", HOST),
            ("PORT", str(server.port)),
            ("USER", "office"),
            ("PASSWORD", ""),
            ("NAME", "office"),
        ):
            patch.setitem(connection.settings_dict, name, value)
        yield server
        connection.close()
    finally:
        server.run("pg_ctl", "-m", "immediate", "stop", check=False)
        patch.undo()


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    """pytest shuts its own folders to other users."""
    folder = Path(tempfile.mkdtemp(prefix="gongjian-cluster-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """One cluster, run by whoever may run it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        with socket.socket() as one:
            one.bind((HOST, 0))
            self.port = int(one.getsockname()[1])

    def run(self, name: str, *words: object, check: bool = True) -> None:
        """One of PostgreSQL's own programs on this cluster."""
        own = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        command = [str(self.programs / name), "-D", str(self.folder), *map(str, words)]
        subprocess.run(
            command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **own
        )  # type: ignore[call-overload]

    def make(self, *words: str) -> None:
        """Set it up and start it."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run("initdb", "-U", "office", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", *words)
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(
                f"port = {self.port}\nlisten_addresses = '{HOST}'\nunix_socket_directories = '{self.folder}'\n"
            )
        self.start()

    def fill(self, told: dict[str, Any]) -> None:
        """All tables, as they stand in the database of the test."""
        url = f"postgres://office@{HOST}:{self.port}"
        with psycopg.connect(f"{url}/postgres", autocommit=True) as server:
            server.execute("CREATE DATABASE office")
        source = ["-h", told["HOST"], "-p", str(told["PORT"] or 5432), "-U", told["USER"], told["NAME"]]
        dumped = subprocess.run(
            [str(self.programs / "pg_dump"), "--no-owner", *source], check=True, stdout=subprocess.PIPE,
            env=os.environ | {"PGPASSWORD": str(told["PASSWORD"])},
        )  # fmt: skip
        subprocess.run(
            [str(self.programs / "psql"), "-q", "-v", "ON_ERROR_STOP=1", f"{url}/office"], check=True, input=dumped.stdout,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def restart(self, number: int) -> None:
        """In order, or by pulling the plug, in turn."""
        self.run("pg_ctl", "-w", "-m", ("fast", "immediate")[number % 2], "stop")
        self.start()

    def start(self) -> None:
        """Also where the last one's processes are not all gone yet, or it takes its time to put its files in order."""
        url = f"postgres://office@{HOST}:{self.port}/postgres"
        for _try in range(10):
            self.run("pg_ctl", "-w", "-t", 120, "-l", self.folder / "log", "start", check=False)
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
                return
            time.sleep(1)
        raise AssertionError((self.folder / "log").read_text()[-2000:])
