"""Needs and resources as plain values for `lib.matching`: what is missing, what is left, on which day it can be had."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import Coalesce

from gongjian.lib.matching import Ask, Offer, Window
from gongjian.modules.exchange.capacity import period_of
from gongjian.modules.exchange.models import Match, Need, Offered, Per, Resource
from gongjian.modules.exchange.models.asking import HOLDING, MatchQuerySet, NeedQuerySet
from gongjian.modules.exchange.models.giving import ResourceQuerySet

WEIGHTS = {1: 1.0, 2: 2.0, 3: 3.0}
"""How much it counts to serve a need, by its urgency."""
POOL = 500
PERIODS = 4
Taken = Mapping[int, Mapping[dt.date, int]]


@dataclass(frozen=True, slots=True)
class Given:
    """A resource as matching sees it, and the first day on which it can be had."""

    resource: Resource
    offer: Offer
    day: dt.date


def on_offer_from(rows: ResourceQuerySet, day: dt.date) -> ResourceQuerySet:
    """What can be had on this day or later: not paused, not ended, of a unit that takes part."""
    ends = Q(until__isnull=True) | Q(until__gte=day)
    return rows.filter(ends, state=Offered.OFFERED, unit__active=True)


def nearest(rows: ResourceQuerySet, lat: float | None, lon: float | None) -> ResourceQuerySet:
    """Nearest first, those without a spot at the end; without a spot to begin from, in their own order."""
    if lat is None or lon is None:
        return rows.order_by("pk")
    north, east = F("lat") - lat, F("lon") - lon
    return rows.alias(away=north * north + east * east).order_by(F("away").asc(nulls_last=True), "pk")


def taken_by_day(matches: MatchQuerySet, *, today: dt.date) -> Taken:
    """Of each resource, how much is promised or delivered by the first day of the matches; one query.

    Years that are over count for what is there once only.
    """
    counts = Q(first_day__gte=dt.date(today.year, 1, 1)) | Q(resource__per=Per.ONCE)
    rows = matches.holding().filter(counts).order_by().values_list("resource_id", "first_day")
    found: dict[int, dict[dt.date, int]] = defaultdict(dict)
    for resource, day, amount in rows.annotate(amount=Sum(Coalesce("delivered", "quantity"))):
        found[resource][day] = int(amount)
    return found


def past_of(matches: MatchQuerySet) -> dict[int, tuple[float, int]]:
    """Of each resource the mean rating of its deliveries and how many were rated; one query."""
    rows = matches.filter(item__state="delivered", rating__isnull=False).order_by().values_list("resource_id")
    return {pk: (float(mean), n) for pk, mean, n in rows.annotate(mean=Avg("rating"), n=Count("pk"))}


def missing_of(needs: NeedQuerySet) -> dict[int, int]:
    """How much of each need neither came nor is on its way; one query."""
    held = Q(matches__item__state__in=HOLDING)
    amount = Sum(Coalesce("matches__delivered", "matches__quantity"), filter=held)
    rows = needs.order_by().annotate(held=Coalesce(amount, 0)).values_list("pk", "quantity", "held")
    return {pk: max(0, quantity - taken) for pk, quantity, taken in rows}


def ask_of(need: Need, missing: int, *, today: dt.date) -> Ask:
    """The need, for what is missing of it, from tomorrow until the day by which it is needed."""
    item = need.item
    when = Window(today.toordinal() + 1, need.wanted_by.toordinal() if need.wanted_by else None)
    return Ask(
        need.pk, str(need.category_id), f"{item.title}，{need.text}，{need.whose}", missing, need.measure,
        WEIGHTS[need.urgency], when, item.area_path, item.lat, item.lon,
    )  # fmt: skip


def given(
    resources: Iterable[Resource],
    taken: Taken,
    past: Mapping[int, tuple[float, int]],
    *,
    today: dt.date,
    least: int = 1,
) -> list[Given]:
    """Each on the first day of the first period in which at least `least` is left, or else in which most is."""
    return [_given(one, taken.get(one.pk, {}), past.get(one.pk, (0.0, 0)), today, least) for one in resources]


def _given(
    one: Resource, taken: Mapping[dt.date, int], past: tuple[float, int], today: dt.date, least: int
) -> Given:
    days = sorted({window.weekday for window in one.windows.all()})
    mask = sum(1 << day for day in days) or 0b1111111
    day, left = _first_day(one, taken, mask, today, least)
    when = Window(day.toordinal(), one.until.toordinal() if one.until else None, mask)
    offer = Offer(
        one.pk, one.unit_id, str(one.category_id), f"{one.title}，{one.text}，{one.who}", left, one.measure, when,
        place=one.area_path, lat=one.lat, lon=one.lon, rating=past[0], deliveries=past[1],
    )  # fmt: skip
    return Given(one, offer, day)


def _first_day(
    one: Resource, taken: Mapping[dt.date, int], mask: int, today: dt.date, least: int
) -> tuple[dt.date, int]:
    """The day to ask for and what is left in its period; at most the coming `PERIODS` periods are looked at."""
    begin = max(today + dt.timedelta(days=1), one.since or dt.date.min)
    found: list[tuple[dt.date, int]] = []
    for _turn in range(PERIODS):
        day = _open_day(begin, mask)
        if one.until and day > one.until:
            break
        first, last = period_of(one.per, day)
        left = max(0, one.capacity - sum(n for at, n in taken.items() if first <= at <= last))
        if left >= least:
            return day, left
        found.append((day, left))
        if last == dt.date.max:
            break
        begin = last + dt.timedelta(days=1)
    return max(found, key=lambda pair: pair[1]) if found else (_open_day(begin, mask), 0)


def _open_day(day: dt.date, mask: int) -> dt.date:
    while not mask >> day.weekday() & 1:
        day += dt.timedelta(days=1)
    return day


def matches_of(resources: Any) -> MatchQuerySet:
    """Matches of these resources: a queryset, or keys."""
    return Match.objects.filter(resource__in=resources)
