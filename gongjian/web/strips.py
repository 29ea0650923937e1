"""Draws the days of a clock as a strip: what is used, what stood still, what is left; marks for start, now and due."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongjian.web import lights, times

FEW, MANY = 4, 7
ROOM = 24.0  # per cent of the width that a time below the strip needs for itself


def draw_clock(clock: Any, *, now: dt.datetime) -> SafeString:
    """The strip of a clock's face (`strip due left_text`); nothing for one without days."""
    days, due = list(lights.take(clock, "strip") or ()), lights.take(clock, "due")
    if not days:
        return SafeString("")
    first, last = f"{days[0].date:%m-%d}", _moment(due) if due else _("open")
    spoken = _("From %(first)s to %(last)s: %(left)s")
    return draw_strip(
        days,
        label=spoken % {"first": first, "last": last, "left": lights.take(clock, "left_text", "")},
        words={
            "start": _("start %(at)s") % {"at": first},
            "now": _("now %(at)s") % {"at": f"{times.local(now):%H:%M}"},
            "due": _("due %(at)s") % {"at": last},
        },
    )


def _moment(value: dt.datetime) -> str:
    return f"{times.local(value):%m-%d %H:%M}"


def draw_strip(days: Sequence[Any], *, label: str, words: dict[str, str]) -> SafeString:
    """The drawing, as wide as its place. `days` as core's StripDay; `words` are those of start, now and due."""
    if not days:
        return SafeString("")
    cell = 100 / len(days)
    width = cell - (1.2 if len(days) <= MANY else 0.5)
    today = next((day.date for day in days if day.now is not None), None)
    parts = [
        _day(day, x=place * cell, width=width, count=len(days), today=today) for place, day in enumerate(days)
    ]
    marks = _marks(days, cell=cell, width=width)
    return format_html(
        '<svg class="strip" width="100%" height="54" role="img" aria-label="{}">{}{}{}</svg>',
        label,
        SafeString("".join(parts)),
        format_html_join("", '<rect class="at" x="{}%" y="17" width="2" height="20"/>', [(_pct(x),) for x in marks.values()]),
        _words(marks, words),
    )  # fmt: skip


def _day(day: Any, *, x: float, width: float, count: int, today: Any) -> SafeString:
    bars = [
        (one.kind, _pct(x + one.begin * width), _pct((one.end - one.begin) * width)) for one in day.stretches
    ]
    form = "m-d l" if count <= FEW else "m-d" if count <= MANY else "j"
    word = _("today") if day.date == today and count <= MANY else date_format(day.date, form)
    return format_html(
        '<text class="{}" x="{}%" y="12">{}</text><rect class="day" x="{}%" y="20" width="{}%" height="14"/>{}',
        "on" if day.date == today else "",
        _pct(x), word, _pct(x), _pct(width),
        format_html_join("", '<rect class="{}" x="{}%" y="20" width="{}%" height="14"/>', bars),
    )  # fmt: skip


def _marks(days: Sequence[Any], *, cell: float, width: float) -> dict[str, float]:
    """Where start, now and due lie, in per cent from the left."""
    found: dict[str, float] = {}
    for place, day in enumerate(days):
        for name, share in (("start", day.starts), ("now", day.now), ("due", day.due)):
            if share is not None:
                found[name] = min(place * cell + share * width, 99.4)
    return found


def _words(marks: dict[str, float], words: dict[str, str]) -> SafeString:
    """The times below the strip; that of now only where it lies free of the others."""
    lines = []
    if "start" in marks:
        lines.append(("", "start", marks["start"], words["start"]))
    if "due" in marks and marks["due"] > ROOM + marks.get("start", 0):
        lines.append(("on", "end", marks["due"], words["due"]))
    free = marks.get("start", -ROOM) + ROOM, marks.get("due", 100 + ROOM / 2) - ROOM
    if "now" in marks and free[0] + ROOM / 2 < marks["now"] < free[1] - ROOM / 2:
        lines.append(("on", "middle", marks["now"], words["now"]))
    lines_drawn = [(tone, anchor, _pct(x), word) for tone, anchor, x, word in lines]
    return format_html_join("", '<text class="{}" text-anchor="{}" x="{}%" y="50">{}</text>', lines_drawn)


def _pct(share: float) -> str:
    return f"{share:.2f}"
