"""Time limits of the demo office: those of the report's clocks, dated, with a change at the turn of a year."""

import datetime as dt
import random

from gongjian.core.areas.models import Area
from gongjian.core.clock.limits import add_limit
from gongjian.core.clock.models import TimeLimit
from gongjian.core.manifest import flows
from gongjian.lib.worktime import Unit

FIRST = dt.date(2018, 1, 1)
SINCE = dt.date(2026, 1, 1)
OLD = "街道办件时限表（2018年）"
NEW = "街道办件时限表（2026年修订）"
HOTLINE = "12345热线办理规范"

# kind, clock, category, amount, unit, since, source
LIMITS = (
    ("report", "dispatch", "", 2, Unit.WORK_HOURS, FIRST, OLD),
    ("report", "dispatch", "", 1, Unit.WORK_HOURS, SINCE, NEW),
    ("report", "handle", "", 40, Unit.WORK_HOURS, FIRST, OLD),
    ("report", "handle", "", 24, Unit.WORK_HOURS, SINCE, NEW),
    ("report", "handle", "roads", 24, Unit.WORK_HOURS, SINCE, NEW),
    ("report", "handle", "lighting", 16, Unit.WORK_HOURS, SINCE, NEW),
    ("report", "handle", "sanitation", 8, Unit.WORK_HOURS, SINCE, NEW),
    ("report", "handle", "drainage", 8, Unit.WORK_HOURS, SINCE, NEW),
    ("report", "handle", "safety", 4, Unit.WORK_HOURS, SINCE, NEW),
    ("report", "handle", "property", 5, Unit.WORK_DAYS, SINCE, NEW),
    ("report", "check", "", 8, Unit.WORK_HOURS, FIRST, OLD),
    ("report", "close", "", 15, Unit.CALENDAR_DAYS, FIRST, HOTLINE),
    ("report", "outside", "", 3, Unit.WORK_DAYS, FIRST, OLD),
    ("report", "urging", "", 8, Unit.WORK_HOURS, FIRST, OLD),
)


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Enter the limits of the kinds that are installed; what stands already is left alone."""
    office = Area.objects.offices().order_by("pk").first()
    if office is None:
        return
    for kind, name, category, amount, unit, since, source in LIMITS:
        known = TimeLimit.objects.filter(
            kind=kind, name=name, category=category, office=None, since__gte=since
        )
        flow = flows().get(kind)
        if flow and (name in flow.clocks or name in ("outside", "urging")) and not known.exists():
            add_limit(
                kind,
                name=name,
                category=category,
                amount=amount,
                unit=unit,
                since=since,
                source=source,
                office=None,
                trail_office=office,
                actor=None,
                now=now,
            )
