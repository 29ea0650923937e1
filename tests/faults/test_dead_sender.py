"""The background worker is killed outright while it sends letters and calls robots: each message arrives at least once and
never more than twice; one over which two workers died is given up, in words."""

import asyncio
import contextlib
import json
import random
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from gongjian.core.notices.actions import notify
from gongjian.core.notices.models import OVER, Delivery, DeliveryState, Preference, Robot
from gongjian.core.notices.outbox import call_of
from gongjian.core.notices.robots import add_robot, switch_robot
from gongjian.core.notices.tests.conftest import confirmed
from tests.answering import answering
from tests.cast import Cast
from tests.faults.conftest import Serving
from tests.faults.served import HOST, Served, tell, wait_for
from tests.items import make_item

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"/desk/items/(\d+)/")
FROM, SITE = "gongjian@office.example", "https://gongjian.example"
PAUSE = 0.02  # seconds between a message's beginning and its arrival; the answer takes twice as long
GIVEN_UP = "已交出两次"
LETTERS, CALLS, SINGLY, JOINED, MANY = 30, 32, 5, 12, 40


@dataclass
class Caught:
    """What mail server and robots were sent: which matters each message tells of, and under which id it came."""

    begun: int = 0
    arrived: Counter[int] = field(default_factory=Counter)
    ids: dict[int, set[str]] = field(default_factory=dict)

    def keep(self, text: str, message: str) -> None:
        """A message is there, whatever becomes of its sender."""
        for pk in {int(found) for found in LINK.findall(text)}:
            self.arrived[pk] += 1
            self.ids.setdefault(pk, set()).add(message)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """A letter begins."""
        self.begun += 1
        envelope.rcpt_tos.append(address)
        await asyncio.sleep(PAUSE)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """A letter is there; the word that it was taken comes a little later."""
        letter: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.keep(letter.get_content(), letter["Message-ID"])
        await asyncio.sleep(2 * PAUSE)
        return "250 OK"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Robots that take everything, a little slowly."""
        caught = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                caught.begun += 1
                time.sleep(PAUSE)
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                caught.keep(json.dumps(body), self.path)
                time.sleep(2 * PAUSE)
                with contextlib.suppress(ConnectionError):  # the caller is dead
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b'{"errcode": 0, "errmsg": "ok"}')

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture(scope="module")
def ports() -> tuple[int, int]:
    """Of mail server and robots, the same for all these tests, so that the product is loaded once."""
    with socket.socket() as one, socket.socket() as other:
        one.bind((HOST, 0))
        other.bind((HOST, 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture
def caught(ports: tuple[int, int], settings: Any) -> Iterator[Caught]:
    """A mail server and robots on this machine, and the settings of an office that has them."""
    found = Caught()
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL, settings.SITE = HOST, FROM, SITE
    settings.ROBOT_HOSTS = [f"{HOST}:{ports[1]}"]
    mail = Controller(found, hostname=HOST, port=ports[0])
    mail.start()
    with answering(found.handler(), port=ports[1]):
        yield found
    mail.stop()


@pytest.fixture
def sending(serving: Serving, ports: tuple[int, int], settings: Any) -> Callable[..., Served]:
    """Serve the office with its mail server and robots; the worker is begun by the test. Addresses are sealed with the
    office's own keys."""
    own = {
        "GONGJIAN_SMTP_HOST": HOST, "GONGJIAN_SMTP_PORT": str(ports[0]), "GONGJIAN_SMTP_SECURITY": "none",
        "GONGJIAN_SMTP_FROM": FROM, "GONGJIAN_SITE": SITE, "GONGJIAN_ROBOT_HOSTS": f"{HOST}:{ports[1]}",
    }  # fmt: skip

    def serve(off: str = "leases") -> Served:
        served = serving(off=off, worker=False, workers=1, **own)
        settings.KEYS = settings.HOME / "keys"
        return served

    return serve


def letters(cast: Cast, count: int) -> None:
    """So many letters wait to be sent to one person, each about another matter."""
    confirmed(cast.head)
    Preference.objects.update(quiet=False)
    for _number in range(count):
        item = make_item(cast)
        notify(cast.head, kind="late", cause=f"late:{item.pk}", item=item, now=timezone.now())
    assert Delivery.objects.count() == count


def calls(cast: Cast, port: int, count: int) -> None:
    """So many messages wait for robots: twelve for the first, which are joined into one, five for each of the others."""
    now = timezone.now()
    for begin in (0, *range(JOINED, count, SINGLY)):
        robot = add_robot(
            cast.office, kind="wecom", name=f"群{begin}", address=f"http://{HOST}:{port}/send?key={begin}", secret="",
            topics=("late",), actor=cast.administrator, now=now,
        )  # fmt: skip
        switch_robot(robot, on=True, actor=cast.administrator, now=now)
        for _number in range(SINGLY if begin else JOINED):
            item = make_item(cast, urgent=True)  # told at night too
            call_of(robot, kind="late", cause=f"late:{item.pk}", item=item, now=now).save()
    assert Delivery.objects.count() == count and Robot.objects.count() == (count - JOINED) // SINGLY + 1


def what_waits() -> list[Any]:
    """In which states messages are, and with what words."""
    return list(Delivery.objects.values_list("state", "error").distinct())


def all_over() -> bool:
    """Whether nothing waits or is being sent."""
    return not Delivery.objects.exclude(state__in=OVER).exists()


def is_quiet() -> bool:
    """Whether the database has done what a dead worker asked of it last."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] == 0


def kill_while_sending(
    served: Served, caught: Caught, *, kills: int, rng: random.Random
) -> set[tuple[int, str]]:
    """Kill the worker over one of the next few messages, at times over the first one again; the last worker may finish. Which
    messages were under way when their worker died, and that worker's name."""
    flying = set()
    for _kill in range(kills):
        wanted = caught.begun + rng.randint(1, 3)
        served.begin()
        wait_for(lambda wanted=wanted: caught.begun >= wanted or all_over())  # type: ignore[misc]
        time.sleep(rng.uniform(0.0, 6 * PAUSE))
        served.kill_worker()
        wait_for(is_quiet)
        flying |= set(Delivery.objects.filter(state=DeliveryState.SENDING).values_list("pk", "holder"))
    served.begin()
    wait_for(all_over, why=what_waits)
    served.kill_worker()
    return flying


def odd(caught: Caught, flying: set[tuple[int, str]]) -> list[str]:
    """Messages that came too seldom or too often, or of which the outbox says something else than what became of them."""
    found, died = [], Counter(pk for pk, _name in flying)
    for one in Delivery.objects.all():
        pk = int(one.cause.partition(":")[2])
        times, deaths, told = caught.arrived[pk], died[one.pk], f"{one.state} {one.error}"
        given_up = one.state == DeliveryState.FAILED and GIVEN_UP in one.error
        right = {0: times == 1, 1: 1 <= times <= 2}.get(deaths, times <= 2)
        if not right or given_up != (deaths >= 2) or (not given_up and one.state != DeliveryState.SENT):
            found.append(f"{one.pk} arrived {times} times, {deaths} workers died over it, “{told}”")
    return found


def measured(kind: str, kills: int, caught: Caught, flying: set[tuple[int, str]]) -> None:
    """Tell the counts, and see that the kills met something."""
    times, workers = Counter(caught.arrived.values()), {name for _pk, name in flying}
    given_up = Delivery.objects.filter(state=DeliveryState.FAILED).count()
    tell(
        f"{kills} workers killed, {len(workers)} of them over one of {Delivery.objects.count()} {kind}: {times[1]} arrived"
        f" once, {times[2]} twice, {given_up} given up"
    )
    assert len(workers) >= kills / 2 and (times[2] or kills < MANY), "too few workers died in the middle"


@pytest.mark.parametrize(
    ("count", "kills"), [(LETTERS, 5), pytest.param(5 * LETTERS, MANY, marks=pytest.mark.long)]
)
def test_a_worker_killed_while_it_sends_letters_loses_none_and_sends_none_thrice(
    sending: Callable[..., Served], caught: Caught, cast: Cast, count: int, kills: int
) -> None:
    served = sending()
    letters(cast, count)
    flying = kill_while_sending(served, caught, kills=kills, rng=random.Random(8))
    measured("letters", kills, caught, flying)
    assert odd(caught, flying) == []
    known = {
        int(one.cause.partition(":")[2]): f"<{one.message}@office.example>" for one in Delivery.objects.all()
    }
    assert all(ids == {known[pk]} for pk, ids in caught.ids.items()), "a copy came under another id"


@pytest.mark.parametrize(("count", "kills"), [(CALLS, 5), pytest.param(107, MANY, marks=pytest.mark.long)])
def test_a_worker_killed_while_it_calls_robots_loses_no_message_and_sends_none_thrice(
    sending: Callable[..., Served],
    caught: Caught,
    cast: Cast,
    ports: tuple[int, int],
    count: int,
    kills: int,
) -> None:
    served = sending()
    calls(cast, ports[1], count)
    flying = kill_while_sending(served, caught, kills=kills, rng=random.Random(8))
    measured("messages to robots", kills, caught, flying)
    assert odd(caught, flying) == []
    assert all(len(paths) == 1 for paths in caught.ids.values()), "another robot told of it"


def test_without_its_mark_a_letter_over_which_workers_die_is_sent_again_and_again(
    sending: Callable[..., Served], caught: Caught, cast: Cast
) -> None:
    served = sending(off="leases,unsure")
    letters(cast, 1)
    for number in range(1, 4):
        served.begin()
        wait_for(lambda number=number: caught.arrived.total() >= number)  # type: ignore[misc]
        served.kill_worker()
    assert max(caught.arrived.values()) == 3
    served.begin()
    wait_for(all_over, why=what_waits)
    assert Delivery.objects.get().state == DeliveryState.SENT, "it was given up all the same"
