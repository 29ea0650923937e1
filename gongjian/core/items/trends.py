"""How the last weeks went, among what a person may read: what came, what was closed, how much of it in time, how long
it took. Matters whose date a plan has set are left out: they would drown those that come from day to day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.items.models import Clock, Item
from gongjian.core.items.models.item import reads_little, visible
from gongjian.core.people.access import Access

WEEKS = 8
WEEK = dt.timedelta(days=7)
MOST_LATE = 10_000
WIDTH, HEIGHT, EDGE = 112, 30, 3


@dataclass(slots=True)
class Week:
    """Seven days: matters that came, were closed, and were closed without one clock run out; the time they took.

    `overdue` are those still open at the week's end with a clock run out: they count as late, so that the rate cannot
    be flattered by leaving late ones open. None: there are more than `MOST_LATE`, too many to be counted for a page.
    """

    received: int = 0
    closed: int = 0
    in_time: int = 0
    overdue: int | None = 0
    took: dt.timedelta = field(default_factory=dt.timedelta)

    @property
    def in_time_pct(self) -> float | None:
        """Closed in time ÷ (closed + overdue and still open), per cent; None when there was neither, or where the overdue
        ones are not counted."""
        if self.overdue is None:
            return None
        whole = self.closed + self.overdue
        return round(100 * self.in_time / whole, 1) if whole else None

    @property
    def mean_days(self) -> float | None:
        """Mean days from coming in to closing, None when nothing was closed."""
        return round(self.took / dt.timedelta(days=1) / self.closed, 1) if self.closed else None


def weeks_of(access: Access, *, now: dt.datetime) -> list[Week]:
    """The last eight times seven days, oldest first, the last one ending now: three queries at most."""
    today = timezone.localtime(now).date()
    weeks = [Week() for _ in range(WEEKS)]
    first = today - WEEKS * WEEK + dt.timedelta(days=1)
    planned = Clock.objects.filter(item=OuterRef("pk"), fixed_due_at__isnull=False)
    seen = Item.objects.visible_to(access).exclude(Exists(planned)).exclude(state=WITHDRAWN).order_by()
    for came, shut, late, number, took in _by_days(seen, first=first, last=today):
        if first <= came <= today:
            weeks[(came - first) // WEEK].received += number
        if shut and first <= shut <= today:
            week = weeks[(shut - first) // WEEK]
            week.closed += number
            week.in_time += 0 if late else number
            week.took += took
    _count_overdue(weeks, access, first, now=now)
    return weeks


def _by_days(seen: "QuerySet[Item]", *, first: dt.date, last: dt.date) -> Any:
    """Day it came, day it was closed (or None), whether late, how many, and the time they took together.

    Days are asked for by their moments: a condition on the day itself would reckon the day of every matter there is.
    """
    late = Clock.objects.filter(item=OuterRef("pk"), stopped_at__gt=F("due_at"))
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    days = seen.annotate(came=TruncDate("opened_at"), shut=TruncDate("closed_at"), late=Exists(late))
    begin, end = (
        timezone.make_aware(dt.datetime.combine(day, dt.time()))
        for day in (first, last + dt.timedelta(days=1))
    )
    came, shut = Q(opened_at__gte=begin, opened_at__lt=end), Q(closed_at__gte=begin, closed_at__lt=end)
    recent = days.filter(came | shut)
    return recent.values_list("came", "shut", "late").annotate(number=Count("pk"), took=Sum(took))


def _count_overdue(weeks: list[Week], access: Access, first: dt.date, *, now: dt.datetime) -> None:
    """Matters whose clock had run out before the end of a week and stopped after it, or runs on. Looked for from the clocks
    on: those that are late are few among all that she may see."""
    late = Clock.objects.filter(due_at__lt=now, fixed_due_at__isnull=True)
    runs_on = late.filter(stopped_at__isnull=True)
    if not reads_little(access) and runs_on.order_by()[: MOST_LATE + 1].count() > MOST_LATE:
        for week in weeks:
            week.overdue = None
        return
    begin = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    stopped_late = late.filter(stopped_at__gt=F("due_at"), stopped_at__gte=begin)
    planned = Clock.objects.filter(item=OuterRef("item"), fixed_due_at__isnull=False)
    mine, columns = visible(access, to="item__"), ("item_id", "due_at", "stopped_at")
    seen, stopped = (
        part.filter(mine)
        .exclude(item__state=WITHDRAWN)
        .exclude(Exists(planned))
        .order_by()
        .values_list(*columns)
        for part in (runs_on, stopped_late)
    )
    rows = list(seen.union(stopped, all=True))
    for number, week in enumerate(weeks):
        end = min(begin + (number + 1) * WEEK, now)
        week.overdue = len(
            {item for item, due, stopped in rows if due and due < end and (not stopped or stopped > end)}
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A small line: `points` is the path on a sheet of 112 x 30, `end_x` and `end_y` its last point."""

    points: str
    end_x: float
    end_y: float


def line_of(values: Sequence[float | None]) -> Line | None:
    """The line through the values that are known; None for fewer than two. The highest touches the upper edge."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    lowest, highest = min(value for _, value in known), max(value for _, value in known)
    across = (WIDTH - 2 * EDGE) / (len(values) - 1)
    up = (HEIGHT - 2 * EDGE) / (highest - lowest) if highest > lowest else 0
    middle = 0 if up else HEIGHT / 2 - EDGE
    dots = [
        (round(EDGE + place * across, 1), round(HEIGHT - EDGE - middle - (value - lowest) * up, 1))
        for place, value in known
    ]
    return Line("M" + "L".join(f"{x} {y}" for x, y in dots), *dots[-1])
