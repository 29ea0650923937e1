"""What came of the demo office's needs: offered, accepted, agreed, delivered and rated, declined, or not to be met."""

import datetime as dt
import random

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.orgs.models import Membership, UnitKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.models import Match, Need, Resource

FATES = (
    "delivered",
    "delivered",
    "agreed",
    "proposed",
    "accepted",
    "delivered",
    "declined",
    "running",
    "",
    "unmet",
    "",
)
PRAISE = (
    (5, "按时到场，居民都说好。"), (5, "讲得明白，大家还想再听一次。"), (4, "内容很实用，来的人比预想少一些。"),
    (4, "东西齐全，签收无误。"), (3, "晚到半小时，活动照常办完。"),
)  # fmt: skip
NO = ("本月人手已排满。", "场地正在检修。", "该时段与单位例会冲突。")
MOST = 66


def bring_together(office: Area, *, now: dt.datetime, rng: random.Random) -> None:
    """Let the first needs live up to `now`; the newest are still open."""
    needs = list(Need.objects.filter(item__office=office, is_demo=True).with_all().order_by("pk")[:MOST])
    resources = list(
        Resource.objects.filter(office=office, is_demo=True, state="offered").with_all().order_by("pk")
    )
    held = Membership.objects.filter(unit__office=office, unit__kind=UnitKind.PARTNER, until__isnull=True)
    answering = set(held.values_list("unit_id", flat=True))
    for place, need in enumerate(needs):
        fate = FATES[place % len(FATES)]
        clerk = need.item.reporter
        if clerk is None or not fate:
            continue
        if fate == "unmet":
            told = need.item.opened_at + dt.timedelta(days=6)
            make_move(
                need.pk, "give_up", actor=clerk, note="成员单位暂无此类资源，已列入下季度征集。", now=told
            )
            continue
        fitting = [one for one in resources if one.category_id == need.category_id]
        if fate == "proposed":
            fitting.sort(key=lambda one: one.unit_id not in answering)
        else:
            said = _pairs(f"{need.item.title}{need.text}")
            fitting.sort(key=lambda one: -len(said & _pairs(one.title)))
        match = _offer(need, fitting, fate, clerk=clerk, now=now)
        if match is not None:
            _live(match, fate, clerk=clerk, now=now, rng=rng)


def _pairs(text: str) -> set[str]:
    """Every two characters that stand together."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _offer(
    need: Need, fitting: list[Resource], fate: str, *, clerk: Person, now: dt.datetime
) -> Match | None:
    """The first resource that has enough left on a day that suits."""
    past = fate in ("delivered", "running")
    offered = need.item.opened_at + dt.timedelta(days=2) if past else now - dt.timedelta(days=1, hours=2)
    for resource in fitting[:8]:
        day = _open_day(resource, timezone.localtime(offered).date() + dt.timedelta(days=3))
        if past and day >= timezone.localtime(now).date():
            continue
        try:
            return actions.propose_match(
                need.pk, resource=resource, quantity=min(need.quantity, resource.capacity), first_day=day, actor=clerk,
                now=offered,
            )  # fmt: skip
        except Refused:
            continue
    return None


def _open_day(resource: Resource, day: dt.date) -> dt.date:
    """The day, or the next on which it can be had."""
    weekdays = {one.weekday for one in resource.windows.all()}
    while weekdays and day.weekday() not in weekdays:
        day += dt.timedelta(days=1)
    return day


def _live(match: Match, fate: str, *, clerk: Person, now: dt.datetime, rng: random.Random) -> None:
    if fate == "proposed":
        return
    unit, told = match.resource.unit, match.item.opened_at + dt.timedelta(hours=5)
    if fate == "declined":
        actions.decline_by_link(match, unit=unit, reason=rng.choice(NO), actor=None, now=told)
        return
    actions.accept_by_link(match, unit=unit, reason="可以安排。", actor=None, now=told)
    if fate == "accepted":
        return
    make_move(
        match.pk, "agree", actor=clerk, note="时间合适，已通知居民。", now=told + dt.timedelta(hours=12)
    )
    if fate == "agreed":
        return
    morning = timezone.make_aware(dt.datetime.combine(match.first_day, dt.time(8, 30)))
    make_move(match.pk, "begin", actor=clerk, now=morning)
    if fate == "delivered":
        rating, words = rng.choice(PRAISE)
        most = match.quantity if rating > 3 else max(1, match.quantity - 1)
        evening = morning + dt.timedelta(hours=9)
        actions.confirm_delivery(
            match.pk, delivered=most, rating=rating, words=words, actor=clerk, now=evening
        )
