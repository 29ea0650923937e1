"""Today, tomorrow and this week are told apart; tomorrow takes in the days off before the next work day."""

import datetime as dt

import pytest

from gongjian.core.items.models import Item
from gongjian.core.items.watching import next_work_day, units_watched, when_due
from gongjian.core.people.access import access_of
from gongjian.lib.worktime import SHANGHAI
from tests.cast import Cast
from tests.items import make_item

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 3, 6, 10, 0, tzinfo=SHANGHAI)
DUE = {
    "thursday": dt.datetime(2026, 3, 5, 18, 0, tzinfo=SHANGHAI),
    "this evening": dt.datetime(2026, 3, 6, 18, 0, tzinfo=SHANGHAI),
    "saturday": dt.datetime(2026, 3, 7, 9, 0, tzinfo=SHANGHAI),
    "monday": dt.datetime(2026, 3, 9, 17, 0, tzinfo=SHANGHAI),
    "tuesday": dt.datetime(2026, 3, 10, 9, 0, tzinfo=SHANGHAI),
    "in ten days": dt.datetime(2026, 3, 16, 9, 0, tzinfo=SHANGHAI),
}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("late", {"thursday"}),
        ("today", {"this evening"}),
        ("tomorrow", {"saturday", "monday"}),
        ("week", {"this evening", "saturday", "monday", "tuesday"}),
    ],
)
def test_each_name_finds_what_falls_due_then(cast: Cast, name: str, found: set[str]) -> None:
    for title, due in DUE.items():
        make_item(cast, title=title, due_at=due)
    make_item(cast, title="closed", due_at=DUE["this evening"], closed_at=FRIDAY, phase="closed")
    assert set(Item.objects.filter(when_due(name)(FRIDAY)).values_list("title", flat=True)) == found


@pytest.mark.parametrize(
    ("day", "after"),
    [("2026-03-05", "2026-03-06"), ("2026-03-06", "2026-03-09"), ("2026-09-30", "2026-10-08")],
)
def test_the_next_work_day_skips_weekends_and_holidays(day: str, after: str) -> None:
    assert next_work_day(dt.date.fromisoformat(day)) == dt.date.fromisoformat(after)


def test_the_figures_of_a_unit_are_those_counts(cast: Cast) -> None:
    old = FRIDAY - dt.timedelta(days=20)
    for title, due in DUE.items():
        make_item(cast, title=title, due_at=due, unit=cast.city_unit, changed_at=FRIDAY)
    make_item(cast, title="still", unit=cast.city_unit, changed_at=old)
    [line] = units_watched(access_of(cast.secretary, today=FRIDAY.date()), now=FRIDAY)
    assert [figure.count for figure in line.figures] == [1, 1, 2, 1, 7]
