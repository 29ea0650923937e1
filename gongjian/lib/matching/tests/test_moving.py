"""A need without a resource is served when another one can move or is worth less; the plan never gets worse."""

import numpy as np
import pytest

from gongjian.lib.matching.many import candidates
from gongjian.lib.matching.moving import moved
from gongjian.lib.matching.plan import Task, _bound, greedy, task_of
from gongjian.lib.matching.tests.test_matching import _crowd, _fits


def _task(*, worth: list[float], left: list[int], limit: int = 9) -> Task:
    """Need 0 can have either resource, need 1 the first one only."""
    return Task(
        ask=np.array([0, 0, 1]), offer=np.array([0, 1, 0]), worth=np.array(worth), takes=np.array([2, 2, 2]),
        left=np.array(left), owner=np.array([0, 1]), limit=np.array([limit, limit]), asks=2,
    )  # fmt: skip


def test_who_can_go_elsewhere_makes_room() -> None:
    assert moved(_task(worth=[3.0, 2.9, 1.0], left=[2, 2]), np.array([0])).tolist() == [1, 2]


def test_who_is_worth_less_gives_way_and_is_looked_at_again() -> None:
    assert moved(_task(worth=[1.0, 0.9, 2.0], left=[2, 0]), np.array([0])).tolist() == [2]


def test_what_is_worth_less_pushes_nobody_out() -> None:
    assert moved(_task(worth=[3.0, 2.9, 1.0], left=[2, 1]), np.array([0])).tolist() == [0]


@pytest.mark.parametrize("seed", range(4))
def test_a_crowd_is_served_better_and_within_what_is_left(seed: int) -> None:
    asks, offers = _crowd(300, seed=seed, most=5)
    offers = offers[:150]
    task = task_of(candidates(asks, offers), asks, offers)
    before = greedy(task)
    after = moved(task, before.chosen)
    assert _fits(task, after)
    assert before.value < float(task.worth[after].sum()) <= _bound(task, before.value)
    assert moved(task, before.chosen).tolist() == after.tolist()
