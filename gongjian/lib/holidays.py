"""Statutory holidays and make-up working days of mainland China, as far as they are published."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chinese_calendar import constants

FIRST_YEAR = 2018

CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}
MADE_UP = "{}调休上班"


class StatutoryDays(NamedTuple):
    """`overrides`: True where a day is worked, False where it is off; `names` in Chinese; both by day.

    `known_years` are those whose whole list is published. A year's first holiday may move days at the end of the year
    before: these are there as soon as the later list is.
    """

    overrides: Mapping[date, bool]
    names: Mapping[date, str]
    known_years: frozenset[int]


@lru_cache(maxsize=1)
def statutory_days() -> StatutoryDays:
    """The published days from 2018 to the last year that the installed holiday list knows."""
    off: dict[date, str] = dict(constants.holidays)
    worked: dict[date, str] = dict(constants.workdays)
    first = date(FIRST_YEAR, 1, 1)
    names = {day: CHINESE.get(name, name) for day, name in off.items() if day >= first}
    names |= {day: MADE_UP.format(CHINESE.get(name, name)) for day, name in worked.items() if day >= first}
    overrides = {day: day in worked for day in names}
    return StatutoryDays(overrides, names, frozenset(_whole_years(off)))


def _whole_years(off: Mapping[date, str]) -> set[int]:
    """Years from 2018 with a list that runs from New Year's Day to National Day."""
    last = max(day.year for day in off)
    return {
        year
        for year in range(FIRST_YEAR, last + 1)
        if date(year, 1, 1) in off and all(date(year, 10, day) in off for day in (1, 2, 3))
    }
