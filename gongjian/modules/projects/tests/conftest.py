"""A report, a project that comes of it, and what its judgement needs."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongjian.core.items.models import Item
from gongjian.lib.worktime import SHANGHAI
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Method, Project, ProjectField
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)
DAY = dt.timedelta(days=1)


@pytest.fixture
def report(cast: Cast) -> Item:
    return make_item(cast, title="楼道灯不亮")


@pytest.fixture
def lighting(cast: Cast) -> ProjectField:
    return ProjectField.objects.create(name="照明", since=dt.date(2020, 1, 1))


@pytest.fixture
def method(cast: Cast) -> Method:
    return Method.objects.create(
        site=40,
        residents=60,
        hard=Decimal("1.50"),
        wide=Decimal("1.00"),
        enough=60,
        source="测评办法",
        since=dt.date(2020, 1, 1),
    )


def plan_of(cast: Cast, **changed: Any) -> actions.Plan:
    told: dict[str, Any] = {
        "title": "三个楼院亮灯", "orientation": "urgent_need", "sponsor": cast.branch, "start_on": dt.date(2026, 3, 10),
        "end_on": dt.date(2026, 6, 10), "cost": 1_200_000, "households": 86, "people": 240, "difficulty": 2,
        "public_words": "给三个楼院换灯",
    }  # fmt: skip
    return actions.Plan(**(told | changed))


@pytest.fixture
def project(cast: Cast, report: Item, lighting: ProjectField) -> Project:
    return actions.propose_project(
        cast.community,
        plan=plan_of(cast, field=lighting),
        origins=[report],
        actor=cast.branch_secretary,
        now=NOW,
    )
