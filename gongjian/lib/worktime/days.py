"""Walks forward from a moment, day by day, and says what of each day counts in a given unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from gongjian.lib.worktime.calendar import DAY, MIDNIGHT, Calendar, Span
from gongjian.lib.worktime.pauses import FOR_EVER, paused_at, without
from gongjian.lib.worktime.words import StepKind, Unit


class Part(NamedTuple):
    """A day, or for clock minutes a stretch: the spans that count, or none and the reason why not."""

    day: date
    kind: StepKind
    spans: Sequence[Span] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a count stands: the moment reached, and the last day that must not be counted again."""

    at: datetime
    day: date


def walk(unit: Unit, place: Place, *, calendar: Calendar, pauses: Sequence[Span]) -> Iterator[Part]:
    """The parts after `place`, for ever, or until an open pause begins (then nothing more can count)."""
    if unit is Unit.MINUTES:
        yield from _stretches(place.at, pauses)
        return
    day = place.day + DAY if unit.by_day else place.at.date()
    last = pauses[-1][0].date() if pauses and pauses[-1][1] == FOR_EVER else date.max
    while day <= last:
        if unit is Unit.WORK_HOURS:
            yield _hours_of(day, calendar, pauses, after=place.at)
        else:
            yield _whole_day(day, unit, calendar, pauses)
        day += DAY


def _stretches(at: datetime, pauses: Sequence[Span]) -> Iterator[Part]:
    for span in without((at, FOR_EVER), pauses):
        yield Part(span[0].date(), StepKind.RAN, (span,))


def _idle(day: date, calendar: Calendar) -> Part | None:
    """The part for a day on which nobody works, else None."""
    works = calendar.overrides.get(day)
    if works is None:
        return None if day.weekday() < 5 else Part(day, StepKind.WEEKEND)
    return None if works else Part(day, StepKind.HOLIDAY, (), calendar.names.get(day, ""))


def _kind(day: date, calendar: Calendar) -> tuple[StepKind, str]:
    if day.weekday() >= 5:
        return StepKind.MADE_UP, calendar.names.get(day, "")
    return StepKind.COUNTED, ""


def _hours_of(day: date, calendar: Calendar, pauses: Sequence[Span], *, after: datetime) -> Part:
    idle = _idle(day, calendar)
    if idle:
        return idle
    spans = calendar.hours.on(datetime.combine(day, MIDNIGHT))
    if day == after.date():
        spans = tuple((max(begin, after), end) for begin, end in spans if end > after)
    left = [part for span in spans for part in without(span, pauses)] if pauses else spans
    if spans and not left:
        return Part(day, StepKind.PAUSED)
    return Part(day, StepKind.WORKED, left, _kind(day, calendar)[1])


def _whole_day(day: date, unit: Unit, calendar: Calendar, pauses: Sequence[Span]) -> Part:
    midnight = datetime.combine(day, MIDNIGHT)
    if unit is Unit.CALENDAR_DAYS:
        part = Part(day, StepKind.COUNTED, ((midnight, midnight + DAY),))
    else:
        idle = _idle(day, calendar)
        if idle:
            return idle
        kind, name = _kind(day, calendar)
        part = Part(day, kind, calendar.hours.on(midnight), name)
    return Part(day, StepKind.PAUSED) if pauses and paused_at(part.spans[-1][1], pauses) else part


def nominal(unit: Unit, calendar: Calendar) -> timedelta:
    """The counted time of one unit: a work day is as long as the office's hours, a calendar day 24 hours."""
    return {
        Unit.MINUTES: timedelta(minutes=1),
        Unit.WORK_HOURS: timedelta(hours=1),
        Unit.WORK_DAYS: calendar.hours.length,
        Unit.CALENDAR_DAYS: DAY,
    }[unit]
