"""A category, a resource with four sessions a month, and a need of the first community."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import Facts
from gongjian.modules.exchange.models import ExchangeCategory, Need, Per, Resource
from tests.cast import Cast

NOW = dt.datetime(2026, 3, 5, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
SATURDAY = dt.date(2026, 3, 14)
SATURDAYS = [(5, dt.time(9), dt.time(11, 30))]


@pytest.fixture
def category(cast: Cast) -> ExchangeCategory:
    return actions.add_category(
        cast.office, name="教育科普", since=dt.date(2026, 1, 1), actor=cast.secretary, now=NOW
    )


@pytest.fixture
def facts(category: ExchangeCategory) -> dict[str, Any]:
    return {
        "title": "少年科普小课堂", "category": category, "capacity": 4, "measure": "场", "per": Per.MONTH,
        "windows": SATURDAYS, "contact": "邓老师 13800138000", "who": "小学生",
    }  # fmt: skip


@pytest.fixture
def resource(cast: Cast, facts: dict[str, Any]) -> Resource:
    return actions.add_resource(cast.partner, facts=Facts(**facts), actor=cast.partner_contact, now=NOW)


@pytest.fixture
def wanted(category: ExchangeCategory) -> dict[str, Any]:
    return {
        "category": category,
        "quantity": 2,
        "measure": "场",
        "whose": "小学生家庭",
        "wanted_by": dt.date(2026, 4, 30),
    }


@pytest.fixture
def need(cast: Cast, wanted: dict[str, Any]) -> Need:
    return new_need(cast, wanted)


def new_need(cast: Cast, wanted: dict[str, Any], title: str = "周末想有科普课", **more: Any) -> Need:
    """A need of the first community, entered by its clerk."""
    return actions.open_need(
        cast.community, title=title, wanted=Wanted(**(wanted | more)), actor=cast.clerk, now=NOW
    )


def offer(cast: Cast, need: Need, resource: Resource, quantity: int = 2, **more: Any) -> Any:
    """The clerk offers the resource on a Saturday."""
    more = {"first_day": SATURDAY, "now": NOW, "actor": cast.clerk} | more
    return actions.propose_match(need.pk, resource=resource, quantity=quantity, **more)
