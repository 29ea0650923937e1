"""Several needs ask for the last slot at once: one gets it, the others are told that nothing is left."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection

from gongjian.core.items.models import ItemQuerySet
from gongjian.core.refusal import Refused
from gongjian.modules.exchange.actions import matching_up
from gongjian.modules.exchange.models import Match, Need, Resource
from gongjian.modules.exchange.models.giving import ResourceQuerySet
from gongjian.modules.exchange.tests.conftest import SATURDAY, new_need, offer
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
NEEDS = 4


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widen the gap between looking and writing: whoever has looked waits for the others, at most half a second."""
    meeting, check = threading.Barrier(NEEDS), matching_up._check_quantity

    def check_and_wait(*args: Any, **kwargs: Any) -> None:
        check(*args, **kwargs)
        try:
            meeting.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(matching_up, "_check_quantity", check_and_wait)


def ask(cast: Cast, needs: list[Need], resource: Resource, *, locking: bool) -> list[Exception | None]:
    """What each was told: None for an offer that holds."""
    start, answers = threading.Barrier(NEEDS), []

    def one(need: Need) -> None:
        connection.ensure_connection()
        if not locking and connection.vendor == "sqlite":
            connection.transaction_mode = None
        start.wait()
        try:
            offer(cast, need, resource, 4)
            answers.append(None)
        except (Refused, OperationalError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(need,)) for need in needs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def needs(cast: Cast, wanted: dict[str, Any]) -> list[Need]:
    return [new_need(cast, wanted, f"第{number}处", quantity=4) for number in range(NEEDS)]


def test_the_last_slot_goes_to_one_need_only(
    cast: Cast, needs: list[Need], resource: Resource, all_look_before_one_writes: None
) -> None:
    answers = ask(cast, needs, resource, locking=True)
    assert answers.count(None) == 1
    assert {getattr(answer, "code", "") for answer in answers if answer} == {"full"}
    assert Match.objects.filter(resource=resource, first_day=SATURDAY).taken() == resource.capacity


def test_with_the_lock_off_it_is_given_away_twice(
    cast: Cast,
    needs: list[Need],
    resource: Resource,
    all_look_before_one_writes: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL gives it away several times; SQLite, with transactions that begin as readers, breaks off."""
    for rows in (ItemQuerySet, ResourceQuerySet):
        monkeypatch.setattr(rows, "select_for_update", lambda rows, **_options: rows)
    answers = ask(cast, needs, resource, locking=False)
    broken_off = any(isinstance(answer, OperationalError) for answer in answers)
    assert answers.count(None) > 1 or broken_off
