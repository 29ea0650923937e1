"""Moments of the demo's past: so many work hours before now, and onwards from there."""

import datetime as dt

from gongjian.core.clock.calendar import office_calendar

STEP = dt.timedelta(minutes=15)
QUARTERS = 4
PERIODS = ((dt.time(8, 30), dt.time(12)), (dt.time(13, 30), dt.time(18)))


class OfficeHours:
    """The office's calendar, asked once."""

    def __init__(self) -> None:
        self.calendar = office_calendar()

    def open_at(self, moment: dt.datetime) -> bool:
        """Whether the office is open."""
        local = self.calendar.local(moment)
        if not any(start <= local.time() < end for start, end in PERIODS):
            return False
        return self.calendar.is_workday(local.date())

    def back(self, moment: dt.datetime, hours: float) -> dt.datetime:
        """So many work hours earlier, always while the office is open."""
        left = max(1, round(hours * QUARTERS))
        while left:
            moment -= STEP
            left -= self.open_at(moment)
        return moment

    def onwards(self, moment: dt.datetime, hours: float) -> dt.datetime:
        """So many work hours later."""
        left = round(hours * QUARTERS)
        while left:
            left -= self.open_at(moment)
            moment += STEP
        return moment
