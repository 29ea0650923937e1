"""Pauses as spans of the wall clock: checked, merged, cut out of the time that counts."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from gongjian.lib.problem import Problem
from gongjian.lib.worktime.calendar import Calendar, Span
from gongjian.lib.worktime.words import Pause

FOR_EVER = datetime.max  # noqa: DTZ901 - compared with the wall clock, which has no zone


def merged(pauses: Iterable[Pause], *, start: datetime, calendar: Calendar) -> list[Span]:
    """Local spans in order, without overlap, none before `start`; an open pause ends at `FOR_EVER`."""
    spans: list[Span] = []
    for begin, end in sorted(_local(pauses, calendar)):
        begin = max(begin, start)
        if end <= begin:
            continue
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return spans


def _local(pauses: Iterable[Pause], calendar: Calendar) -> Iterable[Span]:
    for begin, end in pauses:
        if end is not None and end < begin:
            sentence = "A pause ends at {until}, before it begins at {begin}."
            raise Problem("pause_backwards", sentence, until=end, begin=begin)
        yield calendar.local(begin), FOR_EVER if end is None else calendar.local(end)


def without(span: Span, pauses: Sequence[Span]) -> list[Span]:
    """What is left of `span` when the pauses are cut out."""
    left: list[Span] = []
    begin, end = span
    for pause_begin, pause_end in pauses:
        if pause_end <= begin or pause_begin >= end:
            continue
        if pause_begin > begin:
            left.append((begin, pause_begin))
        begin = pause_end
    if begin < end:
        left.append((begin, end))
    return left


def paused_at(moment: datetime, pauses: Sequence[Span]) -> bool:
    """Whether a pause began before `moment` and goes on after it."""
    return any(begin < moment < end for begin, end in pauses)


def length(spans: Iterable[Span]) -> timedelta:
    """The time in all the spans."""
    return sum((end - begin for begin, end in spans), timedelta())
