"""The office's work calendar: the statutory days, and over them the days that the office entered itself."""

import datetime as dt
import logging
import time
from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

from gongjian.core.clock.models import SpecialDay
from gongjian.core.compiled import Compiled
from gongjian.lib.holidays import StatutoryDays, statutory_days
from gongjian.lib.worktime import Calendar

logger = logging.getLogger(__name__)
SECONDS_KEPT = 3.0
Entry = tuple[dt.date, bool, str]
_kept: tuple[float, Calendar] | None = None


def office_calendar() -> Calendar:
    """Which days are worked and which years are known. A day entered by anybody counts within three seconds.

    Inside a transaction the entered days are read each time, so that an act sees what it has just changed itself.
    """
    global _kept
    if connection.in_atomic_block:
        return _calendar(_entries())
    if _kept is None or time.monotonic() - _kept[0] > SECONDS_KEPT:
        _kept = (time.monotonic(), _calendar(_entries()))
    return _kept[1]


def forget_calendar() -> None:
    """Read the entered days anew at the next question: for after a change in this process."""
    global _kept
    _kept = None


_ENTERED: Compiled[SpecialDay] = Compiled(
    lambda: SpecialDay.objects.order_by("day").values_list("day", "works", "name")
)


def _entries() -> tuple[Entry, ...]:
    return tuple(_ENTERED.rows())


@lru_cache(maxsize=4)
def _calendar(entries: tuple[Entry, ...]) -> Calendar:
    published = statutory_days()
    overrides = dict(published.overrides) | {day: works for day, works, _name in entries}
    names = dict(published.names) | {day: name for day, _works, name in entries}
    return Calendar(overrides=overrides, names=names, known_years=known_years(entries, published=published))


def known_years(entries: Iterable[Entry], *, published: StatutoryDays) -> frozenset[int]:
    """Years whose holidays are known: published ones, and those of which New Year's Day and 1 to 3 October were entered."""
    off = {day for day, works, _name in entries if not works}
    years = {day.year for day in off}
    whole = {
        year for year in years if {dt.date(year, 1, 1), *(dt.date(year, 10, day) for day in (1, 2, 3))} <= off
    }
    return published.known_years | frozenset(whole)


def is_known(day: dt.date) -> bool:
    """Whether the holidays of the day's year are known; an unknown year is also written to the log."""
    known = day.year in office_calendar().known_years
    if not known:
        logger.warning("The holidays of %s are not known: due dates count weekends only.", day.year)
    return known
