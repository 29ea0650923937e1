"""A year of the work calendar as its page shows it: twelve months of weeks, each day worked or not, and why."""

import calendar as months
import datetime as dt
from dataclasses import dataclass

from gongjian.core.clock.models import SpecialDay
from gongjian.lib.worktime import Calendar

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `mark` is "off" on a holiday in the week, "made_up" on a weekend day that is worked, else empty."""

    day: dt.date
    works: bool
    mark: str
    name: str
    entered: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its first day and its weeks from Monday on; None stands for days of other months."""

    first: dt.date
    weeks: list[list[Day | None]]
    worked: int


def year_of(year: int, calendar: Calendar) -> list[Month]:
    """The twelve months of a year."""
    entered = set(SpecialDay.objects.filter(day__year=year).values_list("day", flat=True))
    return [_month(dt.date(year, number, 1), calendar, entered) for number in range(1, 13)]


def _month(first: dt.date, calendar: Calendar, entered: set[dt.date]) -> Month:
    weeks = [
        [_day(day, calendar, entered) if day.month == first.month else None for day in week]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, sum(1 for week in weeks for day in week if day and day.works))


def _day(day: dt.date, calendar: Calendar, entered: set[dt.date]) -> Day:
    works = calendar.is_workday(day)
    weekend = day.weekday() >= SATURDAY
    mark = (
        "made_up"
        if works and weekend
        else "off"
        if not works and calendar.overrides.get(day) is False
        else ""
    )
    return Day(day, works, mark, calendar.names.get(day, ""), day in entered)


def special_days(year: int, calendar: Calendar) -> list[Day]:
    """Only the days that differ from Monday to Friday, in order, with their names."""
    entered = set(SpecialDay.objects.filter(day__year=year).values_list("day", flat=True))
    return [_day(day, calendar, entered) for day in sorted(calendar.overrides) if day.year == year]
