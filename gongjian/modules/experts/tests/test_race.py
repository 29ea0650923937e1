"""Two units order the last slot of a month at once: one gets it, the other is told that the month is full."""

from functools import partial

import pytest

from gongjian.modules.experts.actions import ordering
from gongjian.modules.experts.models import ExpertService, ServiceOrder
from gongjian.modules.experts.models.catalogue import ExpertQuerySet, ExpertServiceQuerySet
from gongjian.modules.experts.tests.conftest import at, place
from tests.cast import Cast
from tests.racing import Answers, at_once, broken_off, codes, hold_open, unlock

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = 2


@pytest.fixture
def last_slot(service: ExpertService) -> ExpertService:
    ExpertService.objects.filter(pk=service.pk).update(capacity=1, expert=None)
    service.refresh_from_db()
    return service


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_open(monkeypatch, ORDERS, (ordering, "check_slot"))


def order_both(cast: Cast, service: ExpertService, *, locking: bool) -> Answers:
    """What each was told: None for an order that stands."""
    sides = ((cast.clerk, cast.committee), (cast.second_clerk, cast.second_committee))
    return at_once(
        [
            partial(place, cast, service, actor=actor, orderer=orderer, starts_at=at(day))
            for day, (actor, orderer) in enumerate(sides, start=10)
        ],
        locking=locking,
    )


def test_the_last_slot_goes_to_one_order_only(
    cast: Cast, last_slot: ExpertService, all_look_before_one_writes: None
) -> None:
    answers = order_both(cast, last_slot, locking=True)
    assert answers.count(None) == 1
    assert codes(answers) == {"full"}
    assert ServiceOrder.objects.holding().count() == last_slot.capacity


def test_with_the_lock_off_it_is_given_away_twice(
    cast: Cast, last_slot: ExpertService, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL gives it away twice; SQLite, with transactions that begin as readers, breaks off."""
    unlock(monkeypatch, ExpertServiceQuerySet, ExpertQuerySet)
    answers = order_both(cast, last_slot, locking=False)
    assert answers.count(None) > 1 or broken_off(answers)
