"""What was received, answered, fixed and kept to its time, for everybody: the desk's own rates, small counts untold."""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.measures.cuts import cut, months_of
from gongjian.core.measures.registry import registry
from gongjian.core.measures.scope import Scope
from gongjian.core.words import Words
from gongjian.lib.charts import Course, course_of
from gongjian.modules.reports.models import RateName
from gongjian.modules.reports.rating.table import LEAST, Cell, Line, table_of
from gongjian.modules.reports.rating.weighing import Method

KEPT = 600
"""Seconds for which the numbers of a page stand: it is open to everybody and dear for a large office."""
TOLD = (RateName.RESPONSE, RateName.ON_TIME, RateName.RESOLUTION, RateName.SATISFACTION)


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `few`: one to four, which is not told, as it would point to persons."""

    value: int

    @property
    def few(self) -> bool:
        """Whether it is so small that only "fewer than five" is said."""
        return 0 < self.value < LEAST


@dataclass(frozen=True, slots=True)
class Share:
    """One rate over the twelve months and in this month. `value` is None of fewer than five; `low` and `high` are Wilson's."""

    name: str
    label: Words
    formula: Words
    value: float | None
    of: Count
    low: float | None
    high: float | None
    month: float | None
    month_of: Count


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the chart."""

    label: str
    received: Count
    answered: Count


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything that the page counts, as of `at`. `course` draws what was received; small months are drawn as nothing."""

    at: dt.datetime
    months: tuple[Month, ...]
    received: Count
    answered: Count
    shares: tuple[Share, ...]
    course: Course | None

    @property
    def now(self) -> Month:
        """This month."""
        return self.months[-1]

    @property
    def empty(self) -> bool:
        """Whether nothing was received in twelve months."""
        return not self.received.value and not any(one.of.value for one in self.shares)


def numbers_of(area: Area, *, now: dt.datetime) -> Numbers:
    """The numbers of an office or community for this month and the twelve up to it, at most ten minutes old."""
    key = f"reports.done:{area.pk}:{timezone.localdate(now)}"
    found: Numbers | None = cache.get(key)
    if found is None or not now - dt.timedelta(seconds=KEPT) < found.at <= now:
        found = count_numbers(area, now=now)
        cache.set(key, found, KEPT)
    return found


def count_numbers(area: Area, *, now: dt.datetime) -> Numbers:
    """The same, counted now: the measures and the table of rates of the desk, nothing of its own."""
    today = timezone.localdate(now)
    since = months_of(None, today, now=now)[0][0]
    scope = Scope(now, (area.path,), since, today, area_id=area.pk)
    received, answered = (
        cut(registry()[f"reports.{name}"], scope, "month") for name in ("received", "answered")
    )
    table = table_of(scope, "month", method=Method(problem=str(_("No ranking."))))
    months = tuple(
        Month(one.label, Count(int(one.answer.value or 0)), Count(int(other.answer.value or 0)))
        for one, other in zip(received, answered, strict=True)
    )
    last = table.lines[-1]
    return Numbers(
        at=now, months=months, received=Count(sum(one.received.value for one in months)),
        answered=Count(sum(one.answered.value for one in months)),
        shares=tuple(_share(name, table.total, last) for name in TOLD),
        course=course_of([0 if one.received.few else one.received.value for one in months]),
    )  # fmt: skip


def _share(name: RateName, whole: Line, month: Line) -> Share:
    cell, lately = _cell(whole, name), _cell(month, name)
    low, high = cell.interval or (None, None)
    return Share(
        name.value, cell.rate.label, cell.rate.formula, cell.value, Count(cell.denominator), low, high, lately.value,
        Count(lately.denominator),
    )  # fmt: skip


def _cell(line: Line, name: RateName) -> Cell:
    return next(cell for cell in line.cells if cell.rate.name == name)
