"""kill -9 under load: whatever was acknowledged is there, nothing is half done, and what was sent again was done once."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from tests.faults.conftest import Serving
from tests.faults.hands import PATIENCE, Crew, Desk, Hand, Memory, unlike
from tests.faults.served import Served, tell
from tests.faults.whole import halves

pytestmark = pytest.mark.django_db(transaction=True)
Desks = Callable[[Served], Desk]
KILLS = int(os.environ.get("GONGJIAN_KILLS") or "1000")
FEW, EVERY, HANDS = 12, 100, 6


def _let_work(memory: Memory) -> None:
    """Until two more writes were acknowledged: a slow machine is killed as often, and works as much in between."""
    wanted, end = memory.acknowledged + 2, time.monotonic() + PATIENCE
    while memory.acknowledged < wanted and not memory.broken and time.monotonic() < end:
        time.sleep(0.01)


def kill_under_load(served: Served, desk: Desk, memory: Memory, *, kills: int, seed: int) -> Counter[str]:
    """Six hands at work while one process after another is killed; every hundred kills they rest and all is looked over."""
    rng, killed = random.Random(seed), Counter[str]()
    with Crew([Hand(desk, memory, seed=number + 1) for number in range(HANDS)]):
        for number in range(1, kills + 1):
            _let_work(memory)
            time.sleep(rng.uniform(0.0, 0.3))
            killed[served.kill(rng)] += 1
            if number % EVERY == 0:
                served.begin()
                tell(f"{number} kills: {memory.acknowledged} acknowledged, {memory.again} sent again")
                assert memory.broken == []
        served.begin()
    connection.close()
    return killed


def test_a_dozen_kills_lose_nothing_and_leave_nothing_half_done(serving: Serving, make_desk: Desks) -> None:
    served, memory = serving(), Memory()
    killed = kill_under_load(served, make_desk(served), memory, kills=FEW, seed=7)
    assert killed.total() == FEW and memory.acknowledged > FEW and memory.again
    assert unlike(memory) == []
    assert halves() == []


@pytest.mark.long
def test_a_thousand_kills_lose_nothing_and_leave_nothing_half_done(
    serving: Serving, make_desk: Desks
) -> None:
    served, memory, began = serving(), Memory(), time.monotonic()
    killed = kill_under_load(served, make_desk(served), memory, kills=KILLS, seed=11)
    spent = time.monotonic() - began
    tell(
        f"{killed.total()} kills in {spent:.0f} s ({dict(killed)}): {memory.acknowledged} writes acknowledged, {memory.again} sent again"
    )
    assert killed.total() == KILLS and memory.again > KILLS / 10
    assert unlike(memory) == []
    assert halves() == []


def test_without_transactions_the_same_kills_leave_halves(serving: Serving, make_desk: Desks) -> None:
    served, memory = serving(off="transactions"), Memory()
    kill_under_load(served, make_desk(served), memory, kills=FEW, seed=7)
    assert halves() != []
