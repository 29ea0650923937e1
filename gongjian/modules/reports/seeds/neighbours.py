"""Neighbours of the demo office who tell of the same building site, the last two days, and two who follow them."""

import datetime as dt
import random

from gongjian.core.areas.models import Area, Level
from gongjian.core.people.models import Person
from gongjian.modules.reports.actions import Told, report_publicly, sort_report
from gongjian.modules.reports.hearing.following import offer_of, say_me_too
from gongjian.modules.reports.models import Category, MeToo, Report
from gongjian.modules.reports.spots import SPREAD

ESTATE = "金桂花园"
SAID = (
    (47.0, f"{ESTATE}北门对面的工地夜间施工到凌晨，打桩声吵得老人睡不着。"),
    (29.0, f"{ESTATE}旁边工地夜间施工噪音太大，孩子没法睡觉，请管一管。"),
    (7.5, f"{ESTATE}北门工地半夜还在打桩，夜间施工扰民已经三天了。"),
    (1.5, f"{ESTATE}夜间施工扰民，半夜一点还有搅拌车进出。"),
)
FOLLOW = (5.0, 1.0)


def seed_neighbours(office: Area, categories: dict[str, Category], *, now: dt.datetime) -> None:
    """Once; by chance of its own, so that all else stays as it is. The newest is left for the desk to sort."""
    place = (
        Area.objects.current()
        .filter(office=office, level=Level.COMMUNITY, lat__isnull=False)
        .order_by("path")
        .first()
    )
    desk = Person.objects.filter(office=office, username="dispatcher").first()
    if (
        place is None
        or desk is None
        or Report.objects.filter(office=office, body__startswith=ESTATE).exists()
    ):
        return
    rng = random.Random(f"neighbours {office.pk}")
    told = [_told(place, text, at=now - dt.timedelta(hours=ago), rng=rng) for ago, text in SAID]
    category = categories["noise"]
    for report, (ago, _text) in zip(told[:-1], SAID, strict=False):
        at = now - dt.timedelta(hours=ago - 1)
        sort_report(report.pk, category=category, unit=category.lead, actor=desk, now=at)
    if not MeToo.objects.filter(report__office=office).exists():
        for number, ago in enumerate(FOLLOW):
            say_me_too(offer_of(told[0].uid, browser=f"demo {number}"), now=now - dt.timedelta(hours=ago))


def _told(place: Area, text: str, *, at: dt.datetime, rng: random.Random) -> Report:
    assert place.lat is not None
    assert place.lon is not None
    told = Told(
        area=place, text=text, place=f"{ESTATE}北门", lat=place.lat + rng.uniform(-SPREAD, SPREAD) / 2,
        lon=place.lon + rng.uniform(-SPREAD, SPREAD) / 2, is_demo=True,
    )  # fmt: skip
    return report_publicly(told, now=at)
