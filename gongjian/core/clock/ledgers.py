"""The table of time limits as a list."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.clock.forms import clock_label, kind_label
from gongjian.core.clock.models import TimeLimit
from gongjian.core.dated import holds_on
from gongjian.core.ledgers.filters import ConditionFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.people.access import Access


def limits_for(access: Access) -> Any:
    """The limits of the person's offices, and those that hold for all."""
    own = within_any("office__path", [*access.paths("clock.view"), *_offices_above(access)])
    return TimeLimit.objects.filter(own | Q(office__isnull=True)).select_related("office")


def _offices_above(access: Access) -> list[str]:
    """The offices in which the person's areas lie: a community clerk goes by her office's limits."""
    from gongjian.core.areas.models import Area

    areas = Area.objects.filter(path__in=access.paths("clock.view"), office__isnull=False)
    return list(areas.values_list("office__path", flat=True))


def _amount(limit: TimeLimit) -> str:
    return f"{limit.amount} {limit.get_unit_display()}"


def _state(limit: TimeLimit) -> tuple[Any, str, str]:
    today = timezone.localdate()
    if limit.since > today:
        return _("Not yet in force"), "clock", ""
    if limit.until and limit.until <= today:
        return _("No longer in force"), "off", ""
    return _("In force"), "ok", "ok"


def _in_force(now: Any) -> Q:
    today = timezone.localdate(now)
    return holds_on(today)


LIMITS = Ledger(
    slug="limits",
    title=gettext_lazy("Time limits"),
    permission="clock.view",
    queryset=limits_for,
    columns=(
        Column("clock", gettext_lazy("Clock"), clock_label, width=140, sort="name", phone=True),
        Column("kind", gettext_lazy("Kind"), kind_label, width=100, sort="kind", phone=True),
        Column("category", gettext_lazy("Category code"), "category", width=120, sort="category", phone=True),
        Column("amount", gettext_lazy("Limit"), _amount, width=120, phone=True),
        Column("since", gettext_lazy("In force from"), "since", Kind.DATE, width=110, sort="since"),
        Column("until", gettext_lazy("No longer from"), "until", Kind.DATE, width=110),
        Column("state", gettext_lazy("State"), _state, Kind.STATUS, width=130),
        Column(
            "office",
            gettext_lazy("Office"),
            lambda row: row.office.short_name if row.office else _("all"),
            width=120,
        ),
        Column("source", gettext_lazy("Where it stands"), "source"),
    ),
    default_sort="kind",
    url_name="clock:limits",
    filters=(
        ConditionFilter(
            "force",
            gettext_lazy("State"),
            choices=[("now", gettext_lazy("In force")), ("over", gettext_lazy("No longer in force"))],
            conditions={"now": _in_force, "over": lambda now: Q(until__lte=timezone.localdate(now))},
        ),
    ),
    views=(SavedView("now", gettext_lazy("In force"), {"force": "now"}),),
    primary_action=PrimaryAction(gettext_lazy("Enter a limit"), "clock:add_limit", permission="clock.manage"),
    page_size=50,
    empty_title=gettext_lazy("No time limit yet"),
    empty_text=gettext_lazy("Without a limit no clock runs. Enter the first one."),
)
