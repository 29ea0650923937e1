"""When a limit is due, when to warn, how much of it is used, and the light it shows.

What counts, in every unit, is a set of spans of time; a limit is due at the first moment at which the counted
spans since the start add up to it. Anyone can prove a due date by adding them up again:

* minutes: every minute;
* work hours: the office's hours on work days;
* work days: a work day after the day of the start counts as one, spread over its hours, so the limit is due
  at close of business of the last one;
* calendar days: a day after the day of the start counts as one, so the limit is due at 24:00 of the last one.

Pauses. In minutes and work hours the paused time does not count. In the day units a day does not count when
a pause is under way at its end (close of business, or 24:00): begun before that moment and lasting beyond
it. So a pause takes out the day on which it begins and not the day on which it ends; one that ends on the
day it began takes out none. Pauses that overlap or touch are one.

Extensions follow the limit in order, each in its own unit. In fractions and remainders a work day is as
long as the office's hours and a calendar day is 24 hours. With `roll`, the days by which the last one moves
belong to the time allowed, so that exactly all of it is used at the due moment.
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from gongjian.lib.worktime.calendar import Calendar
from gongjian.lib.worktime.course import Course, lay
from gongjian.lib.worktime.days import nominal
from gongjian.lib.worktime.words import Amount, Due, Extension, Light, Pause, Unit

WARN_AT = Fraction(4, 5)


def due_at(
    start: datetime,
    amount: Amount,
    unit: Unit,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    roll: bool = False,
) -> Due:
    """When a limit of `amount` `unit` from `start` (aware) is due, with warning and explanation.

    Moments come back in the calendar's zone. Raises `Problem` (a ValueError) for an amount of 0 or less, of
    more than 3,660 days with its extensions, or with a part of a day in a day unit; for a time without
    zone; for a pause that ends before it begins. A pause that begins at or after the due moment changes
    nothing.
    """
    course = _course(start, amount, unit, calendar, pauses, extensions, roll)
    warn = course.point(WARN_AT)
    return Due(
        due=calendar.aware(course.end.at) if course.end else None,
        warn=calendar.aware(warn) if warn else None,
        steps=course.steps,
        unknown_years=course.unknown_years,
    )


def used_fraction(
    now: datetime,
    start: datetime,
    amount: Amount,
    unit: Unit,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    roll: bool = False,
) -> float:
    """The share of the time used at `now`: 0 at the start, 1 when due, more beyond; it stands in a pause."""
    course = _course(start, amount, unit, calendar, pauses, extensions, roll)
    return course.used(calendar.local(now), calendar) / course.total


def remaining(
    now: datetime,
    start: datetime,
    amount: Amount,
    unit: Unit,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    roll: bool = False,
) -> float:
    """What is left at `now`, in `unit`; negative when the limit is over."""
    course = _course(start, amount, unit, calendar, pauses, extensions, roll)
    return (course.total - course.used(calendar.local(now), calendar)) / nominal(unit, calendar)


def _course(
    start: datetime,
    amount: Amount,
    unit: Unit,
    calendar: Calendar,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    roll: bool,
) -> Course:
    legs = [(amount, unit), *extensions]
    return lay(start, [(size, Unit(of)) for size, of in legs], calendar, pauses=pauses, roll=roll)


def light(now: datetime, warn: datetime | None, due: datetime | None) -> Light:
    """The light at `now`: the due moment itself is still yellow, the moment of the warning already is."""
    if due is None:
        return Light.PAUSED
    if now > due:
        return Light.RED
    return Light.YELLOW if warn is not None and now >= warn else Light.GREEN
