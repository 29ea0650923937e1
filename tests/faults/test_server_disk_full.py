"""The disk of the database server is full, its log of changes included: nobody is told that what was refused was kept, and
once there is room and the server stands again, everything goes on by itself."""

import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import make_cast
from tests.database import database_address
from tests.faults.conftest import Serving, desk_of
from tests.faults.hands import Crew, Desk, Hand, Memory, unlike
from tests.faults.own_server import Server, folder_for_a_server, server_of_its_own
from tests.faults.served import Served, tell
from tests.faults.small_disk import Disk, small_disk
from tests.faults.whole import halves

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.long,
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="the disk of a server"
    ),
]
MEGABYTES, HANDS, WAVES = 320, 4, 10
TOLD = (503, 507)


@pytest.fixture
def server_on_a_small_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Disk]]:
    """A server with little log of changes, on a disk of its own."""
    with folder_for_a_server() as folder, small_disk(folder, megabytes=MEGABYTES) as disk:
        place = folder / "cluster"
        place.mkdir(mode=0o700)
        with server_of_its_own(monkeypatch, place, "--wal-segsize=1") as server:
            yield server, disk


def filled(server: Server, disk: Disk, served: Served, desk: Desk, *, waves: int) -> Memory:
    """Four hands work while the disk fills, until somebody is turned away; every second time the server falls, too."""
    memory = Memory()
    desk.port = served.port
    with Crew([Hand(desk, memory, seed=number + 1, waits=TOLD) for number in range(HANDS)]):
        for wave in range(waves):
            wanted = memory.acknowledged + 6
            wait(memory, lambda wanted=wanted: memory.acknowledged >= wanted)
            told = sum(memory.refused.values())
            disk.fill()
            wait(memory, lambda told=told: sum(memory.refused.values()) > told)
            if wave % 2:
                server.run("pg_ctl", "-m", "immediate", "stop", check=False)
            disk.clear()
            server.start()
    connection.close()
    return memory


def wait(memory: Memory, until: Callable[[], bool]) -> None:
    """A minute at most, and no longer than nothing is broken."""
    end = time.monotonic() + 60
    while not until() and not memory.broken and time.monotonic() < end:
        time.sleep(0.02)


def test_a_server_whose_disk_fills_again_and_again_loses_nothing(
    server_on_a_small_disk: tuple[Server, Disk], serving: Serving
) -> None:
    server, disk = server_on_a_small_disk
    desk = desk_of(make_cast())
    served = serving(DATABASE_URL=database_address())
    memory = filled(server, disk, served, desk, waves=WAVES)
    tell(f"{WAVES} times full: {memory.acknowledged} acknowledged, {dict(memory.refused)} told so")
    assert memory.refused[507], "nobody met the full disk"
    assert unlike(memory) == []
    assert halves() == []


def test_without_its_words_the_full_disk_of_a_server_is_answered_as_a_fault_of_ours(
    server_on_a_small_disk: tuple[Server, Disk], serving: Serving
) -> None:
    server, disk = server_on_a_small_disk
    desk = desk_of(make_cast())
    served = serving(off="words", DATABASE_URL=database_address())
    memory = filled(server, disk, served, desk, waves=1)
    assert [one.partition(":")[0] for one in memory.broken][:1] == ["500"]
