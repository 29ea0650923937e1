"""The named numbers of the exchange."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.as_of import overdue_at
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.measures.counted import Counted, Dimension, by_unit
from gongjian.core.measures.measure import Measure
from gongjian.modules.exchange.models import ExchangeCategory, Match, Need, Resource


def category_names(keys: Iterable[Any]) -> Mapping[Any, str]:
    """Names of categories by id."""
    return {one.pk: one.name for one in ExchangeCategory.objects.filter(pk__in=[key for key in keys if key])}


def by_category(key: str) -> Dimension:
    """What it is about."""
    return Dimension("category", _("Category of the exchange"), key, category_names, "category")


def _needs(chosen: Callable[[dt.datetime], Q], **params: Any) -> Counted:
    return Counted(
        rows=lambda now: Need.objects.counted().filter(chosen(now)), page="exchange:needs", params=params, dates="opened",
        dimensions=(by_category("category_id"),),
    )  # fmt: skip


RESOURCES = Counted(
    rows=lambda now: Resource.objects.kept(), path="area_path", at="made_at", page="exchange:resources",
    params={"state": ["offered", "paused"]}, dates="made",
    dimensions=(by_category("category_id"), by_unit("unit_id")),
)  # fmt: skip
ALL = _needs(lambda now: Q(), state=WITHDRAWN, state_is="not")
WANTED = _needs(lambda now: ~Q(item__state="dropped"), state=["dropped", WITHDRAWN], state_is="not")
SERVED = _needs(lambda now: Q(item__state="served"), state="served")
OPEN = _needs(lambda now: Q(item__closed_at__isnull=True), state=["open", "offered", "agreed"])
UNMET = _needs(lambda now: Q(item__state="unmet"), state="unmet")
LATE = _needs(overdue_at, light="late")
DELIVERIES = Counted(
    rows=lambda now: Match.objects.filter(item__state="delivered"), at="item__closed_at", page="exchange:matches",
    params={"state": "delivered"}, dates="closed",
    dimensions=(by_category("need__category_id"), by_unit("item__unit_id", param="giver")),
)  # fmt: skip


def _measure(name: str, label: Any, formula: Any, part: Counted, **more: Any) -> Measure:
    return Measure(name=f"exchange.{name}", label=label, formula=formula, part=part, **more)


MEASURES = (
    _measure("resources", _("Resources on the list"), _("Resources offered or paused, entered in the span"), RESOURCES,
             unit=_("resources")),
    _measure("needs", _("Needs entered"), _("Needs entered in the span"), ALL, unit=_("needs")),
    _measure("open_needs", _("Open needs"), _("Needs entered in the span that are not closed"), OPEN, unit=_("needs"),
             better="down"),
    _measure("served_rate", _("Share of needs served"),
             _("Needs served ÷ all needs but those no longer needed"), SERVED, whole=WANTED, unit="%", better="up"),
    _measure("unmet", _("Needs that could not be met"), _("Needs closed as “cannot be met”, by their category"), UNMET,
             unit=_("needs"), better="down"),
    _measure("late_needs", _("Overdue needs"), _("Open needs past the day by which they are needed"), LATE,
             unit=_("needs"), better="down"),
    _measure("deliveries", _("Deliveries"), _("Matches whose delivery the asking side confirmed in the span"), DELIVERIES,
             unit=_("deliveries"), better="up"),
)  # fmt: skip
