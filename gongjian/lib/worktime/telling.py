"""Writes the explanation down while a course is being laid out: equal days in a row become one step."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from gongjian.lib.worktime.calendar import DAY, MINUTE, Calendar, Span
from gongjian.lib.worktime.days import Part
from gongjian.lib.worktime.pauses import FOR_EVER
from gongjian.lib.worktime.words import Step, StepKind, StepValue, Unit

COUNTING = (StepKind.COUNTED, StepKind.MADE_UP)


class Teller:
    """Collects steps in order of time."""

    def __init__(self, calendar: Calendar, pauses: Sequence[Span]) -> None:
        self.steps: list[Step] = []
        self.years: list[int] = []
        self._calendar = calendar
        self._pauses = list(pauses)
        self._total = 0
        self._run: tuple[StepKind, str, timedelta] | None = None
        self._first = self._last = date.min
        self._days = 0

    def say(self, kind: StepKind, **args: StepValue) -> None:
        """One step of its own, after everything gathered so far."""
        self._close_run()
        self.steps.append(Step(kind, args))

    def begin(self, unit: Unit, *, count: int = 0) -> None:
        """A new leg begins: the running total of days starts again at `count`."""
        self._close_run()
        self._total = count

    def part(self, part: Part, taken: timedelta, *, looked_up: bool) -> None:
        """One day, with the time taken of it; `looked_up` when the calendar decided whether it counts."""
        if self._pauses and self._pauses[0][0].date() <= part.day:
            self.pauses_until(part.day)
        if looked_up:
            self.look_up(part.day)
        if part.kind is StepKind.WORKED and not taken:
            return
        key = (part.kind, part.name, taken)
        if key != self._run or part.day - self._last != DAY:
            self._close_run()
            self._run, self._first = key, part.day
        self._last = part.day
        self._days += 1

    def look_up(self, day: date) -> None:
        """The calendar was asked about `day`: warns once for each year whose holidays are not published."""
        if day.year not in self._calendar.known_years and day.year not in self.years:
            self.years.append(day.year)
            self.say(StepKind.UNKNOWN_YEAR, year=day.year)

    def ran(self, begin: datetime, end: datetime) -> None:
        """A stretch of clock minutes."""
        self.pauses_before(begin)
        self.say(
            StepKind.RAN,
            at=self._calendar.aware(begin),
            until=self._calendar.aware(end),
            minutes=round((end - begin) / MINUTE, 2),
        )

    def pauses_until(self, day: date) -> None:
        """Tells the pauses that began on or before `day`."""
        while self._pauses and self._pauses[0][0].date() <= day:
            self._pause(self._pauses.pop(0))

    def pauses_before(self, moment: datetime) -> None:
        """Tells the pauses that began before `moment`."""
        while self._pauses and self._pauses[0][0] < moment:
            self._pause(self._pauses.pop(0))

    def _pause(self, span: Span) -> None:
        begin, end = span
        until = None if end == FOR_EVER else self._calendar.aware(end)
        self.say(StepKind.PAUSE, at=self._calendar.aware(begin), until=until)

    def _close_run(self) -> None:
        if self._run is None:
            return
        kind, name, taken = self._run
        args: dict[str, StepValue] = {"first": self._first, "last": self._last, "days": self._days}
        if kind in COUNTING:
            self._total += self._days
            args["total"] = self._total
        if kind is StepKind.WORKED:
            args["minutes"] = round(taken / MINUTE, 2)
        if name or kind in (StepKind.HOLIDAY, StepKind.MADE_UP):
            args["name"] = name
        self.steps.append(Step(kind, args))
        self._run, self._days = None, 0
