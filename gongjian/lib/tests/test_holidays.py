"""The lists that the State Council's General Office published, year by year, held against the calendar."""

from datetime import date, timedelta

import pytest

from gongjian.lib.holidays import statutory_days
from gongjian.lib.worktime import Calendar

# Each row: the holidays as (first, last), then the weekend days worked in exchange.
PUBLISHED = {
    2018: (
        ["1-1 1-1", "2-15 2-21", "4-5 4-7", "4-29 5-1", "6-16 6-18", "9-22 9-24", "10-1 10-7", "12-30 12-31"],
        ["2-11", "2-24", "4-8", "4-28", "9-29", "9-30", "12-29"],
    ),
    # Labour Day as changed in March 2019.
    2019: (
        ["1-1 1-1", "2-4 2-10", "4-5 4-7", "5-1 5-4", "6-7 6-9", "9-13 9-15", "10-1 10-7"],
        ["2-2", "2-3", "4-28", "5-5", "9-29", "10-12"],
    ),
    # The spring festival was lengthened to 2 February because of the epidemic.
    2020: (
        ["1-1 1-1", "1-24 2-2", "4-4 4-6", "5-1 5-5", "6-25 6-27", "10-1 10-8"],
        ["1-19", "4-26", "5-9", "6-28", "9-27", "10-10"],
    ),
    2021: (
        ["1-1 1-3", "2-11 2-17", "4-3 4-5", "5-1 5-5", "6-12 6-14", "9-19 9-21", "10-1 10-7"],
        ["2-7", "2-20", "4-25", "5-8", "9-18", "9-26", "10-9"],
    ),
    2022: (
        ["1-1 1-3", "1-31 2-6", "4-3 4-5", "4-30 5-4", "6-3 6-5", "9-10 9-12", "10-1 10-7", "12-31 12-31"],
        ["1-29", "1-30", "4-2", "4-24", "5-7", "10-8", "10-9"],
    ),
    2023: (
        ["1-1 1-2", "1-21 1-27", "4-5 4-5", "4-29 5-3", "6-22 6-24", "9-29 10-6"],
        ["1-28", "1-29", "4-23", "5-6", "6-25", "10-7", "10-8"],
    ),
    2024: (
        ["1-1 1-1", "2-10 2-17", "4-4 4-6", "5-1 5-5", "6-10 6-10", "9-15 9-17", "10-1 10-7"],
        ["2-4", "2-18", "4-7", "4-28", "5-11", "9-14", "9-29", "10-12"],
    ),
    2025: (
        ["1-1 1-1", "1-28 2-4", "4-4 4-6", "5-1 5-5", "5-31 6-2", "10-1 10-8"],
        ["1-26", "2-8", "4-27", "9-28", "10-11"],
    ),
    2026: (
        ["1-1 1-3", "2-15 2-23", "4-4 4-6", "5-1 5-5", "6-19 6-21", "9-25 9-27", "10-1 10-7"],
        ["1-4", "2-14", "2-28", "5-9", "9-20", "10-10"],
    ),
}


def day_of(year: int, text: str) -> date:
    month, day = text.split("-")
    return date(year, int(month), int(day))


def days_of(year: int):
    return [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_of_the_year_is_worked_or_off_as_published(year):
    statutory = statutory_days()
    calendar = Calendar(overrides=statutory.overrides)
    off = set()
    for span in PUBLISHED[year][0]:
        first, last = (day_of(year, text) for text in span.split(" "))
        off |= {first + timedelta(n) for n in range((last - first).days + 1)}
    made_up = {day_of(year, text) for text in PUBLISHED[year][1]}

    expected = {day for day in days_of(year) if day in made_up or (day.weekday() < 5 and day not in off)}

    assert {day for day in days_of(year) if calendar.is_workday(day)} == expected
    assert year in statutory.known_years


def test_the_first_known_year_is_2018_and_there_are_no_gaps():
    years = statutory_days().known_years

    assert years == set(range(2018, max(years) + 1))
    assert max(years) >= 2026
    assert min(statutory_days().overrides).year == 2018


def test_days_carry_the_names_an_office_uses():
    names = statutory_days().names

    assert names[date(2026, 2, 17)] == "春节"
    assert names[date(2026, 2, 14)] == "春节调休上班"
    assert names[date(2025, 10, 6)] == "中秋节"
    assert names[date(2026, 10, 1)] == "国庆节"
    assert not [name for name in names.values() if name.isascii()]


def test_only_weekend_days_are_made_up():
    made_up = [day for day, works in statutory_days().overrides.items() if works]

    assert made_up
    assert all(day.weekday() >= 5 for day in made_up)
