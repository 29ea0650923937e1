"""A trial flow, its limits, and an item at any point of its loop."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gongjian.core import manifest
from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.items.opening import open_item
from gongjian.core.items.tests.flows import FLOW
from gongjian.lib.worktime import SHANGHAI, Unit
from tests.cast import Cast

TUESDAY = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def trial(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, with the trial flow known and its limits in force."""
    monkeypatch.setattr(manifest, "_flows", lambda: {FLOW.kind: FLOW})
    for name, amount, unit in (
        ("dispatch", 60, Unit.MINUTES),
        ("handle", 24, Unit.WORK_HOURS),
        ("check", 8, Unit.WORK_HOURS),
        ("whole", 15, Unit.CALENDAR_DAYS),
    ):
        TimeLimit.objects.create(
            kind=FLOW.kind, name=name, amount=amount, unit=unit, since=dt.date(2020, 1, 1), source="trial"
        )
    return cast


@pytest.fixture
def item_at(trial: Cast) -> Callable[..., Item]:
    """`item_at("work")`: an item brought to a state by the people who would do it, starting on a Tuesday at 9:00."""

    def bring(state: str, *, start: dt.datetime = TUESDAY) -> Item:
        item = open_item(
            FLOW,
            office=trial.office,
            area=trial.community,
            title="井盖缺失",
            actor=trial.dispatcher,
            now=start,
        )
        for step, (name, act) in enumerate(_WAY):
            if item.state == state:
                break
            make_move(item.pk, name, now=start + dt.timedelta(minutes=10 * (step + 1)), **act(trial))
            item.refresh_from_db()
        assert item.state == state
        return item

    return bring


_WAY: list[tuple[str, Callable[[Any], dict[str, Any]]]] = [
    ("send", lambda cast: {"actor": cast.dispatcher, "unit": cast.city_unit}),
    ("take", lambda cast: {"actor": cast.head}),
    ("submit", lambda cast: {"actor": cast.head, "note": "换好了"}),
    ("pass", lambda cast: {"actor": cast.checker, "result": "done"}),
]
