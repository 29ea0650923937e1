"""Lays a limit and its extensions out along the calendar, span by span."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from gongjian.lib.problem import Problem
from gongjian.lib.worktime.calendar import Calendar, Span
from gongjian.lib.worktime.days import Part, Place, nominal, walk
from gongjian.lib.worktime.pauses import FOR_EVER, length, merged
from gongjian.lib.worktime.telling import Teller
from gongjian.lib.worktime.words import MAX_DAYS, Amount, Extension, Pause, Step, StepKind, Unit


@dataclass(frozen=True, slots=True)
class Course:
    """The spans that count from the start to the due moment; `end` is None when an open pause comes first."""

    spans: Sequence[Span]
    total: timedelta
    end: Place | None
    unit: Unit
    pauses: Sequence[Span]
    steps: tuple[Step, ...]
    unknown_years: tuple[int, ...]

    def point(self, share: Fraction) -> datetime | None:
        """The moment (local) at which `share` of the whole is used, or None when it is not reached."""
        left = self.total * share.numerator / share.denominator
        for begin, end in self.spans:
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return None

    def used(self, now: datetime, calendar: Calendar) -> timedelta:
        """Counted time up to `now` (local); past the end it goes on in the last unit."""
        used = length((begin, min(end, now)) for begin, end in self.spans if begin < now)
        if self.end is None or now <= self.end.at:
            return used
        for part in walk(self.unit, self.end, calendar=calendar, pauses=self.pauses):
            if part.day > now.date():
                break
            used += length((begin, min(end, now)) for begin, end in part.spans if begin < now)
        return used


def lay(
    start: datetime,
    legs: Sequence[Extension],
    calendar: Calendar,
    *,
    pauses: Iterable[Pause],
    roll: bool,
) -> Course:
    """Lays out the limit (first leg) and each extension after it, in order."""
    lengths = [_length(amount, unit, calendar) for amount, unit in legs]
    if sum((Fraction(amount) / _most(unit, calendar) for amount, unit in legs), Fraction()) > 1:
        raise Problem("limit_too_long", "A limit with extensions may be {most} days at most.", most=MAX_DAYS)
    local = calendar.local(start)
    layer = _Layer(Place(local, local.date()), calendar, merged(pauses, start=local, calendar=calendar))
    try:
        return layer.run(legs, lengths, roll=roll)
    except OverflowError:
        raise Problem("too_far", "A limit that starts at {start} ends after 9999.", start=start) from None


def _most(unit: Unit, calendar: Calendar) -> Fraction:
    """The largest amount of `unit` that is allowed."""
    day = nominal(Unit.WORK_DAYS if unit is Unit.WORK_HOURS else Unit.CALENDAR_DAYS, calendar)
    per_day = Fraction(1) if unit.by_day else Fraction(day // timedelta(seconds=1), _seconds(unit, calendar))
    return MAX_DAYS * per_day


def _seconds(unit: Unit, calendar: Calendar) -> int:
    return nominal(unit, calendar) // timedelta(seconds=1)


def _length(amount: Amount, unit: Unit, calendar: Calendar) -> timedelta:
    if isinstance(amount, bool) or not 0 < amount <= _most(unit, calendar):
        raise Problem(
            "bad_amount",
            "A limit of {amount} {unit} cannot be used: give more than 0 and at most {most}.",
            amount=amount,
            unit=unit.value,
            most=float(_most(unit, calendar)),
        )
    if unit.by_day and amount != int(amount):
        raise Problem("part_of_day", "A limit in days needs a whole number, not {amount}.", amount=amount)
    return timedelta(microseconds=round(Fraction(amount) * _seconds(unit, calendar) * 1_000_000))


class _Layer:
    """The work in progress of `lay`."""

    def __init__(self, place: Place, calendar: Calendar, pauses: list[Span]) -> None:
        self.place, self.calendar, self.pauses = place, calendar, pauses
        self.spans: list[Span] = []
        self.teller = Teller(calendar, pauses)

    def run(self, legs: Sequence[Extension], lengths: Sequence[timedelta], *, roll: bool) -> Course:
        total = sum(lengths, timedelta())
        frozen = False
        for index, ((amount, unit), need) in enumerate(zip(legs, lengths, strict=True)):
            self._open(index, amount, unit)
            if not self._leg(unit, need):
                frozen = True
                break
        if roll and not frozen and legs[-1][1] is Unit.CALENDAR_DAYS:
            rolled = self._roll()
            frozen = rolled is None
            total += rolled or timedelta()
        return self._done(total, legs[-1][1], frozen=frozen)

    def _open(self, index: int, amount: Amount, unit: Unit) -> None:
        say = self.teller.say
        if index:
            say(StepKind.EXTENSION, amount=amount, unit=unit.value)
            return
        say(StepKind.START, at=self.calendar.aware(self.place.at), amount=amount, unit=unit.value)
        if unit.by_day:
            say(StepKind.START_DAY, day=self.place.day)

    def _leg(self, unit: Unit, need: timedelta) -> bool:
        """Takes `need` from the days ahead; False when an open pause comes first."""
        self.teller.begin(unit)
        looked_up = unit in (Unit.WORK_HOURS, Unit.WORK_DAYS)
        for part in walk(unit, self.place, calendar=self.calendar, pauses=self.pauses):
            taken, at = self._take(part, need)
            need -= taken
            if unit is Unit.MINUTES:
                self.teller.ran(part.spans[0][0], at)
            else:
                self.teller.part(part, taken, looked_up=looked_up)
            if not need:
                self.place = Place(at, at.date() if not unit.by_day else part.day)
                return True
        return False

    def _take(self, part: Part, need: timedelta) -> tuple[timedelta, datetime]:
        """Takes at most `need` from a part: the time taken, and the moment reached."""
        left, at = need, self.place.at
        for span in part.spans:
            begin, end = span
            if end - begin >= left:
                at = begin + left
                self.spans.append((begin, at))
                return need, at
            left -= end - begin
            self.spans.append(span)
            at = end
        return need - left, at

    def _roll(self) -> timedelta | None:
        """Moves a last day that is no work day to the next that counts; the time added, None when frozen."""
        day, added = self.place.day, timedelta()
        self.teller.look_up(day)
        if self.calendar.is_workday(day):
            return added
        for part in walk(Unit.CALENDAR_DAYS, self.place, calendar=self.calendar, pauses=self.pauses):
            taken, at = self._take(part, length(part.spans))
            added += taken
            self.teller.look_up(part.day)
            if taken and self.calendar.is_workday(part.day):
                self.teller.pauses_until(part.day)
                self.teller.say(StepKind.ROLL, day=day, to=part.day)
                self.place = Place(at, part.day)
                return added
        return None

    def _done(self, total: timedelta, unit: Unit, *, frozen: bool) -> Course:
        if frozen:
            self.teller.pauses_before(FOR_EVER)
        else:
            self.teller.pauses_before(self.place.at)
            self.teller.say(StepKind.END, due=self.calendar.aware(self.place.at))
        steps, years = tuple(self.teller.steps), tuple(self.teller.years)
        return Course(self.spans, total, None if frozen else self.place, unit, self.pauses, steps, years)
