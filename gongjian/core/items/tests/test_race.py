"""Eight people press the same button at once: one wins, seven are told why not."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from gongjian.core.items import actions
from gongjian.core.items.models import Item, ItemQuerySet
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


@pytest.fixture
def all_check_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widen the gap between looking and writing: whoever has looked waits for the others, at most half a second."""
    meeting, check = threading.Barrier(PEOPLE), actions.check_move

    def check_and_wait(*args: Any, **kwargs: Any) -> None:
        check(*args, **kwargs)
        try:
            meeting.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(actions, "check_move", check_and_wait)


def press(item: Item, trial: Any, *, locking: bool) -> list[Exception | None]:
    """What each of the eight was told: None for done."""
    start, answers = threading.Barrier(PEOPLE), []

    def one() -> None:
        connection.ensure_connection()
        if not locking and connection.vendor == "sqlite":
            connection.transaction_mode = None
        start.wait()
        try:
            actions.make_move(item.pk, "take", actor=trial.head, now=TUESDAY)
            answers.append(None)
        except (Refused, OperationalError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_eight_one_wins_and_seven_are_refused_in_words(
    item_at: Callable[..., Item], trial: Any, all_check_before_one_writes: None
) -> None:
    item = item_at("sent")
    answers = press(item, trial, locking=True)
    assert answers.count(None) == 1
    assert {getattr(answer, "code", "") for answer in answers if answer} == {"wrong_state"}
    assert item.steps.filter(move="take").count() == 1


def test_with_the_lock_off_the_race_shows(
    item_at: Callable[..., Item],
    trial: Any,
    all_check_before_one_writes: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL lets several win; SQLite, with transactions that begin as readers, breaks off with an error."""
    item = item_at("sent")
    monkeypatch.setattr(ItemQuerySet, "select_for_update", lambda rows, **_options: rows)
    answers = press(item, trial, locking=False)
    broken_off = any(isinstance(answer, OperationalError) for answer in answers)
    assert answers.count(None) > 1 or broken_off
