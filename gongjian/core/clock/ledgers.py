"""The table of time limits and the list of duties."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.clock.duties import circumstances_of
from gongjian.core.clock.forms import clock_label, kind_label
from gongjian.core.clock.models import Duty, TimeLimit
from gongjian.core.dated import holds_on
from gongjian.core.ledgers.filters import ConditionFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access


def limits_for(access: Access) -> Any:
    """The limits of the person's offices, and those that hold for all."""
    return TimeLimit.objects.filter(_holding_for(access)).select_related("office")


def duties_for(access: Access) -> Any:
    """The duties of the person's offices, and those that hold for all."""
    return Duty.objects.filter(_holding_for(access)).select_related("office")


def _holding_for(access: Access) -> Q:
    own = within_any("office__path", [*access.paths("clock.view"), *_offices_above(access)])
    return own | Q(office__isnull=True)


def _offices_above(access: Access) -> list[str]:
    """The offices in which the person's areas lie: a community clerk goes by her office's limits."""
    from gongjian.core.areas.models import Area

    areas = Area.objects.filter(path__in=access.paths("clock.view"), office__isnull=False)
    return list(areas.values_list("office__path", flat=True))


def _amount(limit: TimeLimit) -> str:
    return f"{limit.amount} {limit.get_unit_display()}"


def _state(row: TimeLimit | Duty) -> tuple[Any, str, str]:
    today = timezone.localdate()
    if row.since > today:
        return _("Not yet in force"), "clock", ""
    if row.until and row.until <= today:
        return _("No longer in force"), "off", ""
    return _("In force"), "ok", "ok"


def _in_force(now: Any) -> Q:
    today = timezone.localdate(now)
    return holds_on(today)


FORCE = ConditionFilter(
    "force",
    gettext_lazy("State"),
    choices=[("now", gettext_lazy("In force")), ("over", gettext_lazy("No longer in force"))],
    conditions={"now": _in_force, "over": lambda now: Q(until__lte=timezone.localdate(now))},
)
NOW = SavedView("now", gettext_lazy("In force"), {"force": "now"})

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
    filters=(FORCE,),
    views=(NOW,),
    primary_action=PrimaryAction(gettext_lazy("Enter a limit"), "clock:add_limit", permission="clock.manage"),
    page_size=50,
    empty_title=gettext_lazy("No time limit yet"),
    empty_text=gettext_lazy("Without a limit no clock runs. Enter the first one."),
)


def _when(duty: Duty) -> Any:
    flow = flows().get(duty.kind)
    return dict(circumstances_of(flow)).get(duty.when, duty.when) if flow else duty.when


DUTIES = Ledger(
    slug="duties",
    title=gettext_lazy("Duties with limits of their own"),
    permission="clock.view",
    queryset=duties_for,
    columns=(
        Column("label", gettext_lazy("Duty"), "label", width=200, sort="label", link=True, phone=True),
        Column("kind", gettext_lazy("Kind"), kind_label, width=90, sort="kind"),
        Column("when", gettext_lazy("It holds"), _when, width=180, phone=True),
        Column("start", gettext_lazy("Its time runs from when"), "get_start_display", width=140, shown=False),
        Column("end", gettext_lazy("It is kept when"), "get_end_display", width=180, phone=True),
        Column("choice", gettext_lazy("One of"), "choice", width=100, sort="choice"),
        Column("since", gettext_lazy("In force from"), "since", Kind.DATE, width=110, sort="since"),
        Column("until", gettext_lazy("No longer from"), "until", Kind.DATE, width=110),
        Column("state", gettext_lazy("State"), _state, Kind.STATUS, width=130, phone=True),
        Column("source", gettext_lazy("Where it stands"), "source"),
    ),
    default_sort="label",
    url_name="clock:duties",
    filters=(FORCE,),
    views=(NOW,),
    primary_action=PrimaryAction(gettext_lazy("Enter a duty"), "clock:add_duty", permission="clock.manage"),
    row_url=lambda duty: reverse("clock:duty", args=[duty.pk]),
    page_size=50,
    empty_title=gettext_lazy("No duty yet"),
    empty_text=gettext_lazy(
        "What a hotline, a city management office or a notice demands within a time is entered here."
    ),
)
