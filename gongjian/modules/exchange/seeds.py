"""The demo offices' lists: 123 resources and 107 needs of the first, 146 items in 8 categories of the second. Invented,
and built by the product's own actions."""

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.seeds import OFFICE, SECOND_OFFICE
from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.models import Item
from gongjian.core.orgs.actions import add_unit
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.demo import holder_in
from gongjian.core.people.roles import Role
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import Facts
from gongjian.modules.exchange.matching.seeds import propose_for_demo
from gongjian.modules.exchange.models import ExchangeCategory, Need, Origin, Resource
from gongjian.modules.exchange.seeds_matches import bring_together
from gongjian.modules.exchange.seeds_texts import CATEGORIES, GIVERS, LED_TO, NEEDS, PARTNERS, RESOURCES
from gongjian.modules.exchange.windows import read_windows

FIRST, SECOND, WANTED = 123, 146, 107
ANSWER_DAYS = 3


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write both offices' lists, once; nothing where the demo offices are not there."""
    _limit(now)
    for code, number in ((OFFICE, FIRST), (SECOND_OFFICE, SECOND)):
        office = Area.objects.offices().filter(codes__code=code, codes__until__isnull=True).first()
        if office is None or Resource.objects.filter(office=office, is_demo=True).exists():
            continue
        with transaction.atomic():
            _resources(office, number, now=now, rng=rng)
            if code == OFFICE:
                _needs(office, now=now, rng=rng)
                bring_together(office, now=now, rng=rng)
                propose_for_demo(office, holder_in(office, Role.SECRETARY), now=now)


def _limit(now: dt.datetime) -> None:
    """How long the giving unit has for its answer; the office may change it."""
    if not TimeLimit.objects.filter(kind="match", name="answer").exists():
        since = dt.date(timezone.localtime(now).year - 1, 1, 1)
        TimeLimit.objects.create(
            kind="match",
            name="answer",
            amount=ANSWER_DAYS,
            unit="work_days",
            since=since,
            source="演示：资源对接办法",
        )


def categories_of(office: Area, *, now: dt.datetime) -> dict[str, ExchangeCategory]:
    """The office's eight, by name."""
    since = timezone.localtime(now).date() - dt.timedelta(days=400)
    for name in CATEGORIES:
        if not ExchangeCategory.objects.of_office(office.pk).filter(name=name).exists():
            actions.add_category(office, name=name, since=since, actor=None, now=now)
    return {one.name: one for one in ExchangeCategory.objects.of_office(office.pk)}


def _givers(office: Area, *, now: dt.datetime) -> dict[str, Unit]:
    """The units of the alliance by name: partners that are there, and those invented for the lists."""
    for name in PARTNERS:
        if not Unit.objects.filter(office=office, name=name).exists():
            short = name.removesuffix("（演示）")
            add_unit(office, kind=UnitKind.PARTNER, name=name, short_name=short[:20], actor=None, now=now)
    return {
        unit.name.removesuffix("（演示）"): unit
        for unit in Unit.objects.filter(office=office, name__in=PARTNERS)
    }


def _resources(office: Area, number: int, *, now: dt.datetime, rng: random.Random) -> None:
    """As many as asked for: every text of several units, no text twice of one."""
    units, categories = _givers(office, now=now), categories_of(office, now=now)
    for place in range(number):
        row, turn = RESOURCES[place % len(RESOURCES)], place // len(RESOURCES)
        unit = units[GIVERS[row.category][turn]]
        capacity = row.capacity + rng.choice((0, 0, 1, 2))
        facts = Facts(
            title=row.title, category=categories[row.category], capacity=capacity, measure=row.measure, per=row.per,
            windows=read_windows(row.windows), place=row.place, who=row.who, conditions=row.conditions, text=row.text,
            contact="单位联络员（演示）", lat=_near(office.lat, rng), lon=_near(office.lon, rng),
        )  # fmt: skip
        made = now - dt.timedelta(days=rng.randint(100, 330), minutes=rng.randint(0, 500))
        actions.add_resource(unit, facts=facts, actor=None, now=made, is_demo=True)
    paused = Resource.objects.filter(office=office, is_demo=True).order_by("pk")[7 :: number // 4]
    actor = holder_in(office, Role.SECRETARY)
    for one in paused if actor else ():
        actions.pause_resource(
            one.pk, reason="场地检修，暂停一个月。", actor=actor, now=now - dt.timedelta(days=9)
        )


def _near(degrees: float | None, rng: random.Random) -> float | None:
    return None if degrees is None else round(degrees + rng.uniform(-0.008, 0.008), 6)


def _needs(office: Area, *, now: dt.datetime, rng: random.Random) -> None:
    categories = categories_of(office, now=now)
    communities = Area.objects.current().filter(office=office, level=Level.COMMUNITY).order_by("pk")
    clerks = [(area, person) for area in communities if (person := holder_in(area, Role.COMMUNITY_CLERK))]
    reports = list(Item.objects.filter(office=office, kind="report").order_by("-opened_at", "pk")[:200])
    for place in range(WANTED if clerks else 0):
        row, (area, clerk) = (
            NEEDS[place % len(NEEDS)],
            clerks[(place * 4 + place // len(NEEDS)) % len(clerks)],
        )
        opened = now - dt.timedelta(days=75 - place * 70 // WANTED, hours=rng.randint(0, 6))
        told = [
            one for one in reports if one.area_id == area.pk and one.opened_at < now - dt.timedelta(days=4)
        ]
        comes_from = next((one for one in told if _tells_of(one.title, row.title)), None)
        origin = (Origin.VISIT, Origin.MEETING, Origin.TYPED)[place % 3]
        if comes_from is not None:
            reports.remove(comes_from)
            origin, opened = Origin.REPORT, max(opened, comes_from.opened_at + dt.timedelta(days=1))
        days = rng.randint(25, 80)
        wanted = Wanted(
            category=categories[row.category], quantity=row.quantity, measure=row.measure, text=row.text, whose=row.whose,
            households=rng.randint(8, 60), people=rng.randint(12, 120), urgency=1 + place * 7 % 3,
            wanted_by=timezone.localtime(opened).date() + dt.timedelta(days=days), origin=origin,
        )  # fmt: skip
        actions.open_need(
            area, title=f"{area.short_name}{row.title}", wanted=wanted, actor=clerk, now=opened, place=row.place,
            lat=_near(area.lat, rng), lon=_near(area.lon, rng), comes_from=comes_from, is_demo=True,
        )  # fmt: skip
    assert Need.objects.filter(item__office=office, is_demo=True).count() in (0, WANTED)


def _tells_of(report: str, need: str) -> bool:
    """Whether a reader would believe that the report led to the need."""
    return any(word in need and any(sign in report for sign in signs) for word, signs in LED_TO.items())
