"""The demo think tank: 11 types, 30 services, ten experts, and orders in every state. Invented, made by own actions."""

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.areas.seeds import OFFICE
from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.orgs.actions import add_unit
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.refusal import Refused
from gongjian.modules.experts import actions
from gongjian.modules.experts.actions.cataloguing import ServiceFacts
from gongjian.modules.experts.actions.ordering import Wanted
from gongjian.modules.experts.actions.registering import ExpertFacts
from gongjian.modules.experts.models import ExpertService, Mode, ServiceOrder, ServiceType
from gongjian.modules.experts.seeds_texts import (
    AGRI,
    AUDIENCES,
    EXPERTS,
    NO,
    PLACES,
    PRAISE,
    SERVICES,
    TYPES,
    UNITS,
)

LIMITS = (("answer", 3), ("rating", 7))
FATES = (
    "rated", "rated", "accepted", "ordered", "rated", "delivered", "declined", "accepted", "rated", "cancelled",
    "unrated", "accepted", "rated", "ordered", "delivered", "accepted", "rated", "ordered",
)  # fmt: skip


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write the catalogue and its orders, once; nothing where the demo office is not there."""
    _limits(now)
    office = Area.objects.offices().filter(codes__code=OFFICE, codes__until__isnull=True).first()
    if office is None or ExpertService.objects.filter(office=office, is_demo=True).exists():
        return
    with transaction.atomic():
        _catalogue(office, now=now)
        _orders(office, now=now, rng=rng)


def _limits(now: dt.datetime) -> None:
    """How long the unit has for its answer and the orderer for the rating; the office may change both."""
    since = dt.date(timezone.localtime(now).year - 1, 1, 1)
    for name, days in LIMITS:
        if not TimeLimit.objects.filter(kind="order", name=name).exists():
            TimeLimit.objects.create(
                kind="order",
                name=name,
                amount=days,
                unit="work_days",
                since=since,
                source="演示：智库服务预约办法",
            )


def _catalogue(office: Area, *, now: dt.datetime) -> None:
    made = now - dt.timedelta(days=200)
    for name in TYPES:
        if not ServiceType.objects.filter(office=office, name=name).exists():
            actions.add_type(office, name=name, since=timezone.localtime(made).date(), actor=None, now=made)
    types = {one.name: one for one in ServiceType.objects.filter(office=office)}
    for name, short_name in UNITS:
        if not Unit.objects.filter(office=office, name=name).exists():
            add_unit(office, kind=UnitKind.PARTNER, name=name, short_name=short_name, actor=None, now=made)
    units = {unit.name: unit for unit in Unit.objects.filter(office=office, kind=UnitKind.PARTNER)}
    experts = {}
    for one in EXPERTS:
        said = ExpertFacts(
            name=one.name, post=one.post, fields=one.fields, topics=one.topics, is_lecturer=bool(one.topics),
            contact="单位联络员（演示）",
        )  # fmt: skip
        experts[one.name] = actions.add_expert(
            units[one.unit], facts=said, actor=None, now=made, is_demo=True
        )
    for place, row in enumerate(SERVICES):
        facts = ServiceFacts(
            title=row.title, type=types[row.type], minutes=row.minutes, capacity=row.capacity, mode=row.mode,
            gives=row.gives, audience=row.audience, conditions=row.conditions, expert=experts.get(row.expert),
        )  # fmt: skip
        day = made + dt.timedelta(days=place % 9, minutes=place)
        actions.add_service(units[row.unit], facts=facts, actor=None, now=day, is_demo=True)
    _turn(office, now=now)


def _turn(office: Area, *, now: dt.datetime) -> None:
    """One service is paused, one withdrawn."""
    actor = _holder(office, Role.SECRETARY)
    if actor is None:
        return
    paused, withdrawn = ExpertService.objects.filter(
        office=office, title__in=("社区历史口述整理", "小微创业政策辅导")
    ).order_by("title")
    actions.pause_service(
        paused.pk, reason="专家外出访学，暂停两个月。", actor=actor, now=now - dt.timedelta(days=12)
    )
    actions.withdraw_service(
        withdrawn.pk, reason="并入就业服务站统一开展。", actor=actor, now=now - dt.timedelta(days=20)
    )


def _orders(office: Area, *, now: dt.datetime, rng: random.Random) -> None:
    held = Holding.objects.filter(
        role=Role.COMMUNITY_CLERK, area__office=office, until__isnull=True, person__is_demo=True
    )
    clerks = list(held.select_related("person", "area").order_by("pk")[:3])
    services = list(ExpertService.objects.filter(office=office).on_offer().with_all().order_by("number"))
    turn = 0
    for place, fate in enumerate(FATES if clerks else ()):
        clerk = clerks[place % len(clerks)]
        orderer = (
            Unit.objects.filter(area=clerk.area, kind=UnitKind.COMMUNITY, active=True).order_by("pk").first()
        )
        if orderer is None:
            continue
        pool = services[turn:] + services[:turn]
        if fate == "ordered":
            pool.sort(key=lambda one: one.unit.name != AGRI)  # whose contact has an account to answer with
        for service in pool:
            turn = (services.index(service) + 5) % len(services)
            order = _place(service, orderer, fate, place, by=clerk.person, now=now, rng=rng)
            if order is not None:
                _live(order, fate, by=clerk.person, now=now, rng=rng)
                break


def _place(
    service: ExpertService,
    orderer: Unit,
    fate: str,
    place: int,
    *,
    by: Person,
    now: dt.datetime,
    rng: random.Random,
) -> ServiceOrder | None:
    """The order on a day that suits its fate; None where the service or its expert is taken then."""
    past = fate in ("rated", "delivered", "unrated")
    asked = now - dt.timedelta(days=30 + place if past else 1 + place % 2, hours=2 + place % 3)
    day = timezone.localtime(asked).date() + dt.timedelta(days=12 if past else 4 + place)
    online = service.mode == Mode.ONLINE
    wanted = Wanted(
        starts_at=timezone.make_aware(dt.datetime.combine(day, dt.time(9 + place % 3 * 3, 30))), online=online,
        audience=AUDIENCES[place % len(AUDIENCES)], people=rng.randint(15, 60), place="" if online else PLACES[place % 4],
        wish="请结合本社区实际，多留一些提问时间。" if place % 3 == 0 else "",
    )  # fmt: skip
    reports = Item.objects.filter(kind="report", area=orderer.area, opened_at__lt=asked)
    source = reports.order_by("-opened_at", "pk").first() if place in (2, 7) else None
    try:
        return actions.place_order(
            service.pk, orderer=orderer, wanted=wanted, comes_from=source, actor=by, now=asked, is_demo=True
        )
    except Refused:
        return None


def _live(order: ServiceOrder, fate: str, *, by: Person, now: dt.datetime, rng: random.Random) -> None:
    unit, told = order.service.unit, order.item.opened_at + dt.timedelta(hours=1)
    if fate == "ordered":
        return
    if fate == "cancelled":
        make_move(order.pk, "cancel", actor=by, note="活动与换届选举冲突，另行预约。", now=told)
        return
    if fate == "declined":
        actions.decline_by_link(order, unit=unit, reason=rng.choice(NO), actor=None, now=told)
        return
    actions.accept_by_link(order, unit=unit, reason="可以安排，课件提前一天发送。", actor=None, now=told)
    if fate == "accepted":
        return
    came, ended = max(5, order.people + rng.randint(-8, 6)), order.ends_at + dt.timedelta(minutes=40)
    actions.report_delivery(order.pk, came=came, note="按时完成，现场秩序良好。", actor=None, now=ended)
    if fate == "rated":
        rating, comment = rng.choice(PRAISE)
        actions.rate_order(
            order.pk, rating=rating, comment=comment, actor=by, now=ended + dt.timedelta(hours=20)
        )
    elif fate == "unrated" and (secretary := _holder(order.item.office, Role.SECRETARY)):
        later = ended + dt.timedelta(days=8)
        make_move(
            order.pk, "close_unrated", actor=secretary, note="预约方已换人，不再评价。", now=min(later, now)
        )


def _holder(area: Area, role: str) -> Person | None:
    held = Holding.objects.filter(
        role=role, area=area, until__isnull=True, person__is_active=True, person__is_demo=True
    )
    found = held.select_related("person").order_by("pk").first()
    return found.person if found else None
