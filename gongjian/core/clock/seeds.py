"""Time limits of the demo office: those of the report's clocks, dated, with a change at the turn of a year; and the
duties that a hotline, a city management office and the fire service lay upon it."""

import datetime as dt
import random
from typing import Any

from gongjian.core.areas.models import Area
from gongjian.core.clock.duties import add_duty
from gongjian.core.clock.limits import add_limit
from gongjian.core.clock.models import Duty, TimeLimit
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

CITY = "城市管理部件事件处置时限（演示）"
FIRE = "消防责令限期改正通知书"

# code, label, what else `add_duty` is given
DUTIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("hotline_2h", "12345工单：2小时", {"when": "hotline_urgent", "amount": 120, "unit": Unit.MINUTES}),
    ("hotline_24h", "12345工单：24小时", {"when": "hand", "amount": 1440, "unit": Unit.MINUTES}),
    ("hotline_7d", "12345工单：7天", {"when": "hotline", "amount": 7, "unit": Unit.CALENDAR_DAYS}),
    ("hotline_15d", "12345工单：15天", {"when": "hand", "amount": 15, "unit": Unit.CALENDAR_DAYS}),
    ("first_word", "首次联系群众", {"when": "hotline", "end": "told", "amount": 24, "unit": Unit.WORK_HOURS}),
    ("city", "城市管理事件", {"end": "checking"}),
    ("fire", "消防整改通知", {"when": "hand", "by_date": True}),
)
CITY_LIMITS = (
    ("sanitation", 1, Unit.WORK_DAYS), ("lighting", 2, Unit.WORK_DAYS), ("drainage", 8, Unit.WORK_HOURS),
    ("roads", 5, Unit.WORK_DAYS),
)  # fmt: skip


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
    _seed_duties(office, now=now)


def _seed_duties(office: Area, *, now: dt.datetime) -> None:
    flow = flows().get("report")
    if flow is None or "hotline" not in flow.circumstances or Duty.objects.exists():
        return
    common: dict[str, Any] = {
        "office": None,
        "trail_office": office,
        "actor": None,
        "now": now,
        "since": SINCE,
    }
    sources = {"city": CITY, "fire": FIRE}
    for code, label, given in DUTIES:
        hotline = code.startswith("hotline")
        add_duty(
            "report", code=code, label=label, choice="12345" if hotline else "", source=sources.get(code, HOTLINE),
            **common, **given,
        )  # fmt: skip
    for category, amount, unit in CITY_LIMITS:
        add_limit("report", name="city", category=category, amount=amount, unit=unit, source=CITY, **common)
