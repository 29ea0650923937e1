"""The machine is gone: the office comes back from a backup and the keys, and what was forgotten stays forgotten."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gongjian.core.backup.tests.conftest import (
    IMPORTS,
    NAME,
    PASSPHRASE,
    PHONE,
    SECOND_PHONE,
    NewOffice,
    Office,
    same_on_both,
)

FORGET = """
import datetime as dt
from gongjian.modules.reports.actions.contacts import _forget
from django.db import transaction
from gongjian.core.privacy.outside import keep_outside
with transaction.atomic():
    _forget(list(Report.objects.order_by("pk")[1:2]), now=timezone.now())
"""
REFUSED, FAILED = 3, 1
CONTACTS = "[unseal(one, 'reporter_phone') for one in Report.objects.order_by('pk')]"


@pytest.fixture
def keys(office: Office, tmp_path: Path) -> tuple[Path, Path]:
    """The key file that was put apart, and the passphrase in a file."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE)
    office.type("backup", "--keys", tmp_path / "safe", "--passphrase-file", passphrase)
    [file] = (tmp_path / "safe").glob("*.gjkeys")
    return file, passphrase


def everything_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_after_the_loss_of_the_machine_everything_is_back_and_proved(
    office: Office, keys: tuple[Path, Path], new_office: NewOffice
) -> None:
    backup = office.back_up()
    said = office.type("backup", "verify", backup)
    assert "is good" in said and "1 files" in said
    there = new_office("new machine")
    told = there.type("restore", backup, "--keys", keys[0], said=f"{PASSPHRASE.upper().replace('-', ' ')}\n")
    assert "every one as it was written" in told and "1 looked at, 0 missing" in told
    assert "Sessions ended: 1" in told and there.ask("SignInSession.objects.count()") == "0"
    assert there.ask(CONTACTS) == str([PHONE, SECOND_PHONE])
    enters = "__import__('django.test').test.Client().login(username='administrator', password='river-lamp-42-bridge')"
    assert there.ask(enters) == "True"
    assert "as it was written" in there.type("doctor", "trail")
    assert there.ask("TrailRow.objects.filter(action='backup.restore').count()") == "2"  # one for each office
    assert "is good" in there.type("backup", "verify", there.back_up())


@same_on_both
def test_whoever_finds_the_backup_reads_nothing_and_with_its_key_alone_no_number(
    office: Office, new_office: NewOffice
) -> None:
    backup = office.back_up()
    data = backup.read_bytes()
    for word in (PHONE, SECOND_PHONE, NAME, "路灯", "people_person", "river-lamp"):
        assert word.encode() not in data
    there = new_office("finder")
    (there.home / "keys").mkdir()
    assert "under another backup key" in there.type("restore", backup, code=REFUSED)
    shutil.copy(office.home / "keys/backup.key", there.home / "keys/backup.key")
    there.type("restore", backup)
    assert there.ask("Report.objects.count()") == "2"
    assert there.run(
        "from gongjian.modules.reports.models import Report\nfrom gongjian.core.privacy import unseal\n"
        "from gongjian.core.privacy.provider import CannotUnseal\n"
        "try: print(unseal(Report.objects.first(), 'reporter_phone'))\nexcept CannotUnseal: print('sealed')"
    ) == "sealed"  # fmt: skip
    clear = everything_under(there.home)
    assert not any(number.encode() in clear for number in (PHONE, SECOND_PHONE))


@same_on_both
def test_no_key_stands_in_the_backup(office: Office, keys: tuple[Path, Path], tmp_path: Path) -> None:
    backup = office.back_up()
    laid = office.run(
        "import pathlib, sys\nfrom gongjian.core.backup import places\nfrom gongjian.core.backup.found import look_at\n"
        "from gongjian.core.backup.unpacking import unpack\n"
        f"folder = pathlib.Path({str(tmp_path / 'laid')!r}); folder.mkdir()\n"
        f"unpack(look_at(pathlib.Path({str(backup)!r})), folder, key=places.backup_key())\nprint(folder)"
    )
    clear = everything_under(Path(laid))
    secrets = [path.read_bytes().strip() for path in (office.home / "keys").iterdir()]
    assert len(secrets) == 4 and not any(secret in clear or bytes_of(secret) in clear for secret in secrets)
    assert not any(secret in keys[0].read_bytes() for secret in secrets)


def bytes_of(secret: bytes) -> bytes:
    try:
        return bytes.fromhex(secret.decode())
    except ValueError:
        return secret


def test_who_was_forgotten_after_the_backup_stays_forgotten(office: Office) -> None:
    backup = office.back_up()
    office.run(IMPORTS + FORGET + "\nkeep_outside(timezone.now())")
    told = office.type("restore", backup, "--replace")
    assert "deleted again: 2 rows by 2 entries" in told or "deleted again: 1 rows by 1 entries" in told
    assert office.ask(CONTACTS) == str([PHONE, ""])


@same_on_both
def test_the_ledger_beside_the_backups_is_enough_where_the_machine_is_gone(
    office: Office, keys: tuple[Path, Path], new_office: NewOffice
) -> None:
    backup = office.back_up()
    office.run(
        f"from gongjian.modules.reports.models import Report\nfrom django.utils import timezone\n{FORGET}\n"
        "from gongjian.core.backup.schedule import between\nbetween(timezone.now())"
    )
    there = new_office("after the fire")
    there.type("restore", backup, "--keys", keys[0], "--passphrase-file", keys[1])
    assert there.ask(CONTACTS) == str([PHONE, ""])


@same_on_both
def test_acts_that_the_trail_outside_knows_of_are_counted_as_lost(office: Office) -> None:
    backup = office.back_up()
    office.run(
        "from django.utils import timezone\nfrom gongjian.core.people.actions import disable_person\n"
        "from gongjian.core.people.models import Person\nfrom gongjian.core.trail.sealer import seal_pending\n"
        "clerk, boss = (Person.objects.get(username=name) for name in ('clerk', 'administrator'))\n"
        "disable_person(clerk, reason='调离本单位', now=timezone.now(), actor=boss)\nseal_pending(timezone.now())"
    )
    told = office.type("restore", backup, "--replace")
    assert "1 acts that the trail knows of are lost" in told
    assert "Trail: " in told and "every one as it was written" in told
    assert "as it was written" in office.type("doctor", "trail")


def test_an_office_at_work_is_not_overwritten_unasked_and_kept_aside_when_asked(office: Office) -> None:
    backup = office.back_up()
    office.run(
        "from gongjian.core.people.models import Person\nPerson.objects.filter(username='clerk').update(name='新名')"
    )
    said = office.type("restore", backup, code=REFUSED)
    assert "works here already" in said and "--replace" in said
    assert office.ask("Person.objects.get(username='clerk').name") == "新名"
    told = office.type("restore", backup, "--replace")
    assert office.ask("Person.objects.get(username='clerk').name") == "乔文"
    assert "lies in" in told
    if not office.database_url:
        [aside] = office.home.glob("before-restore-*")
        with closing(sqlite3.connect(aside / "gongjian.sqlite3")) as old:
            assert old.execute("SELECT name FROM people_person WHERE username = 'clerk'").fetchone() == (
                "新名",
            )
        assert list((aside / "files").rglob("*.bin"))


WAITS = """
from gongjian.core.people.models import Person
Person.objects.count()
print("up", flush=True)
import time
time.sleep(60)
"""


def test_nothing_is_put_under_a_server_that_runs(office: Office) -> None:
    backup = office.back_up()
    with office.begin(WAITS) as server:  # open, but with nothing under way
        assert server.stdout and server.stdout.readline() == "up\n"
        assert "Stop them first" in office.type("restore", backup, "--replace", code=REFUSED)
        server.kill()
    office.type("restore", backup, "--replace")


@same_on_both
def test_a_wrong_passphrase_is_said_and_changes_nothing(
    office: Office, keys: tuple[Path, Path], new_office: NewOffice
) -> None:
    backup, there = office.back_up(), new_office("mistyped")
    said = there.type("restore", backup, "--keys", keys[0], said="something else\n", code=REFUSED)
    assert "The passphrase is not the one of" in said
    assert not list(there.home.glob("keys/field-*")) and not list(there.home.glob("*.sqlite3"))


# As before the last migration of ledgers
OLDER = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP TABLE ledgers_ledgerfile")
    cursor.execute("DELETE FROM django_migrations WHERE app = 'ledgers' AND name = '0002_ledgerfile'")
"""


@same_on_both
def test_a_backup_of_a_newer_version_is_refused_in_words(office: Office, new_office: NewOffice) -> None:
    insert = "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_from_the_future', '2030-01-01')"
    office.run(f"from django.db import connection\nconnection.cursor().execute({insert!r})")
    backup, there = office.back_up(), new_office("older")
    shutil.copytree(office.home / "keys", there.home / "keys", dirs_exist_ok=True)
    assert "people.9999_from_the_future" in there.type("restore", backup, code=REFUSED)


def test_a_backup_of_an_older_version_is_brought_up_to_date(office: Office, new_office: NewOffice) -> None:
    office.run(OLDER)
    office.run(
        "from django.utils import timezone\nfrom gongjian.core.backup.making import make_backup\nmake_backup(now=timezone.now())"
    )
    [backup] = office.backups()
    there = new_office("updated")
    shutil.copytree(office.home / "keys", there.home / "keys", dirs_exist_ok=True)
    there.type("restore", backup)
    assert (
        there.run("from gongjian.core.ledgers.models import LedgerFile\nprint(LedgerFile.objects.count())")
        == "0"
    )
    assert "up to date" in there.type("doctor", "migrations")


@same_on_both
def test_a_file_that_was_missing_already_is_told_when_made_and_when_restored(
    office: Office, new_office: NewOffice
) -> None:
    [file] = (office.home / "files").rglob("*.bin")
    os.unlink(file)
    said = office.type("backup", code=FAILED)
    assert "1 files are missing" in said and file.name in said
    [backup] = office.backups()
    there = new_office("poorer")
    shutil.copytree(office.home / "keys", there.home / "keys", dirs_exist_ok=True)
    assert "1 looked at, 1 missing" in there.type("restore", backup, code=FAILED)


CUT_SHORT = """
import os, pathlib, signal
from django.utils import timezone
from gongjian.core.backup import places, restoring
restoring.prove = lambda *told, **more: os.kill(os.getpid(), signal.SIGKILL)
restoring.restore(pathlib.Path({file!r}), key=places.backup_key(), replace=True, now=timezone.now())
"""


def test_a_restore_that_was_cut_short_serves_nobody_until_it_is_done_again(office: Office) -> None:
    backup = office.back_up()
    office.run(IMPORTS + FORGET + "\nkeep_outside(timezone.now())")
    office.leave()
    office.dies(CUT_SHORT.replace("{file!r}", repr(str(backup))))
    for command in ("serve", "worker"):
        assert "cut short" in office.type(command, code=1)
    office.type("restore", backup, "--replace")
    assert office.ask(CONTACTS) == str([PHONE, ""])
    office.type("backup")


AT_THE_SAME_MOMENT = """
import datetime as dt, pathlib
from django.db import connection
from gongjian.core.backup import places, restoring
from gongjian.core.people.models import Person
Person.objects.filter(username="clerk").update(name={name!r})
connection.close()
moment = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
done = restoring.restore(pathlib.Path({file!r}), key=places.backup_key(), replace=True, now=moment)
print(*done.aside)
"""
SCHEMAS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_2026%'")
    for [schema] in sorted(cursor.fetchall()):
        cursor.execute("SELECT name FROM " + schema + ".people_person WHERE username = 'clerk'")
        print(cursor.fetchone()[0])
"""


def test_what_two_restores_of_the_same_second_put_aside_is_kept_apart(office: Office) -> None:
    backup = office.back_up()
    names = ["新名", "又新名", "再新名"]
    asides = [office.run(AT_THE_SAME_MOMENT.format(name=name, file=str(backup))) for name in names]
    assert len(set(asides)) == len(names)
    if office.database_url:
        assert office.run(SCHEMAS).split() == names
        return
    kept = []
    for aside in asides:
        with closing(sqlite3.connect(Path(aside) / "gongjian.sqlite3")) as old:
            kept += old.execute("SELECT name FROM people_person WHERE username = 'clerk'").fetchone()
        assert list((Path(aside) / "files").rglob("*.bin"))
    assert kept == names


PUT_TWICE = """
from django.conf import settings
from gongjian.core.backup.keysheet import put_keys
for data in (b"one", b"two", b"three"):
    put_keys({"other.key": data})
print(*sorted(path.read_text() for path in settings.KEYS.glob("*other.key*")))
"""


@same_on_both
def test_a_key_kept_aside_is_not_overwritten_by_the_next(office: Office) -> None:
    assert office.run(PUT_TWICE).split() == ["one", "three", "two"]


def test_a_drill_brings_the_newest_back_and_leaves_nothing(office: Office) -> None:
    office.back_up()
    said = office.type("backup", "drill")
    assert "The drill went well" in said
    assert not list((office.home / "backup").glob("look-*"))
    assert office.ask("SignInSession.objects.count()") == "1"


@same_on_both
def test_without_a_backup_there_is_no_drill(office: Office) -> None:
    assert "There is no backup yet" in office.type("backup", "drill", code=REFUSED)
