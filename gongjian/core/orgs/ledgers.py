"""The list of units."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.filters import ChoiceFilter, ConditionFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.access import Access


def units_for(access: Access) -> Any:
    """Units of the offices in which the person works: a clerk sees to whom her office turns."""
    paths = access.paths("orgs.view")
    offices = Area.objects.filter(path__in=paths, office__isnull=False).values("office")
    live = Count("memberships", filter=Q(memberships__until__isnull=True))
    found = Unit.objects.filter(Q(office__in=offices) | Q(pk__in=Unit.objects.under_any(paths).values("pk")))
    return found.select_related("area", "office").annotate(members=live)


def _state(unit: Unit) -> tuple[Any, str, str]:
    return (_("In use"), "ok", "ok") if unit.active else (_("No longer in use"), "off", "")


UNITS = Ledger(
    slug="units",
    title=gettext_lazy("Organisations"),
    permission="orgs.view",
    queryset=units_for,
    columns=(
        Column(
            "name", pgettext_lazy("of a place or unit", "Name"), "name", sort="name", link=True, phone=True
        ),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", sort="kind", width=130, phone=True),
        Column("area", gettext_lazy("Area"), "area.short_name", width=180),
        Column("members", gettext_lazy("People"), "members", Kind.NUMBER, width=80),
        Column("phone", gettext_lazy("Telephone"), "phone", width=140),
        Column("state", gettext_lazy("State"), _state, Kind.STATUS, width=100, phone=True),
    ),
    default_sort="kind",
    url_name="orgs:list",
    filters=(
        ChoiceFilter("is", gettext_lazy("Kind"), "kind", choices=UnitKind.choices),
        ConditionFilter(
            "state",
            gettext_lazy("State"),
            choices=[("works", gettext_lazy("In use")), ("closed", gettext_lazy("No longer in use"))],
            conditions={"works": lambda now: Q(active=True), "closed": lambda now: Q(active=False)},
        ),
    ),
    views=(SavedView("outside", gettext_lazy("Outside and partner units"), {"is": ["outside", "partner"]}),),
    search=lambda words: Q(name__icontains=words) | Q(short_name__icontains=words),
    row_url=lambda unit: reverse("orgs:detail", args=[unit.pk]),
    primary_action=PrimaryAction(gettext_lazy("Add a unit"), "orgs:add", permission="orgs.manage"),
    page_size=50,
    empty_title=gettext_lazy("No unit found"),
    empty_text=gettext_lazy("Take a filter away, or add the unit."),
)
