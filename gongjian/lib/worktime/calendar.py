"""The work calendar: the hours of a work day, and which days are worked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from gongjian.lib.problem import Problem

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
MIDNIGHT = time(0)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class WorkHours:
    """The periods of a work day, in order and without overlap, within one calendar day."""

    periods: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(13, 30), time(18)))
    offsets: tuple[tuple[timedelta, timedelta], ...] = field(init=False, repr=False, compare=False)
    length: timedelta = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        offsets = tuple((_offset(begin), _offset(end)) for begin, end in self.periods)
        edges = [edge for period in offsets for edge in period]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise Problem(
                "bad_hours", "Work hours need at least one period, each over before the next begins."
            )
        object.__setattr__(self, "offsets", offsets)
        object.__setattr__(self, "length", sum((end - begin for begin, end in offsets), timedelta()))

    @property
    def minutes(self) -> int:
        """Minutes in a whole work day: 480 by default."""
        return self.length // MINUTE

    @property
    def close(self) -> timedelta:
        """Close of business, counted from midnight."""
        return self.offsets[-1][1]

    def on(self, midnight: datetime) -> tuple[Span, ...]:
        """The periods of the day that begins at `midnight`."""
        return tuple([(midnight + begin, midnight + end) for begin, end in self.offsets])


def _offset(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, when, and where.

    `overrides` holds the days that differ from Monday to Friday (True = works); `names` says why. Outside of
    `known_years` the holidays are not published and answers carry a warning. Reckoning is by the wall clock
    of `tz`, which is taken to keep one offset, as China's has since 1992.
    """

    hours: WorkHours = field(default_factory=WorkHours)
    overrides: Mapping[date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    tz: tzinfo = SHANGHAI
    names: Mapping[date, str] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether the office works on `day`."""
        works = self.overrides.get(day)
        return day.weekday() < SATURDAY if works is None else works

    def local(self, moment: datetime) -> datetime:
        """`moment` as this calendar's wall clock shows it, without zone; refuses one that has no zone."""
        if moment.tzinfo is None:
            raise Problem("naive_time", "The time {time} has no time zone; give one.", time=moment)
        return moment.astimezone(self.tz).replace(tzinfo=None)

    def aware(self, local: datetime) -> datetime:
        """The opposite of `local`."""
        return local.replace(tzinfo=self.tz)

    def work_minutes_between(self, a: datetime, b: datetime) -> float:
        """Minutes of work time from `a` to `b` (aware); negative when `b` is before `a`."""
        begin, end = self.local(a), self.local(b)
        if end < begin:
            return -self.work_minutes_between(b, a)
        total = timedelta()
        midnight = datetime.combine(begin, MIDNIGHT)
        while midnight < end:
            if self.is_workday(midnight.date()):
                spans = self.hours.on(midnight)
                total += sum((max(min(z, end) - max(y, begin), timedelta()) for y, z in spans), timedelta())
            midnight += DAY
        return total / MINUTE
