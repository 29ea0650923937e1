"""The time of a clock as a strip of days: what is used, what stood still, what is left, and where now and the due moment lie."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongjian.lib.worktime import Calendar

DAY = dt.timedelta(days=1)
MOST_DAYS = 16
Pause = tuple[dt.datetime, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a day that is `used`, `paused` or `left`, from `begin` to `end` as shares (0-1) of the day's work time."""

    kind: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class StripDay:
    """A day with work time; `starts`, `now` and `due` say where in it (0-1) these moments lie, None where they do not."""

    date: dt.date
    stretches: tuple[Stretch, ...]
    starts: float | None = None
    now: float | None = None
    due: float | None = None


def strip_of(
    *,
    start: dt.datetime,
    due: dt.datetime | None,
    now: dt.datetime,
    pauses: Sequence[Pause],
    calendar: Calendar,
    whole_days: bool = False,
) -> list[StripDay]:
    """The days from `start` to `due`, or to `now` while a pause leaves the due moment open.

    Days off are left out, unless `whole_days`: then every day counts, with its 24 hours. Empty when the time is longer
    than can be drawn (MOST_DAYS). Moments are aware.
    """
    measure = _Measure(calendar, whole_days=whole_days)
    first, last = calendar.local(start), calendar.local(due or now)
    stops = tuple((calendar.local(begin), calendar.local(end or due or now)) for begin, end in pauses)
    days: list[StripDay] = []
    for midnight in measure.days(first, last):
        if len(days) == MOST_DAYS:
            return []
        days.append(
            _day(measure, midnight, (first, last), calendar.local(now), stops, due_known=due is not None)
        )
    return days


def _day(
    measure: "_Measure",
    midnight: dt.datetime,
    whole: tuple[dt.datetime, dt.datetime],
    now: dt.datetime,
    stops: Sequence[tuple[dt.datetime, dt.datetime]],
    *,
    due_known: bool,
) -> StripDay:
    first, last = max(whole[0], midnight), min(whole[1], midnight + DAY)
    cuts = sorted({first, last, *(one for one in (now, *sum(stops, ())) if first < one < last)})
    stretches: list[Stretch] = []
    for begin, end in pairwise(cuts):
        kind = "paused" if any(a <= begin < b for a, b in stops) else "used" if begin < now else "left"
        stretch = Stretch(kind, measure.share(midnight, begin), measure.share(midnight, end))
        if stretch.begin < stretch.end:
            stretches.append(stretch)
    within = [midnight <= moment < midnight + DAY for moment in (whole[0], now, whole[1])]
    return StripDay(
        date=midnight.date(),
        stretches=tuple(stretches),
        starts=measure.share(midnight, whole[0]) if within[0] else None,
        now=measure.share(midnight, now) if within[1] else None,
        due=measure.share(midnight, whole[1])
        if due_known and (within[2] or whole[1] == midnight + DAY)
        else None,
    )


@dataclass(frozen=True, slots=True)
class _Measure:
    """Days and shares of days, by work time or by the whole day."""

    calendar: Calendar
    whole_days: bool

    def days(self, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
        """The midnights at which the days with time between `first` and `last` begin."""
        midnight = dt.datetime.combine(first, dt.time())
        while midnight < last or midnight.date() == first.date():
            if self.whole_days or self.calendar.is_workday(midnight.date()):
                yield midnight
            midnight += DAY

    def share(self, midnight: dt.datetime, moment: dt.datetime) -> float:
        """How much of the day's time has passed at a moment of it, 0 to 1."""
        if self.whole_days:
            return min(1.0, (moment - midnight) / DAY)
        spans = self.calendar.hours.on(midnight)
        passed = sum((max(min(end, moment) - begin, dt.timedelta()) for begin, end in spans), dt.timedelta())
        return passed / self.calendar.hours.length
