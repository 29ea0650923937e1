"""What is late, will be late by tomorrow, or has lain without news: by unit, and by duty."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.clock.calendar import office_calendar
from gongjian.core.items.models import Clock, Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access

STILL = dt.timedelta(days=14)
"""How long an open matter may lie without news before it is said to lie still."""
KEPT_DAYS = 30
WHEN = (
    ("late", pgettext_lazy("clock light", "Overdue")),
    ("today", gettext_lazy("Today")),
    ("tomorrow", gettext_lazy("Tomorrow, and on days off before the next work day")),
    ("week", gettext_lazy("Within seven days")),
)


def when_due(name: str, *, open_: Q | None = None) -> Callable[[dt.datetime], Q]:
    """The condition of a name of WHEN, for matters or for clocks, both of which have `due_at`."""

    def condition(now: dt.datetime) -> Q:
        begin, end = span_of(name, now)
        due = Q(due_at__lt=end) if begin is None else Q(due_at__gte=begin, due_at__lt=end)
        return due & (open_ if open_ is not None else Q(closed_at__isnull=True))

    return condition


def span_of(name: str, now: dt.datetime) -> tuple[dt.datetime | None, dt.datetime]:
    """From when (None: from ever) until before when something is due, for a name of WHEN."""
    tonight = _midnight(timezone.localdate(now) + dt.timedelta(days=1))
    return {
        "late": (None, now),
        "today": (now, tonight),
        "tomorrow": (tonight, _midnight(next_work_day(timezone.localdate(now)) + dt.timedelta(days=1))),
        "week": (now, now + dt.timedelta(days=7)),
    }[name]


def next_work_day(day: dt.date) -> dt.date:
    """The first work day after a day: what falls due on the days off before it has to be done by then."""
    calendar = office_calendar()
    for number in range(1, 30):
        if calendar.is_workday(found := day + dt.timedelta(days=number)):
            return found
    return day + dt.timedelta(days=1)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass(frozen=True, slots=True)
class Figure:
    """A count and the list of its rows."""

    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, or a duty, with its figures in the order of the columns; `kept_pct` of duties: kept in the last 30 days, in
    percent of those that ended or are overdue, None where there are none."""

    label: str
    figures: tuple[Figure, ...]
    kept_pct: float | None = None


UNIT_FIGURES = ("late", "today", "tomorrow", "still", "open")
DUTY_FIGURES = ("late", "today", "tomorrow", "running", "kept", "kept_late")
TONES = {"late": "late", "today": "warn", "tomorrow": "warn", "kept_late": "late"}


def units_watched(access: Access, *, now: dt.datetime) -> list[Line]:
    """Each unit that has open matters, the most overdue first, in one query; what no unit has stands as such."""
    counted = {name: Count("pk", filter=when_due(name)(now)) for name in ("late", "today", "tomorrow")}
    counted["still"] = Count("pk", filter=Q(changed_at__lt=now - STILL, paused=False))
    rows = Item.objects.visible_to(access).open().order_by()
    found: Any = rows.values("unit_id", "unit__name", "unit__short_name").annotate(
        **counted, open=Count("pk")
    )
    lines = [
        Line(
            row["unit__short_name"] or row["unit__name"] or _("not yet with a unit"),
            tuple(_of_unit(name, row[name], row["unit_id"]) for name in UNIT_FIGURES),
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: [-figure.count for figure in line.figures])


def _of_unit(name: str, count: int, unit_id: int | None) -> Figure:
    unit: dict[str, Any] = {"unit": unit_id} if unit_id else {"unit_is": "empty"}
    asked: dict[str, Any] = {"still": {"still": STILL.days}, "open": {}}.get(name, {"when": name})
    return Figure(count, f"{reverse('items:matters')}?{urlencode({**unit, **asked})}", TONES.get(name, ""))


def duties_watched(access: Access, *, now: dt.datetime) -> list[Line]:
    """Each duty that has clocks running or ended in the last 30 days, the most overdue first, in one query."""
    since = timezone.localdate(now) - dt.timedelta(days=KEPT_DAYS)
    running, ended = Q(stopped_at__isnull=True), Q(stopped_at__gte=_midnight(since))
    too_late = Q(stopped_at__gt=F("due_at"))
    counted = {
        name: Count("pk", filter=when_due(name, open_=running)(now)) for name in ("late", "today", "tomorrow")
    }
    counted |= {
        "running": Count("pk", filter=running),
        "kept": Count("pk", filter=ended & ~too_late),
        "kept_late": Count("pk", filter=ended & too_late),
    }
    rows = Clock.objects.filter(visible(access, to="item__"), duty__isnull=False, dropped_at__isnull=True)
    found: Any = rows.filter(running | ended).order_by().values("name", "duty__label").annotate(**counted)
    lines = [
        Line(
            row["duty__label"],
            tuple(_of_duty(name, row[name], row["name"], since) for name in DUTY_FIGURES),
            kept_pct=_share(row["kept"], row["kept"] + row["kept_late"] + row["late"]),
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: [-figure.count for figure in line.figures])


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _of_duty(name: str, count: int, duty: str, since: dt.date) -> Figure:
    asked: dict[str, Any] = {"when": name}
    if name == "running":
        asked = {"light": ["late", "soon", "ok", "paused"]}
    elif name in ("kept", "kept_late"):
        asked = {"light": name, "stopped_from": since}
    url = f"{reverse('items:clocks')}?{urlencode({'name': duty, **asked}, doseq=True)}"
    return Figure(count, url, TONES.get(name, ""))
