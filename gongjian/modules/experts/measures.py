"""The named numbers of the think tank."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.measures.counted import Counted, Dimension, by_unit
from gongjian.core.measures.measure import Measure, MeasureResult
from gongjian.core.measures.scope import Scope
from gongjian.modules.experts.models import ExpertService, ServiceOrder, ServiceType
from gongjian.modules.experts.models.ordering import GIVEN


def type_names(keys: Iterable[Any]) -> Mapping[Any, str]:
    """Names of types by id."""
    return {one.pk: one.name for one in ServiceType.objects.filter(pk__in=[key for key in keys if key])}


def by_type(key: str) -> Dimension:
    """The type of service."""
    return Dimension("type", _("Type of service"), key, type_names, "type")


def _orders(
    chosen: Callable[[], Q], *, at: str = "item__opened_at", dates: str = "opened", **params: Any
) -> Counted:
    return Counted(
        rows=lambda now: ServiceOrder.objects.filter(chosen()), at=at, page="experts:orders", params=params, dates=dates,
        dimensions=(by_type("service__type_id"), by_unit("item__unit_id", param="giver")),
    )  # fmt: skip


def _in_force(now: dt.datetime) -> Any:
    return ServiceType.objects.on(timezone.localtime(now).date())


TYPES = Counted(
    rows=_in_force, path="office__path", at="since", day=True, page="experts:types", params={"state": "on"},
    dates="since",
)  # fmt: skip
SERVICES = Counted(
    rows=lambda now: ExpertService.objects.filter(state="offered"), path="area_path", at="made_at",
    page="experts:services", params={"state": "offered"}, dates="made",
    dimensions=(by_type("type_id"), by_unit("unit_id")),
)  # fmt: skip
ORDERED = _orders(lambda: Q())
DELIVERED = _orders(lambda: Q(item__state__in=GIVEN), at="given_at", dates="given", state=list(GIVEN))
YES = _orders(lambda: Q(accepted=True), at="answered_at", dates="answered", accepted="yes")
ANSWERED = _orders(
    lambda: Q(accepted__isnull=False), at="answered_at", dates="answered", accepted_is="filled"
)


def mean_rating(scope: Scope) -> MeasureResult:
    """Sum of the ratings ÷ orders rated in the span, to two decimals; None while nobody has rated."""
    rated = ServiceOrder.objects.filter(rating__isnull=False)
    found = scope.rows(rated, path="item__area_path", at="rated_at").aggregate(
        sum=Sum("rating"), number=Count("pk")
    )
    total, number = int(found["sum"] or 0), int(found["number"])
    return MeasureResult(round(total / number, 2) if number else None, total, number)


def _measure(name: str, label: Any, formula: Any, **more: Any) -> Measure:
    return Measure(name=f"experts.{name}", label=label, formula=formula, **more)


MEASURES = (
    _measure("types", _("Types of expert service"), _("Types of service in force, by the day they began"), part=TYPES,
             unit=_("types")),
    _measure("services", _("Expert services offered"), _("Services on offer, entered in the span"), part=SERVICES,
             unit=_("services")),
    _measure("orders", _("Expert services ordered"), _("Orders entered in the span"), part=ORDERED, unit=_("orders")),
    _measure("delivered", _("Expert services delivered"), _("Orders whose delivery was reported in the span"),
             part=DELIVERED, unit=_("orders"), better="up"),
    _measure("accepted_rate", _("Share of orders accepted"),
             _("Orders answered with yes ÷ all orders answered in the span"), part=YES, whole=ANSWERED, unit="%",
             better="up"),
    _measure("rating", _("Mean rating of expert services"),
             _("Sum of the ratings (1 to 5) ÷ orders rated in the span; services are rated, never persons"),
             compute=mean_rating, unit=_("of 5"), better="up"),
)  # fmt: skip
