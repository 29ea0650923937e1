"""The strip of days shows a clerk, day by day, where the time of a clock went."""

import datetime as dt

import pytest

from gongjian.core.items.strip import Stretch, StripDay, strip_of
from gongjian.lib.worktime import Calendar

CALENDAR = Calendar(known_years=frozenset({2026}))


def at(text: str) -> dt.datetime:
    return CALENDAR.aware(dt.datetime.fromisoformat(text))


def shares(day: StripDay) -> list[tuple[str, float, float]]:
    return [(one.kind, round(one.begin, 3), round(one.end, 3)) for one in day.stretches]


def test_a_day_at_noon_is_used_in_the_morning_and_left_in_the_afternoon() -> None:
    days = strip_of(
        start=at("2026-03-03 08:30"),
        due=at("2026-03-03 18:00"),
        now=at("2026-03-03 12:30"),
        pauses=(),
        calendar=CALENDAR,
    )
    assert [shares(day) for day in days] == [[("used", 0.0, 0.438), ("left", 0.438, 1.0)]]
    assert (days[0].starts, round(days[0].now or 0, 3), days[0].due) == (0.0, 0.438, 1.0)


def test_a_weekend_between_start_and_due_is_left_out() -> None:
    days = strip_of(
        start=at("2026-03-06 16:00"),
        due=at("2026-03-09 10:30"),
        now=at("2026-03-06 17:00"),
        pauses=(),
        calendar=CALENDAR,
    )
    assert [day.date for day in days] == [dt.date(2026, 3, 6), dt.date(2026, 3, 9)]
    assert shares(days[0]) == [("used", 0.75, 0.875), ("left", 0.875, 1.0)]
    assert shares(days[1]) == [("left", 0.0, 0.25)]


def test_a_pause_lies_between_what_was_used_before_and_after_it() -> None:
    days = strip_of(
        start=at("2026-03-04 08:30"),
        due=at("2026-03-05 10:30"),
        now=at("2026-03-04 17:00"),
        pauses=((at("2026-03-04 10:30"), at("2026-03-04 15:00")),),
        calendar=CALENDAR,
    )
    assert shares(days[0]) == [
        ("used", 0.0, 0.25),
        ("paused", 0.25, 0.625),
        ("used", 0.625, 0.875),
        ("left", 0.875, 1.0),
    ]


def test_an_open_pause_reaches_to_now_and_shows_no_due_moment() -> None:
    days = strip_of(
        start=at("2026-03-04 08:30"),
        due=None,
        now=at("2026-03-05 10:30"),
        pauses=((at("2026-03-04 10:30"), None),),
        calendar=CALENDAR,
    )
    assert shares(days[1]) == [("paused", 0.0, 0.25)]
    assert [day.due for day in days] == [None, None]


def test_a_clock_in_calendar_days_counts_the_weekend_hour_by_hour() -> None:
    days = strip_of(
        start=at("2026-03-06 12:00"),
        due=at("2026-03-08 00:00"),
        now=at("2026-03-07 06:00"),
        pauses=(),
        calendar=CALENDAR,
        whole_days=True,
    )
    assert [shares(day) for day in days] == [[("used", 0.5, 1.0)], [("used", 0.0, 0.25), ("left", 0.25, 1.0)]]
    assert days[1].due == 1.0


@pytest.mark.parametrize(("last", "drawn"), [("2026-03-24 18:00", 16), ("2026-03-25 18:00", 0)])
def test_what_is_too_long_to_be_drawn_is_not_drawn(last: str, drawn: int) -> None:
    days = strip_of(
        start=at("2026-03-03 08:30"), due=at(last), now=at("2026-03-03 09:00"), pauses=(), calendar=CALENDAR
    )
    assert len(days) == drawn


def test_when_it_is_late_all_its_time_is_used() -> None:
    days = strip_of(
        start=at("2026-03-03 08:30"),
        due=at("2026-03-03 18:00"),
        now=at("2026-03-09 12:00"),
        pauses=(),
        calendar=CALENDAR,
    )
    assert days == [StripDay(dt.date(2026, 3, 3), (Stretch("used", 0.0, 1.0),), starts=0.0, due=1.0)]
