"""Several needs ask for the last slot at once: one gets it, the others are told that nothing is left."""

from functools import partial
from typing import Any

import pytest

from gongjian.core.items.models import ItemQuerySet
from gongjian.modules.exchange.actions import matching_up
from gongjian.modules.exchange.models import Match, Need, Resource
from gongjian.modules.exchange.models.giving import ResourceQuerySet
from gongjian.modules.exchange.tests.conftest import SATURDAY, new_need, offer
from tests.cast import Cast
from tests.racing import Answers, at_once, broken_off, codes, hold_open, unlock

pytestmark = pytest.mark.django_db(transaction=True)
NEEDS = 4


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_open(monkeypatch, NEEDS, (matching_up, "_check_quantity"))


def ask(cast: Cast, needs: list[Need], resource: Resource, *, locking: bool) -> Answers:
    """What each was told: None for an offer that holds."""
    return at_once([partial(offer, cast, need, resource, 4) for need in needs], locking=locking)


@pytest.fixture
def needs(cast: Cast, wanted: dict[str, Any]) -> list[Need]:
    return [new_need(cast, wanted, f"第{number}处", quantity=4) for number in range(NEEDS)]


def test_the_last_slot_goes_to_one_need_only(
    cast: Cast, needs: list[Need], resource: Resource, all_look_before_one_writes: None
) -> None:
    answers = ask(cast, needs, resource, locking=True)
    assert answers.count(None) == 1
    assert codes(answers) == {"full"}
    assert Match.objects.filter(resource=resource, first_day=SATURDAY).taken() == resource.capacity


def test_with_the_lock_off_it_is_given_away_twice(
    cast: Cast,
    needs: list[Need],
    resource: Resource,
    all_look_before_one_writes: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL gives it away several times; SQLite, with transactions that begin as readers, breaks off."""
    unlock(monkeypatch, ItemQuerySet, ResourceQuerySet)
    answers = ask(cast, needs, resource, locking=False)
    assert answers.count(None) > 1 or broken_off(answers)
