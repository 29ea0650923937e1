"""Two units order the last slot of a month at once: one gets it, the other is told that the month is full."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection

from gongjian.core.refusal import Refused
from gongjian.modules.experts.actions import ordering
from gongjian.modules.experts.models import ExpertService, ServiceOrder
from gongjian.modules.experts.models.catalogue import ExpertQuerySet, ExpertServiceQuerySet
from gongjian.modules.experts.tests.conftest import at, place
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = 2


@pytest.fixture
def last_slot(service: ExpertService) -> ExpertService:
    ExpertService.objects.filter(pk=service.pk).update(capacity=1, expert=None)
    service.refresh_from_db()
    return service


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widen the gap between looking and writing: whoever has looked waits for the other, at most half a second."""
    meeting, check = threading.Barrier(ORDERS), ordering.check_slot

    def check_and_wait(*args: Any, **kwargs: Any) -> None:
        check(*args, **kwargs)
        try:
            meeting.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(ordering, "check_slot", check_and_wait)


def order_both(cast: Cast, service: ExpertService, *, locking: bool) -> list[Exception | None]:
    """What each was told: None for an order that stands."""
    start, answers = threading.Barrier(ORDERS), []
    sides = ((cast.clerk, cast.committee), (cast.second_clerk, cast.second_committee))

    def one(actor: Any, orderer: Any, day: int) -> None:
        connection.ensure_connection()
        if not locking and connection.vendor == "sqlite":
            connection.transaction_mode = None
        start.wait()
        try:
            place(cast, service, actor=actor, orderer=orderer, starts_at=at(day))
            answers.append(None)
        except (Refused, OperationalError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(*side, day)) for day, side in enumerate(sides, start=10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_last_slot_goes_to_one_order_only(
    cast: Cast, last_slot: ExpertService, all_look_before_one_writes: None
) -> None:
    answers = order_both(cast, last_slot, locking=True)
    assert answers.count(None) == 1
    assert {getattr(answer, "code", "") for answer in answers if answer} == {"full"}
    assert ServiceOrder.objects.holding().count() == last_slot.capacity


def test_with_the_lock_off_it_is_given_away_twice(
    cast: Cast, last_slot: ExpertService, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL gives it away twice; SQLite, with transactions that begin as readers, breaks off."""
    for rows in (ExpertServiceQuerySet, ExpertQuerySet):
        monkeypatch.setattr(rows, "select_for_update", lambda rows, **_options: rows)
    answers = order_both(cast, last_slot, locking=False)
    broken_off = any(isinstance(answer, OperationalError) for answer in answers)
    assert answers.count(None) > 1 or broken_off
