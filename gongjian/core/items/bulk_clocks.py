"""Clocks for many items at once: the table of limits and the calendar are read once, equal due dates reckoned once."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.clock.calendar import office_calendar
from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.clocks import reckon
from gongjian.core.items.flow import Flow
from gongjian.core.items.models import Clock
from gongjian.lib import worktime


class ClockMaker:
    """Makes the clocks with which items of one flow begin in one office, unsaved and without their item."""

    def __init__(self, flow: Flow, *, office: Area) -> None:
        self._names = flow.starts
        own = Q(office=office) | Q(office__isnull=True)
        rows = TimeLimit.objects.filter(own, kind=flow.kind, name__in=flow.starts) if flow.starts else ()
        self._limits = list(rows)
        self._calendar = office_calendar()
        self._found: dict[tuple[str, str, dt.date], TimeLimit | None] = {}
        self._due: dict[tuple[int, dt.datetime], worktime.Due] = {}

    @classmethod
    def silent(cls) -> "ClockMaker":
        """One that starts no clock by the table, for matters of the past; a fixed date is still kept."""
        maker = cls.__new__(cls)
        maker._names, maker._limits = (), []
        return maker

    def clocks(self, category: str, *, began: dt.datetime, due_at: dt.datetime | None) -> list[Clock]:
        """What `start_clock` would start for an item of the category at `began`, and a clock "due" to a fixed date."""
        made = [self._by_limit(name, category, began) for name in self._names]
        clocks = [clock for clock in made if clock is not None]
        if due_at is not None:
            fixed = Clock(name="due", fixed_due_at=due_at, started_at=began)
            reckon(fixed, pauses=(), extensions=())
            clocks.append(fixed)
        return clocks

    def _by_limit(self, name: str, category: str, began: dt.datetime) -> Clock | None:
        limit = self._limit(name, category, timezone.localtime(began).date())
        if limit is None:
            return None
        due = self._reckoned(limit, began)
        return Clock(name=name, limit_id=limit.pk, started_at=began, warn_at=due.warn, due_at=due.due)

    def _limit(self, name: str, category: str, day: dt.date) -> TimeLimit | None:
        """As `clock.limits.limit_for` finds it: with the category before without, the office's own before all's."""
        key = (name, category, day)
        if key not in self._found:
            rows = [row for row in self._limits if row.name == name and row.category in (category, "")]
            rows = [row for row in rows if row.since <= day and (row.until is None or row.until > day)]
            best = max(rows, key=lambda row: (bool(row.category), row.office_id is not None), default=None)
            self._found[key] = best
        return self._found[key]

    def _reckoned(self, limit: TimeLimit, began: dt.datetime) -> worktime.Due:
        key = (limit.pk, began)
        if key not in self._due:
            unit = worktime.Unit(limit.unit)
            self._due[key] = worktime.due_at(began, limit.amount, unit, self._calendar, roll=limit.roll)
        return self._due[key]
