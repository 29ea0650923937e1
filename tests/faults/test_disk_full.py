"""The disk is full: who writes, uploads, exports or backs up is told so in words, nothing is half done, and it works again by
itself when there is room."""

import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gongjian.core.files.models import Attachment
from gongjian.core.files.store import path_of
from tests.cast import make_cast
from tests.database import database_address
from tests.faults.conftest import Serving, desk_of
from tests.faults.hands import Crew, Desk, Hand, Memory, unlike
from tests.faults.served import ROOT, Answer, Caller, Served, browser, program, tell
from tests.faults.small_disk import Disk, small_disk
from tests.faults.whole import halves
from tests.template import copy_to

on_sqlite = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="the disk of the file"
)
pytestmark = [pytest.mark.django_db(transaction=True), on_sqlite]
MEGABYTES, HANDS, FULL = 48, 4, (503, 507)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + os.urandom(300_000) + b"\n%%EOF\n"


@pytest.fixture
def disk(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """The office's home and its database on a disk of 48 MB; the test is skipped where none can be made."""
    folder = tmp_path_factory.getbasetemp() / "disk"  # the same each time, so that the server is loaded once
    folder.mkdir(exist_ok=True)
    with small_disk(folder, megabytes=MEGABYTES) as disk:
        (folder / "tmp").mkdir()
        copy_to(folder / "gongjian.sqlite3")
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(folder / "gongjian.sqlite3"))
        monkeypatch.setattr(settings, "MEDIA_ROOT", folder / "files")
        try:
            yield disk
        finally:
            connection.close()
            monkeypatch.undo()


@pytest.fixture
def desk(disk: Disk) -> Desk:
    """The people who work there."""
    return desk_of(make_cast())


@pytest.fixture
def served(disk: Disk, desk: Desk, serving: Serving, request: pytest.FixtureRequest) -> Served:
    """The office, served from the small disk; a test may name a protection that is taken off."""
    served = serving(
        off=getattr(request, "param", "nothing"),
        GONGJIAN_HOME=str(disk.folder),
        TMPDIR=str(disk.folder / "tmp"),
        DATABASE_URL=database_address(),
    )
    desk.port = served.port
    return served


def upload(caller: Caller, pk: int, key: str) -> Answer:
    """A file for the matter, over the API."""
    mark = uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="once"\r\n\r\n{key}\r\n'.encode()]
    parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'.encode())
    parts.append(b"Content-Type: application/pdf\r\n\r\n" + PDF + f"\r\n--{mark}--\r\n".encode())
    return caller.call(
        "POST",
        f"/api/v1/files/matters/{pk}/",
        b"".join(parts),
        **{"Content-Type": f"multipart/form-data; boundary={mark}"},
    )


def strays() -> list[str]:
    """Files without a row, rows without a file, and drafts that were left."""
    rows = {path_of(one.uid, kind=one.kind) for one in Attachment.objects.all()}
    files = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    return sorted(str(path) for path in rows ^ files)


def told_in_words(answer: Answer) -> bool:
    """Refused or put off, and why: as a program or as a person is told."""
    if answer.headers["Content-Type"].startswith("application/json"):
        return answer.status in (409, *FULL) and (
            "磁盘" in answer.json["reason"] or "数据库" in answer.json["reason"]
        )
    return answer.status in FULL and "没有丢失" in answer.text and "nothing was lost" in answer.text


def test_on_a_full_disk_everybody_is_told_and_the_same_keys_work_when_there_is_room(
    served: Served, disk: Disk, desk: Desk
) -> None:
    report = {"text": "门口的路灯不亮，晚上走路看不见。", "area": desk.area, "channel": "phone"}
    payment = {"title": "灯", "amount": "12.50", "payee": "家具店"}
    address = f"/desk/funds/accounts/{desk.account}/pay/"
    with (
        program(desk.port, desk.tokens["dispatcher"]) as caller,
        browser(desk.port, desk.sessions["branch_secretary"]) as clerk,
    ):
        pk = caller.send("reports/", report | {"once": "before"}).json["id"]
        disk.fill()
        ways: list[Callable[[int], Answer]] = [
            lambda number: caller.send("reports/", report | {"once": f"r{number}"}),
            lambda number: clerk.submit(address, payment | {"once": f"p{number}", "voucher": f"V{number}"}),
            lambda number: upload(caller, pk, f"f{number}"),
        ]
        lacking = {}
        for number in range(8):  # the database's own file has some room left in it for the first ones
            for place, way in enumerate(ways):
                answer = way(number)
                if answer.status not in (200, 201, 302):
                    assert told_in_words(answer), (answer.status, answer.text[:300])
                    lacking[place, number] = answer.status
        assert {place for place, _number in lacking} == {0, 1, 2}, lacking
        assert clerk.call("GET", "/desk/funds/payments/?export=xlsx").status in (200, *FULL)
        disk.clear()
        for place, number in lacking:
            assert ways[place](number).status in (200, 201, 302), "it does not recover by itself"
    connection.close()
    assert halves() == []
    assert strays() == []


@pytest.mark.parametrize("served", ["words"], indirect=True)
def test_without_its_words_a_full_disk_is_answered_as_a_fault_of_the_server(
    served: Served, disk: Disk, desk: Desk
) -> None:
    report = {"text": "门口的路灯不亮，晚上走路看不见。", "area": desk.area, "channel": "phone"}
    with program(desk.port, desk.tokens["dispatcher"]) as caller:
        disk.fill()
        answers = [caller.send("reports/", report | {"once": f"r{number}"}) for number in range(8)]
    disk.clear()
    told = {
        (one.status, one.json["code"], one.headers["Retry-After"]) for one in answers if one.status != 201
    }
    assert told == {(500, "failed", None)}


@pytest.mark.parametrize("served", ["drafts"], indirect=True)
def test_without_drafts_a_full_disk_leaves_half_a_file(served: Served, disk: Disk, desk: Desk) -> None:
    report = {"text": "门口的路灯不亮，晚上走路看不见。", "area": desk.area, "channel": "phone"}
    with program(desk.port, desk.tokens["dispatcher"]) as caller:
        pk = caller.send("reports/", report | {"once": "before"}).json["id"]
        disk.fill()
        answers = [upload(caller, pk, f"f{number}") for number in range(4)]
    disk.clear()
    connection.close()
    assert {one.status for one in answers} & {409, *FULL}
    assert [path for path in map(Path, strays()) if path.stat().st_size < len(PDF)]


@pytest.mark.parametrize("waves", [2, pytest.param(25, marks=pytest.mark.long)])
def test_a_disk_that_fills_again_and_again_under_load_loses_nothing(
    served: Served, disk: Disk, desk: Desk, waves: int
) -> None:
    memory, rng = Memory(), random.Random(9)
    with Crew([Hand(desk, memory, seed=number + 1, waits=FULL) for number in range(HANDS)]):
        for _wave in range(waves):
            wanted, end = memory.acknowledged + 4, time.monotonic() + 60
            while memory.acknowledged < wanted and not memory.broken and time.monotonic() < end:
                time.sleep(0.02)
            disk.fill()
            time.sleep(rng.uniform(0.3, 1.0))
            disk.clear()
    connection.close()
    tell(f"{waves} times full: {memory.acknowledged} acknowledged, {dict(memory.refused)} told so")
    assert memory.refused[507], "nobody met the full disk"
    assert unlike(memory) == []
    assert halves() == []


BACKUP = """
import shutil
from collections import namedtuple
from django.utils import timezone, translation
translation.activate("zh-hans")
from gongjian.core.backup import making
from gongjian.core.refusal import Refused
{more}
try:
    making.make_backup(now=timezone.now())
except Refused as refused:
    print(refused.reason)
"""
BLIND = "shutil.disk_usage = lambda path: namedtuple('U', 'total used free')(10**12, 0, 10**12)"


@pytest.mark.parametrize("more", ["", BLIND], ids=["seen beforehand", "met while writing"])
def test_a_backup_on_a_full_disk_says_so_and_leaves_nothing(served: Served, disk: Disk, more: str) -> None:
    disk.fill()
    with disk.ballast.open("r+b") as file:
        file.truncate(disk.ballast.stat().st_size - 2 * 1024 * 1024)
    program = "import django; django.setup()\n" + BACKUP.format(more=more)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=served.zygote.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and any(word in done.stdout for word in ("MB", "磁盘", "空间")), done.stdout
    left = [path.name for path in (disk.folder / "backups").rglob("*") if path.is_file()]
    assert [name for name in left if "gjbackup" in name or name.startswith(".half")] == []
    disk.clear()
