"""The list of people: who works where, in which role, and who is away."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from gongjian.core.ledgers.filters import Asked, ChoiceFilter, ConditionFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.orgs.models import Membership
from gongjian.core.people.access import Access
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role

STATES = [
    ("there", gettext_lazy("At work")),
    ("away", gettext_lazy("On leave")),
    ("disabled", pgettext_lazy("an account", "Disabled")),
]


class RoleFilter(ChoiceFilter):
    """People who hold one of the roles today."""

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Through the roles held, without joining them twice."""
        held = Holding.objects.live(timezone.localdate(asked.now)).filter(role__in=given[self.name])
        return Q(pk__in=held.values("person"))


def people_for(access: Access) -> QuerySet[Person]:
    """People whom one may see, with office, roles and units of today at hand."""
    today = timezone.localdate()
    held = Holding.objects.live(today).select_related("area").order_by("area_path")
    units = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=today)).select_related("unit")
    found = Person.objects.get_queryset().under_any(access.paths("people.view"), on=today)
    return found.select_related("office", "stand_in").prefetch_related(
        Prefetch("holdings", held, to_attr="held_now"), Prefetch("memberships", units, to_attr="units_now")
    )


def words_of_roles(person: Any) -> str:
    """Roles with their areas, as "dispatcher (office)"; an area that is the person's own office goes unsaid."""
    return "、".join(
        held.get_role_display() + ("" if held.area_id == person.office_id else f"（{held.area.short_name}）")
        for held in person.held_now
    )


def state_of(person: Person) -> tuple[str, str, str]:
    """At work, on leave or disabled: word, icon, tone."""
    if not person.is_active:
        return pgettext("an account", "Disabled"), "off", "late"
    if person.is_away(timezone.localdate()):
        return _("On leave"), "pause", "warn"
    return _("At work"), "ok", "ok"


def _away(now: dt.datetime) -> Q:
    away = Person.objects.get_queryset().active().away_on(timezone.localdate(now))
    return Q(pk__in=away.values("pk"))


PEOPLE = Ledger(
    slug="people",
    title=gettext_lazy("People"),
    permission="people.view",
    queryset=people_for,
    columns=(
        Column("name", gettext_lazy("Name"), "name", sort="name", link=True, phone=True, width=110),
        Column("username", gettext_lazy("Sign-in name"), "username", sort="username", width=140),
        Column("roles", gettext_lazy("Roles"), words_of_roles, phone=True),
        Column(
            "units",
            pgettext_lazy("of a person", "Units"),
            lambda row: "、".join(str(one.unit) for one in row.units_now),
        ),
        Column("office", gettext_lazy("Office"), "office.short_name", width=130),
        Column("state", gettext_lazy("State"), state_of, Kind.STATUS, width=100, phone=True),
        Column("stand_in", gettext_lazy("Stand-in"), "stand_in.name", width=100, shown=False),
    ),
    default_sort="name",
    url_name="people_desk:list",
    filters=(
        RoleFilter("role", gettext_lazy("Role"), choices=Role.choices),
        ConditionFilter(
            "presence",
            gettext_lazy("State"),
            choices=STATES,
            conditions={
                "there": lambda now: Q(is_active=True) & ~_away(now),
                "away": _away,
                "disabled": lambda now: Q(is_active=False),
            },
        ),
    ),
    views=(
        SavedView("away", gettext_lazy("On leave"), {"presence": "away"}),
        SavedView("disabled", pgettext_lazy("an account", "Disabled"), {"presence": "disabled"}),
    ),
    search=lambda words: Q(name__icontains=words) | Q(username__icontains=words),
    row_url=lambda row: reverse("people_desk:detail", args=[row.pk]),
    primary_action=PrimaryAction(gettext_lazy("Add a person"), "people_desk:add", permission="people.manage"),
    page_size=50,
    empty_title=gettext_lazy("Nobody found"),
    empty_text=gettext_lazy("Take a filter away, or add the person."),
)
