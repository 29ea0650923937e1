"""The machine's clock jumps, an hour back, a day ahead and back again, while people work: nothing is numbered twice, nothing is
due before it began, nobody is told twice, what was shut stays shut, and the doctor says that the clock is wrong."""

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from gongjian.cli.checks.finding import Grade
from gongjian.cli.checks.machine import check_clock
from gongjian.core.items.reminders import remind
from gongjian.core.jobs.runner import Worker
from gongjian.core.manifest import Job
from gongjian.core.notices.models import Notice
from gongjian.core.people.actions import make_token, revoke_token
from gongjian.core.people.models import Person
from tests.cast import Cast
from tests.faults.conftest import Serving
from tests.faults.hands import Crew, Desk, Hand, Memory, unlike
from tests.faults.served import Served, program, tell
from tests.faults.whole import halves

pytestmark = pytest.mark.django_db(transaction=True)
Desks = Callable[[Served], Desk]
HOUR, DAY = 3600, 86400
ROUND = (-HOUR, 0, DAY, 0)
HANDS = 4


def set_clock(seconds: int) -> None:
    """As the office's processes see it from now on; changed in one step."""
    draft = Path(settings.HOME) / "clock.new"
    draft.write_text(str(seconds))
    draft.rename(draft.with_name("clock"))


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.long)])
def test_work_goes_on_while_the_clock_jumps(
    serving: Serving, make_desk: Desks, cast: Cast, rounds: int
) -> None:
    served, memory = serving(off="clock"), Memory()
    desk = make_desk(served)
    report = {
        "text": "门口的路灯不亮，晚上走路看不见。",
        "area": desk.area,
        "channel": "phone",
        "once": "an-early-key",
    }
    row, shut = make_token(
        cast.dispatcher, name="old", reach="write", expires_on=timezone.localdate(), now=timezone.now()
    )
    revoke_token(cast.dispatcher, token_id=row.pk, now=timezone.now())
    with program(desk.port, desk.tokens["dispatcher"]) as caller, program(desk.port, shut) as stranger:
        first = caller.send("reports/", report).json["id"]
        memory.opened["门口的路灯不亮"] = "report", first
        with Crew([Hand(desk, memory, seed=number + 1) for number in range(HANDS)]):
            for jump in ROUND * rounds:
                set_clock(jump)
                wanted, end = memory.acknowledged + 6, time.monotonic() + 60
                while memory.acknowledged < wanted and not memory.broken and time.monotonic() < end:
                    time.sleep(0.02)
                assert caller.send("reports/", report).json["id"] == first, "the key was forgotten"
                assert stranger.send("reports/", report).status == 401, (
                    "a token that was taken back opens again"
                )
    connection.close()
    tell(f"{len(ROUND) * rounds} jumps of the clock: {memory.acknowledged} writes acknowledged")
    assert unlike(memory) == []
    assert halves() == []
    assert check_clock().grade is Grade.BAD, "the doctor does not see that rows are dated ahead of the clock"


@pytest.mark.parametrize("early", [False, True], ids=["as it is", "without its bound"])
def test_a_matter_of_a_day_to_come_has_no_clock_that_runs_out_before_it(
    serving: Serving, make_desk: Desks, early: bool
) -> None:
    hand = Hand(
        make_desk(serving(off="clock,early" if early else "clock", worker=False)), memory := Memory(), seed=1
    )
    set_clock(30 * DAY)
    hand._begin("report")
    set_clock(0)
    _kind, pk, moves = hand.open[0]
    for who, name, values in moves[:2]:
        assert hand.programs[who].send(f"items/{pk}/moves/", {"name": name, **values}).status == 200
    hand.close()
    connection.close()
    assert memory.broken == []
    assert halves() == ([f"item {pk} is due before it began"] if early else [])


def test_nobody_is_told_twice_when_the_clock_comes_back(serving: Serving, make_desk: Desks) -> None:
    hand = Hand(make_desk(serving(worker=False)), Memory(), seed=1)
    for _number in range(4):
        hand._begin("report")
    hand.close()
    now = timezone.now()
    for seconds in (0, 30 * DAY, -HOUR, 0, 30 * DAY, DAY, 30 * DAY):
        remind(now + dt.timedelta(seconds=seconds))
    told = Counter(Notice.objects.values_list("person_id", "cause"))
    assert told, "nobody was told at all"
    assert set(told.values()) == {1}


def test_a_job_runs_once_at_each_time_however_often_the_clock_shows_it() -> None:
    ran: list[dt.datetime] = []
    worker = Worker((Job(name="tests.hourly", label="每小时", every_seconds=HOUR, run=ran.append),))
    now = timezone.now()
    for seconds in (0, 60, DAY, DAY + 60, 0, 60, DAY, DAY + 60):
        worker.run_due(now + dt.timedelta(seconds=seconds))
    # Back at an hour in which it ran already it runs once more: to sleep for a day would be worse, and jobs may be run twice.
    assert len(ran) == 4


def test_a_session_that_was_ended_stays_shut_at_any_hour(
    serving: Serving, make_desk: Desks, cast: Cast
) -> None:
    from gongjian.core.people.actions import sign_out_everywhere
    from tests.faults.served import browser

    desk = make_desk(serving(off="clock", worker=False))
    clerk: Person = cast.home.branch_secretary
    with browser(desk.port, desk.sessions["branch_secretary"]) as tab:
        assert tab.call("GET", "/desk/").status == 200
        sign_out_everywhere(clerk, now=timezone.now())
        rng = random.Random(1)
        for jump in (0, -HOUR, DAY, -DAY, rng.randint(-DAY, DAY)):
            set_clock(jump)
            assert tab.call("GET", "/desk/").status == 302
