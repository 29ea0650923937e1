"""People write, power fails, disks are full, somebody changes a byte: what counts as a backup is whole, or says that it is not."""

import random
import shutil
import time
from pathlib import Path

import pytest
from django.db import connection

from gongjian.core.backup.tests.conftest import IMPORTS, NewOffice, Office, same_on_both

REFUSED = 3
# Each line is printed only after the commit: from then on it must not be lost.
WRITES = """
from gongjian.core.people.models import Person
from gongjian.core.trail.actions import record
from gongjian.core.trail.sealer import seal_pending
from django.db import transaction
from django.utils import timezone
boss, number = Person.objects.get(username="administrator"), 0
while True:
    number += 1
    with transaction.atomic():
        person = Person.objects.create(username=f"w{number}", name=f"写{number}", office=boss.office)
        record("people.add_person", actor=boss, obj=person, office=boss.office, label=person.name, now=timezone.now())
    if number % 20 == 0:
        seal_pending(timezone.now())
    print(number, flush=True)
"""
SAME = (
    "sorted(set(Person.objects.filter(username__startswith='w').values_list('name', flat=True))"
    " ^ set(TrailRow.objects.filter(action='people.add_person', label__startswith='写').values_list('label', flat=True)))"
)
DIES = """
import os, signal
from django.utils import timezone
from gongjian.core.backup.making import make_backup
words_before_death = {n}
def progress(done, total, words):
    global words_before_death
    words_before_death -= 1
    if words_before_death < 0:
        os.kill(os.getpid(), signal.SIGKILL)
make_backup(now=timezone.now(), progress=progress)
"""


def fresh(office: Office, new_office: NewOffice) -> Office:
    """Another machine with the same keys."""
    there = new_office("there")
    shutil.copytree(office.home / "keys", there.home / "keys", dirs_exist_ok=True)
    return there


def test_what_was_acknowledged_before_the_start_is_in_it_while_people_go_on(
    office: Office, new_office: NewOffice
) -> None:
    with office.begin(WRITES) as writer:
        assert writer.stdout
        while int(writer.stdout.readline()) < 60:
            pass
        backup = office.back_up()
        written = int(writer.stdout.readline())
        writer.kill()
    there = fresh(office, new_office)
    there.type("restore", backup)  # proves the trail, integrity and counts
    there_now = int(there.ask("Person.objects.filter(username__startswith='w').count()"))
    assert there_now >= 60 and written > 60, "the writer went on meanwhile"
    assert there.ask(SAME) == "[]", "each row has its trail row, and the other way round"


@same_on_both
@pytest.mark.parametrize("words_before_death", [0, 1, 3])
def test_a_backup_that_was_killed_is_none_and_leaves_nothing_behind(
    office: Office, words_before_death: int
) -> None:
    office.dies(DIES.replace("{n}", str(words_before_death)))
    assert "There is no backup" in office.type("backup", "list")
    assert "There is no backup" in office.type("backup", "drill", code=REFUSED)
    office.back_up()
    assert len(office.backups()) == 1
    left = [*(office.home / "backups").glob(".half*"), *(office.home / "backup").glob("snapshot*")]
    assert left == []


@same_on_both
def test_a_changed_or_cut_backup_is_said_to_be_damaged_and_changes_nothing(
    office: Office, new_office: NewOffice
) -> None:
    backup = office.back_up()
    data, chance = backup.read_bytes(), random.Random(3)
    there = fresh(office, new_office)
    for place in [chance.randrange(len(data)) for _number in range(2)]:
        spoilt = bytearray(data)
        spoilt[place] ^= 0x10
        backup.write_bytes(spoilt)
        assert "Take another one" in there.type("restore", backup, code=REFUSED)
    backup.write_bytes(data[: len(data) // 2])
    assert "cut off" in there.type("restore", backup, code=REFUSED)
    assert "cut off" in office.type("backup", "verify", backup, code=REFUSED)
    assert "cut off" in office.type("backup", "list")
    assert "cannot be used" in office.type("doctor", "backup", code=1)
    assert not (there.home / "gongjian.sqlite3").exists() and not list(there.home.glob(".restore*"))


@same_on_both
def test_a_disk_that_is_too_full_is_said_and_nothing_is_written(office: Office) -> None:
    said = office.run(
        "import shutil\nfrom collections import namedtuple\n"
        "shutil.disk_usage = lambda path: namedtuple('U', 'total used free')(10**9, 10**9, 10**6)\n"
        "from django.utils import timezone, translation\ntranslation.activate('en')\n"
        "from gongjian.core.backup.making import make_backup\nfrom gongjian.core.refusal import Refused\n"
        "try: make_backup(now=timezone.now())\nexcept Refused as refused: print(refused.reason)"
    )
    assert "1 MB free" in said or "0 MB free" in said
    assert list((office.home / "backups").iterdir()) == []


@same_on_both
def test_a_folder_that_cannot_be_written_is_said(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    office.more["GONGJIAN_BACKUPS"] = str(tmp_path / "file")
    assert "cannot be written" in office.type("backup", code=REFUSED)


@same_on_both
def test_a_second_disk_that_is_not_there_costs_the_copy_only(office: Office, tmp_path: Path) -> None:
    office.more["GONGJIAN_BACKUPS_COPY"] = str(tmp_path / "usb")
    said = office.type("backup")
    assert "Copied to" in said
    assert (tmp_path / "usb" / office.backups()[0].name).read_bytes() == office.backups()[0].read_bytes()
    assert list((tmp_path / "usb/outside/anchors").iterdir())
    office.more["GONGJIAN_BACKUPS_COPY"] = str(office.backups()[0] / "no folder")
    assert "Not copied" in office.type("backup", code=1)
    assert len(office.backups()) == 2


@same_on_both
def test_two_are_not_made_at_once(office: Office) -> None:
    holds = "from gongjian.core.backup.places import alone\nimport time\nwith alone():\n    print('in', flush=True)\n    time.sleep(60)"
    with office.begin(holds) as other:
        assert other.stdout and other.stdout.readline() == "in\n"
        assert "being made" in office.type("backup", code=REFUSED)
        other.kill()
    office.type("backup")


MANY = """
import hashlib, os
from django.utils import timezone
from gongjian.core.areas.models import Area
from gongjian.core.files.models import Attachment
from gongjian.core.files.store import path_of
home, now, made = Area.objects.offices().first(), timezone.now(), []
for number in range(1000):
    data = os.urandom(200 + number)
    facts = {"kind": "pdf", "name": f"{number}.pdf", "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    made.append(Attachment(office=home, at=now, **facts))
    path = path_of(made[-1].uid, kind="pdf")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
Attachment.objects.bulk_create(made)
"""


@same_on_both
def test_a_thousand_files_come_back_byte_by_byte(office: Office, new_office: NewOffice) -> None:
    office.run(MANY)
    backup = office.back_up()
    there = fresh(office, new_office)
    assert "1001 looked at, 0 missing" in there.type("restore", backup)


def test_small_backups_hold_what_came_since_and_nothing_is_made_for_nothing(
    office: Office, new_office: NewOffice
) -> None:
    make = (
        "from django.utils import timezone\nfrom gongjian.core.backup.between import make_recent\n"
        "made = make_recent(now=timezone.now())\nprint(made.path if made else None)"
    )
    if connection.vendor != "sqlite":
        assert office.run(make) == "None"
        return
    assert office.run(make) == "None", "there is no whole one yet"
    whole = office.back_up()
    first = Path(office.run(make))
    assert first.stat().st_size < whole.stat().st_size / 2
    assert office.run(make) == "None", "nothing was done"
    office.run(
        IMPORTS
        + "from gongjian.core.files.actions import keep_file\nfrom gongjian.core.items.models import Item\n"
        "item, by = Item.objects.first(), Person.objects.get(username='dispatcher')\n"
        "keep_file(b'%PDF-1.7 new one %%EOF', office=item.office, by=by, now=timezone.now(), item=item, name='new.pdf')"
    )
    time.sleep(1.1)
    second = Path(office.run(make))
    assert second.parent.name == "recent" and "is good" in office.type("backup", "verify", second)
    there = fresh(office, new_office)
    assert "2 looked at, 0 missing" in there.type("restore", second)
    assert there.ask("Attachment.objects.filter(name__startswith='new').count()") == "1"
    assert second.name in office.type("backup", "list", "--all")
    assert "came back" in office.type("backup", "drill")
    whole.unlink()
    assert "only what changed after another backup" in fresh(office, new_office).type("restore", second, code=REFUSED)  # fmt: skip


@same_on_both
def test_the_daily_one_is_begun_once_and_a_missed_night_is_caught_up(office: Office) -> None:
    said = office.run(
        "import datetime as dt\nfrom django.utils import timezone\nfrom gongjian.core.backup.schedule import begin_daily\n"
        "from gongjian.core.jobs.tasks import run_tasks\n"
        "now = timezone.now()\n"
        "print(begin_daily(now), [task.state for task in run_tasks(now)], begin_daily(now), begin_daily(now + dt.timedelta(days=3)))"
    )
    assert said == "True ['done'] False True"
    [made] = office.backups()
    assert made.with_name(f"{made.name}.verified").exists()


@same_on_both
def test_a_failure_of_the_night_is_told_to_the_administrator(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    office.more["GONGJIAN_BACKUPS"] = str(tmp_path / "file")
    said = office.run(
        "from django.utils import timezone\nfrom gongjian.core.backup.schedule import begin_daily\n"
        "from gongjian.core.jobs.tasks import run_tasks\nfrom gongjian.core.notices.models import Notice\nnow = timezone.now()\n"
        "begin_daily(now)\nprint([task.state for task in run_tasks(now)], begin_daily(now), "
        "sorted(Notice.objects.filter(kind='backup_trouble').values_list('person__username', flat=True)))"
    )
    assert said == "['failed'] False ['administrator', 'twin_administrator']"


OLD = """
import datetime as dt, pathlib
from django.utils import timezone
from gongjian.core.backup import places
from gongjian.lib.backups.sealed import SealingWriter
for day in range(30):
    made_at = timezone.now() - dt.timedelta(days=day, hours=2)
    with (places.folder() / f"gongjian-old{day}.gjbackup").open("wb") as file:
        head = {"id": str(day), "kind": "whole", "made_at": made_at.isoformat()}
        SealingWriter(file, head=head, key=places.backup_key()).close()
"""


@same_on_both
def test_old_ones_go_and_those_to_keep_stay(office: Office) -> None:
    backup = office.back_up()
    office.run(OLD)
    office.type("backup", "prune")
    left = office.backups()
    assert backup in left and 8 <= len(left) <= 15
