"""Work calendar and time limits: when is something due, why, and how much of the time is used."""

from gongjian.lib.worktime.calendar import SHANGHAI, Calendar, WorkHours
from gongjian.lib.worktime.limits import due_at, light, remaining, used_fraction
from gongjian.lib.worktime.words import MAX_DAYS, Due, Extension, Light, Pause, Step, StepKind, Unit

__all__ = [
    "MAX_DAYS",
    "SHANGHAI",
    "Calendar",
    "Due",
    "Extension",
    "Light",
    "Pause",
    "Step",
    "StepKind",
    "Unit",
    "WorkHours",
    "due_at",
    "light",
    "remaining",
    "used_fraction",
]
