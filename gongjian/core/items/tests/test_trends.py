"""Beside the inbox stand true numbers of the last weeks."""

import datetime as dt

import pytest

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.models import Clock, Item
from gongjian.core.items.models.item import _gathered
from gongjian.core.items.trends import WEEKS, Line, line_of, weeks_of
from gongjian.core.items.views.inbox_aside import trends_of
from gongjian.core.people.access import access_of
from gongjian.lib.worktime import SHANGHAI
from tests.cast import Cast
from tests.items import make_item

TODAY = dt.date(2026, 3, 31)
NOW = dt.datetime(2026, 3, 31, 18, tzinfo=SHANGHAI)


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def a_limit() -> TimeLimit:
    return TimeLimit.objects.create(
        kind="report", name="handle", amount=24, unit="work_hours", since=dt.date(2020, 1, 1), source="trial"
    )


def run_late(item: Item, *, limit: TimeLimit) -> None:
    Clock.objects.create(
        item=item, name="handle", limit=limit, started_at=at(3, 20), due_at=at(3, 25), stopped_at=at(3, 30, 9)
    )


@pytest.mark.django_db
def test_a_secretary_sees_what_came_and_what_was_closed_in_the_last_seven_days(cast: Cast) -> None:
    make_item(cast, opened_at=at(3, 25, 0))
    make_item(cast, opened_at=at(3, 29, 9), closed_at=at(3, 31, 9))
    late = make_item(cast, opened_at=at(3, 20), closed_at=at(3, 30, 9))
    run_late(late, limit=a_limit())
    planned = make_item(cast, opened_at=at(1, 2), closed_at=at(3, 30))
    Clock.objects.create(
        item=planned, name="plan", fixed_due_at=at(3, 31), due_at=at(3, 31), started_at=at(1, 2)
    )
    last = weeks_of(access_of(cast.secretary, today=TODAY), now=NOW)[-1]
    assert (last.received, last.closed, last.in_time_pct, last.mean_days) == (2, 2, 50.0, 6.0)


@pytest.mark.django_db
def test_where_very_many_are_overdue_no_rate_is_told_rather_than_a_flattering_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongjian.core.items.models.item.WIDE", 0)
    monkeypatch.setattr("gongjian.core.items.trends.MOST_LATE", 1)
    _gathered.cache_clear()
    reads_all = access_of(cast.secretary, today=TODAY)
    make_item(cast, opened_at=at(3, 29, 9), closed_at=at(3, 31, 9))
    limit = a_limit()
    for _number in range(2):
        assert weeks_of(reads_all, now=NOW)[-1].in_time_pct is not None
        left = make_item(cast, opened_at=at(3, 20))
        Clock.objects.create(item=left, name="handle", limit=limit, started_at=at(3, 20), due_at=at(3, 25))
    last = weeks_of(reads_all, now=NOW)[-1]
    assert (last.closed, last.overdue, last.in_time_pct) == (1, None, None)
    told = trends_of(reads_all, now=NOW)[1]
    assert told["value"] == "—" and "10,000" in told["formula"]
    _gathered.cache_clear()


@pytest.mark.django_db
def test_leaving_late_matters_open_does_not_flatter_the_rate(cast: Cast) -> None:
    make_item(cast, opened_at=at(3, 29, 9), closed_at=at(3, 31, 9))
    left = make_item(cast, opened_at=at(3, 20))
    limit = a_limit()
    Clock.objects.create(item=left, name="handle", limit=limit, started_at=at(3, 20), due_at=at(3, 25))
    Clock.objects.create(item=left, name="close", limit=limit, started_at=at(3, 20), due_at=at(3, 26))
    before, last = weeks_of(access_of(cast.secretary, today=TODAY), now=NOW)[-2:]
    assert (last.overdue, last.in_time_pct) == (1, 50.0)
    assert (before.overdue, before.in_time_pct) == (0, None)


@pytest.mark.django_db
def test_what_is_older_than_eight_weeks_or_in_another_office_is_not_counted(cast: Cast) -> None:
    make_item(cast, opened_at=at(2, 3, 23))
    make_item(cast, opened_at=at(2, 4, 0))
    make_item(cast, opened_at=at(3, 31), area=cast.twin_community)
    weeks = weeks_of(access_of(cast.secretary, today=TODAY), now=NOW)
    assert [week.received for week in weeks] == [1] + [0] * (WEEKS - 1)
    assert weeks[-1].in_time_pct is None


def test_a_line_needs_two_values_and_leaves_out_what_is_not_known() -> None:
    assert line_of([None, 3.0, None]) is None
    assert line_of([0.0, None, 10.0]) == Line("M3.0 27.0L109.0 3.0", 109.0, 3.0)
    assert line_of([5.0, 5.0]) == Line("M3.0 15.0L109.0 15.0", 109.0, 15.0)
