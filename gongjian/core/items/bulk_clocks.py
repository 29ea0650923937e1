"""Clocks for many items at once: the calendar is read once, the table of limits kept, equal due dates reckoned once."""

import datetime as dt

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.clock.calendar import office_calendar
from gongjian.core.clock.duty_rows import ALWAYS, duties_of
from gongjian.core.clock.limits import limits_for
from gongjian.core.clock.models import Start, TimeLimit
from gongjian.core.items.clocks import reckon
from gongjian.core.items.flow import Flow
from gongjian.core.items.models import Clock
from gongjian.lib import worktime


class ClockMaker:
    """Makes the clocks with which items of one flow begin in one office, unsaved and without their item."""

    def __init__(self, flow: Flow, *, office: Area) -> None:
        self._names = flow.starts
        self._kind, self._office = flow.kind, office.pk
        self._duties = [
            duty
            for duty in duties_of(flow.kind, office_id=office.pk)
            if duty.when == ALWAYS and duty.start == Start.REPORTED
        ]
        self._calendar = office_calendar()
        self._found: dict[tuple[str, str, dt.date], TimeLimit | None] = {}
        self._due: dict[tuple[int, dt.datetime], worktime.Due] = {}

    @classmethod
    def silent(cls) -> "ClockMaker":
        """One that starts no clock by the table, for matters of the past; a fixed date is still kept."""
        maker = cls.__new__(cls)
        maker._names, maker._duties = (), []
        return maker

    def clocks(self, category: str, *, began: dt.datetime, due_at: dt.datetime | None) -> list[Clock]:
        """What `start_clock` would start for an item of the category at `began`, and a clock "due" to a fixed date."""
        made = [self._by_limit(name, category, began) for name in self._names]
        clocks = [clock for clock in made if clock is not None]
        clocks += self._of_duties(category, began)
        if due_at is not None:
            fixed = Clock(name="due", fixed_due_at=due_at, started_at=began)
            reckon(fixed, pauses=(), extensions=())
            clocks.append(fixed)
        return clocks

    def _of_duties(self, category: str, began: dt.datetime) -> list[Clock]:
        """Those of duties that hold always; of some that stand for each other the one due first."""
        day = timezone.localtime(began).date()
        found: dict[str, Clock] = {}
        for duty in self._duties:
            clock = self._by_limit(duty.code, category, began) if duty.holds_on(day) else None
            if clock is None:
                continue
            clock.duty = duty
            place = duty.choice or f"={duty.code}"
            known = found.get(place)
            if known is None or (clock.due_at or began) < (known.due_at or began):
                found[place] = clock
        return list(found.values())

    def _by_limit(self, name: str, category: str, began: dt.datetime) -> Clock | None:
        limit = self._limit(name, category, timezone.localtime(began).date())
        if limit is None:
            return None
        due = self._reckoned(limit, began)
        return Clock(name=name, limit_id=limit.pk, started_at=began, warn_at=due.warn, due_at=due.due)

    def _limit(self, name: str, category: str, day: dt.date) -> TimeLimit | None:
        key = (name, category, day)
        if key not in self._found:
            found = limits_for(self._kind, (name,), category=category, office=self._office, on=day)
            self._found[key] = found.get(name)
        return self._found[key]

    def _reckoned(self, limit: TimeLimit, began: dt.datetime) -> worktime.Due:
        key = (limit.pk, began)
        if key not in self._due:
            unit = worktime.Unit(limit.unit)
            self._due[key] = worktime.due_at(began, limit.amount, unit, self._calendar, roll=limit.roll)
        return self._due[key]
