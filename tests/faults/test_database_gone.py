"""The database goes away under load, or is held by somebody for too long: people and programs are told in words to come
again, everything recovers by itself, and no acknowledged write is lost."""

import contextlib
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.cast import make_cast
from tests.database import database_address
from tests.faults.conftest import Serving, desk_of
from tests.faults.hands import Crew, Desk, Hand, Memory, unlike
from tests.faults.own_server import Server, folder_for_a_server, server_of_its_own
from tests.faults.served import Served, browser, program, tell
from tests.faults.whole import halves

pytestmark = pytest.mark.django_db(transaction=True)
Desks = Callable[[Served], Desk]
HANDS, AWAY = 6, (503,)
on_postgresql = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="a server's own fault"
)
on_sqlite = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="a file's own fault"
)


def end_connections() -> int:
    """Every connection of this test's database is ended by the server; how many there were."""
    told = connection.settings_dict
    place = {
        "host": told["HOST"],
        "port": told["PORT"] or 5432,
        "user": told["USER"],
        "password": told["PASSWORD"],
    }
    with psycopg.connect(**place, dbname="postgres", autocommit=True) as server:
        ended = server.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", [told["NAME"]]
        )
        row = ended.fetchone()
        return int(row[0]) if row else 0


def under_load(
    served: Served, desk: Desk, fault: Callable[[int], object], *, times: int, seed: int
) -> Memory:
    """Six hands work while the fault strikes again and again, each time after some more work was done; nothing is started
    anew but by itself."""
    memory, rng = Memory(), random.Random(seed)
    while len(web := served.web_processes()) < served.workers:
        time.sleep(0.02)
    with Crew([Hand(desk, memory, seed=number + 1, waits=AWAY) for number in range(HANDS)]):
        for number in range(times):
            wanted, end = memory.acknowledged + 4, time.monotonic() + 60
            while memory.acknowledged < wanted and not memory.broken and time.monotonic() < end:
                time.sleep(0.02)
            time.sleep(rng.uniform(0.0, 0.3))
            fault(number)
    connection.close()
    assert served.web_processes() == web, "the server's processes did not live through it"
    return memory


@on_postgresql
@pytest.mark.parametrize("times", [4, pytest.param(50, marks=pytest.mark.long)])
def test_ended_connections_lose_nothing_and_are_made_anew(
    serving: Serving, make_desk: Desks, times: int
) -> None:
    served = serving()
    memory = under_load(served, make_desk(served), lambda _number: end_connections(), times=times, seed=3)
    tell(
        f"{times} times all connections ended: {memory.acknowledged} acknowledged, {dict(memory.refused)} told to come again"
    )
    assert unlike(memory) == []
    assert halves() == []


@on_postgresql
def test_without_its_words_ended_connections_are_answered_as_faults_of_the_server(
    serving: Serving, make_desk: Desks
) -> None:
    served = serving(off="words")
    memory = under_load(served, make_desk(served), lambda _number: end_connections(), times=4, seed=3)
    told = [one.partition(":")[0] for one in memory.broken]
    assert told[0] == "500" and "503" not in told, (
        memory.broken
    )  # who leaves a move out is refused the next, with 409


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A PostgreSQL of this test's own."""
    with folder_for_a_server() as folder, server_of_its_own(monkeypatch, folder) as server:
        yield server


@on_postgresql
@pytest.mark.long
def test_a_database_started_anew_twenty_times_loses_nothing(own_server: Server, serving: Serving) -> None:
    desk = desk_of(make_cast())
    served = serving(DATABASE_URL=database_address())
    desk.port = served.port
    memory = under_load(served, desk, own_server.restart, times=20, seed=5)
    tell(f"20 restarts: {memory.acknowledged} acknowledged, {dict(memory.refused)} told to come again")
    assert memory.refused[503], "nobody met the database while it was away"
    assert unlike(memory) == []
    assert halves() == []


@contextlib.contextmanager
def held(seconds: float) -> Iterator[None]:
    """Somebody else holds the file's write lock meanwhile, in a thread of its own."""
    ready, name = threading.Event(), str(connection.settings_dict["NAME"])

    def hold() -> None:
        other = sqlite3.connect(name, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        ready.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait()
    yield
    thread.join()


@on_sqlite
def test_a_file_that_is_held_too_long_is_said_in_words_and_the_same_key_works_afterwards(
    serving: Serving, make_desk: Desks
) -> None:
    served = serving(worker=False, GONGJIAN_FAULTS_TIMEOUT="1")
    desk = make_desk(served)
    report = {
        "text": "门口的路灯不亮，晚上走路看不见。",
        "area": desk.area,
        "channel": "phone",
        "once": "one",
    }
    payment = {"title": "灯", "amount": "12.50", "payee": "家具店", "voucher": "V1", "once": "two"}
    address = f"/desk/funds/accounts/{desk.account}/pay/"
    with (
        program(desk.port, desk.tokens["dispatcher"]) as caller,
        browser(desk.port, desk.sessions["branch_secretary"]) as clerk,
    ):
        assert clerk.call("GET", address).status == 200
        with held(4):
            told, page = caller.send("reports/", report), clerk.submit(address, payment)
        assert (told.status, told.json["code"], told.headers["Retry-After"]) == (503, "no_database", "10")
        assert (
            page.status == 503
            and page.headers["Retry-After"]
            and "没有丢失" in page.text
            and "家具店" in page.text
        )
        assert caller.send("reports/", report).status == 201
        assert clerk.submit(address, payment).status == 302
    assert halves() == []


@on_sqlite
def test_without_its_words_a_file_that_is_held_is_answered_as_a_fault_of_the_server(
    serving: Serving, make_desk: Desks
) -> None:
    desk = make_desk(serving(worker=False, off="words", GONGJIAN_FAULTS_TIMEOUT="1"))
    report = {
        "text": "门口的路灯不亮，晚上走路看不见。",
        "area": desk.area,
        "channel": "phone",
        "once": "one",
    }
    with program(desk.port, desk.tokens["dispatcher"]) as caller, held(4):
        told = caller.send("reports/", report)
    assert (told.status, told.json["code"], told.headers["Retry-After"]) == (500, "failed", None)
