"""An office of its own in a home folder of its own, worked by the real commands in processes of their own."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.template import _postgresql_template, copy_to

ROOT = Path(__file__).resolve().parents[4]
PASSPHRASE = "herbst-blatt-see-42"
PHONE, SECOND_PHONE, NAME = "13800001111", "13955556666", "李小梅"
# Takes one command after another, each with a database that was opened for it.
CONSOLE = """
import contextlib, io, json, sys, traceback
from django.db import connections
from gongjian.cli.command import run
keyboard = sys.stdin
for line in keyboard:
    wish, out, code = json.loads(line), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            if "words" in wish:
                sys.stdin = io.StringIO(wish["said"])
                code = run(wish["words"])
            else:
                exec(wish["program"], {})
        except BaseException:
            traceback.print_exc()
            code = 1
    sys.stdin = keyboard
    connections.close_all()
    print(json.dumps([code, out.getvalue()]), flush=True)
"""
START = "import django; django.setup()\n"
# One reporter with a name and a number, one more whose contacts somebody destroys later, a file, a session, a sealed trail.
FILL = f"""
import datetime as dt, pathlib
from django.utils import timezone
from tests.cast import make_cast
from gongjian.core.files.actions import keep_file
from gongjian.core.people.models import Person
from gongjian.core.trail.sealer import seal_pending
from gongjian.modules.reports import actions
now = timezone.now()
cast = make_cast()
cast.administrator.set_password("river-lamp-42-bridge"); cast.administrator.save()
for phone in ("{PHONE}", "{SECOND_PHONE}"):
    told = actions.Told(area=cast.community, text="路灯不亮，电话" + phone, place="经三路", name="{NAME}", phone=phone)
    report = actions.report_publicly(told, now=now)
keep_file(b"%PDF-1.7\\n1 0 obj\\n<<>>\\nendobj\\n%%EOF\\n", office=cast.office, by=cast.dispatcher, now=now, item=report.item, name="a.pdf")
seal_pending(now)
from django.test import Client
Client().force_login(cast.administrator)
"""


@dataclass
class Office:
    """A home folder, its database, and how to type commands there."""

    home: Path
    database_url: str = ""
    more: dict[str, str] = field(default_factory=dict)
    begun_with: dict[str, str] = field(default_factory=dict)
    console: "subprocess.Popen[str] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("GONGJIAN_")}
        own |= {"GONGJIAN_HOME": str(self.home), "DATABASE_URL": self.database_url, "GONGJIAN_LANGUAGE": "en"}
        own["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        return own | {"DJANGO_SETTINGS_MODULE": "gongjian.config.settings", **self.more}

    def type(self, *words: object, said: str = "", code: int | None = 0) -> str:
        """What `gongjian …` printed, on both channels; it must end with the code."""
        ended, told = self._tell({"words": list(map(str, words)), "said": said})
        assert code is None or ended == code, told
        return told

    def run(self, code: str) -> str:
        """What a program printed that has the product at hand."""
        ended, told = self._tell({"program": code})
        assert ended == 0, told
        return told.strip()

    def dies(self, code: str) -> None:
        """A program of its own that is killed before its end."""
        with self.begin(code) as process:
            assert process.wait(60) == -9

    def _tell(self, wish: dict[str, object]) -> tuple[int, str]:
        if self.console is None or self.begun_with != self.more:
            self.leave()
            self.begun_with = dict(self.more)
            self.console = subprocess.Popen(
                [sys.executable, "-c", START + CONSOLE], env=self.environment, cwd=ROOT, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self.console.stdin and self.console.stdout
        self.console.stdin.write(json.dumps(wish) + "\n")
        self.console.stdin.flush()
        ended, told = json.loads(self.console.stdout.readline())
        return ended, told

    def leave(self) -> None:
        """End the process that takes commands."""
        if self.console is not None:
            with self.console:
                self.console.kill()
            self.console = None

    def begin(self, code: str) -> "subprocess.Popen[str]":
        """A program that goes on beside the test."""
        return subprocess.Popen(
            [sys.executable, "-c", START + code], env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )  # fmt: skip

    def ask(self, query: str) -> str:
        """One value of the database, as printed."""
        return self.run(IMPORTS + f"print({query})")

    def backups(self) -> list[Path]:
        return sorted((self.home / "backups").glob("gongjian-*.gjbackup"))

    def back_up(self) -> Path:
        self.type("backup")
        return self.backups()[-1]


IMPORTS = """
from gongjian.core.people.models import Person, SignInSession
from gongjian.core.privacy import unseal
from gongjian.core.files.models import Attachment
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import Report
from django.utils import timezone
"""
NewOffice = Callable[..., Office]
same_on_both = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="does not differ between the databases, and takes its time"
)


@pytest.fixture(scope="module")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewOffice]:
    """An empty office: a home folder without a database file, or an empty database on PostgreSQL."""
    made: list[str] = []
    offices: list[Office] = []

    def make(name: str = "home") -> Office:
        offices.append(Office(tmp_path_factory.mktemp(name)))
        if connection.vendor == "postgresql":
            database = f"backup_{secrets.token_hex(6)}"
            _server(f'CREATE DATABASE "{database}"')
            made.append(database)
            offices[-1].database_url = _address(database)
        return offices[-1]

    yield make
    for office in offices:
        office.leave()
    for database in made:
        _server(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def filled(office: Office) -> Office:
    """All tables, the cast, two reports, a file, a session."""
    if office.database_url:
        name = office.database_url.rpartition("/")[2]
        template = _postgresql_template(settings.DATABASES["default"])
        _server(f'DROP DATABASE "{name}"')
        _server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    else:
        copy_to(office.home / "gongjian.sqlite3")
    office.run(FILL)
    return office


@pytest.fixture(scope="module")
def first(new_office: NewOffice) -> Office:
    """An office at work; the tests of a file share it and only read it."""
    return filled(new_office("first"))


@pytest.fixture
def office(first: Office, new_office: NewOffice) -> Office:
    """A copy of it, to do with as one likes."""
    copy = new_office("office")
    shutil.copytree(first.home, copy.home, dirs_exist_ok=True)
    shutil.rmtree(copy.home / "backups", ignore_errors=True)
    if first.database_url:
        own, theirs = (one.database_url.rpartition("/")[2] for one in (copy, first))
        first.leave()
        _server(f'DROP DATABASE "{own}"')
        _server(f'CREATE DATABASE "{own}" TEMPLATE "{theirs}"')
        _move_kept(copy)
    return copy


def _move_kept(copy: Office) -> None:
    """What is kept outside lies under a name made of the database's address."""
    copy.run(
        "import pathlib, os\nfrom django.conf import settings\nfrom gongjian.core.trail import anchors\n"
        "for top in ('anchors', 'erasures'):\n"
        "    for old in (pathlib.Path(settings.HOME) / top).glob('*'):\n"
        "        os.replace(old, old.with_name(anchors.folder().name))\n"
    )


def _address(database: str) -> str:
    told = settings.DATABASES["default"]
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT'] or 5432}/{database}"


def _server(statement: str) -> None:
    import psycopg

    told = settings.DATABASES["default"]
    place = {"host": told["HOST"], "port": told["PORT"] or 5432, "user": told["USER"]}
    with psycopg.connect(**place, password=told["PASSWORD"], dbname="postgres", autocommit=True) as server:
        server.execute(statement)
