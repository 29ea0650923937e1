"""The nouns of time limits: units, lights, the steps of an explanation, and the answer itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

MAX_DAYS = 3_660

Amount = int | float | Decimal
Pause = tuple[datetime, datetime | None]
"""(from, until); `until` is None while the pause is open."""


class Unit(StrEnum):
    """What a limit is counted in. The day units do not count the day on which the clock starts."""

    MINUTES = "minutes"
    WORK_HOURS = "work_hours"
    WORK_DAYS = "work_days"
    CALENDAR_DAYS = "calendar_days"

    @property
    def by_day(self) -> bool:
        """True for the units that count whole days."""
        return self in (Unit.WORK_DAYS, Unit.CALENDAR_DAYS)


Extension = tuple[Amount, Unit]


class Light(StrEnum):
    """Green up to 80 % of the time, yellow up to 100 %, red beyond; paused while a pause is open."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PAUSED = "paused"


class StepKind(StrEnum):
    """What one line of "why is this due then?" says; the arguments of each kind stand beside it."""

    START = "start"  # at, amount, unit
    START_DAY = "start_day"  # day: the day of the start, not counted
    COUNTED = "counted"  # first, last, days, total: whole days counted, and the sum so far in this unit
    MADE_UP = "made_up"  # the same, with name: a weekend day that is worked in exchange
    WORKED = "worked"  # first, last, days, minutes: minutes used on each of these days; name on a make-up day
    RAN = "ran"  # at, until, minutes: clock minutes
    WEEKEND = "weekend"  # first, last, days
    HOLIDAY = "holiday"  # first, last, days, name ("" when it has none)
    PAUSED = "paused"  # first, last, days: days that do not count because of a pause
    PAUSE = "pause"  # at, until (None while open)
    EXTENSION = "extension"  # amount, unit
    ROLL = "roll"  # day, to: the last day is no work day and moves
    UNKNOWN_YEAR = "unknown_year"  # year: its holidays were not published when this was computed
    END = "end"  # due


StepValue = datetime | date | int | float | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation as data; the caller puts it in words of any language."""

    kind: StepKind
    args: Mapping[str, StepValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """The answer. `due` is None while a pause is open, `warn` when that pause began before 80 % was used."""

    due: datetime | None
    warn: datetime | None
    steps: tuple[Step, ...]
    unknown_years: tuple[int, ...] = ()
