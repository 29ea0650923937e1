"""Eight people press the same button at once: one wins, seven are told why not."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from gongjian.core.items import actions
from gongjian.core.items.models import Item, ItemQuerySet
from gongjian.core.items.tests.conftest import TUESDAY
from tests.racing import Answers, at_once, broken_off, codes, hold_open, unlock

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


@pytest.fixture
def all_check_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_open(monkeypatch, PEOPLE, (actions, "check_move"))


def press(item: Item, trial: Any, *, locking: bool) -> Answers:
    """What each of the eight was told: None for done."""
    act = partial(actions.make_move, item.pk, "take", actor=trial.head, now=TUESDAY)
    return at_once([act] * PEOPLE, locking=locking)


def test_of_eight_one_wins_and_seven_are_refused_in_words(
    item_at: Callable[..., Item], trial: Any, all_check_before_one_writes: None
) -> None:
    item = item_at("sent")
    answers = press(item, trial, locking=True)
    assert answers.count(None) == 1
    assert codes(answers) == {"wrong_state"}
    assert item.steps.filter(move="take").count() == 1


def test_with_the_lock_off_the_race_shows(
    item_at: Callable[..., Item],
    trial: Any,
    all_check_before_one_writes: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL lets several win; SQLite, with transactions that begin as readers, breaks off with an error."""
    item = item_at("sent")
    unlock(monkeypatch, ItemQuerySet)
    answers = press(item, trial, locking=False)
    assert answers.count(None) > 1 or broken_off(answers)
