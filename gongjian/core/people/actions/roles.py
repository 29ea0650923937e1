"""Roles held for an area: given and ended, by administrators, within the areas they hold themselves."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.authority import (
    day_of,
    demand_other_administrator,
    demand_say_in,
    demand_say_over,
    lock_administrators,
)
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

FURTHEST = dt.timedelta(days=366 * 5)


@transaction.atomic
def give_role(
    person: Person,
    *,
    role: str,
    area: Area,
    now: dt.datetime,
    actor: Person | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Holding:
    """Let the person hold a role for an area and all below it, from `since` (today) until the day before `until`."""
    today = day_of(now)
    since = since or today
    if role not in Role.values:
        raise Refused(_("There is no such role. Choose one of the list."), field="role")
    _demand_may_give(person, area=area, actor=actor, now=now)
    _demand_days(since=since, until=until, today=today)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("%(name)s is disabled. Enable the account first.") % {"name": person.name})
    _demand_not_held(person, role=role, area=area, since=since, until=until)
    held = Holding.objects.create(
        person=person, role=role, area=area, area_path=area.path, since=since, until=until, given_by=actor
    )
    _record(
        "people.give_role", held, changes={"since": since, "until": until}, actor=actor, reason="", now=now
    )
    return held


@transaction.atomic
def end_role(
    holding: Holding,
    *,
    now: dt.datetime,
    actor: Person | None = None,
    until: dt.date | None = None,
    reason: str = "",
) -> Holding:
    """The role is held no longer from the day `until` on (today unless given). Nothing is deleted."""
    lock_administrators([holding])
    held = Holding.objects.select_for_update(of=("self",)).select_related("area", "person").get(pk=holding.pk)
    today = day_of(now)
    until = until or today
    demand_say_in(held.area, actor=actor, now=now, field="")
    if until < today:
        raise Refused(
            _("The last day cannot lie in the past. The role ends today at the earliest."), field="until"
        )
    if held.until is not None and held.until <= until:
        raise Refused(_("This role has ended already, or ends before that day."), field="until")
    demand_other_administrator([held], on=until)
    before, held.until = held.until, max(until, held.since)
    held.save(update_fields=["until"])
    note_erased(held, "until", now=now)
    _record(
        "people.end_role", held, changes={"until": [before, held.until]}, actor=actor, reason=reason, now=now
    )
    return held


def _demand_may_give(person: Person, *, area: Area, actor: Person | None, now: dt.datetime) -> None:
    demand_say_in(area, actor=actor, now=now, field="area")
    if actor is not None and actor.pk == person.pk:
        raise Refused(_("You cannot give a role to yourself. Ask another administrator."))
    if area.gone_on is not None:
        raise Refused(_("%(area)s no longer exists. Choose another one.") % {"area": area.name}, field="area")
    if person.office is None or not area.path.startswith(person.office.path):
        demand_say_over(person, actor=actor, now=now)


def _demand_days(*, since: dt.date, until: dt.date | None, today: dt.date) -> None:
    if since < today:
        raise Refused(_("A role begins today at the earliest, never in the past."), field="since")
    if until is not None and until <= since:
        raise Refused(_("The end must lie after the first day."), field="until")
    if max(since, until or since) > today + FURTHEST:
        raise Refused(_("That day is more than five years ahead. Check the year."), field="since")


def _demand_not_held(person: Person, *, role: str, area: Area, since: dt.date, until: dt.date | None) -> None:
    held = Holding.objects.filter(person=person, role=role).covering(area.path).not_over(since)
    if until is not None:
        held = held.filter(since__lt=until)
    if found := held.select_related("area").first():
        raise Refused(
            _("%(name)s already holds the role “%(role)s” for %(area)s from %(since)s.")
            % {
                "name": person.name,
                "role": found.get_role_display(),
                "area": found.area.short_name,
                "since": found.since.isoformat(),
            },
            field="role",
        )


def _record(
    action: str,
    held: Holding,
    *,
    changes: dict[str, object],
    actor: Person | None,
    reason: str,
    now: dt.datetime,
) -> None:
    record(
        action,
        actor=actor,
        obj=held,
        office=held.area.office or held.area,
        label=f"{held.person.name} · {held.get_role_display()} · {held.area.short_name}",
        changes={"person": held.person.pk, "role": held.role, "area": held.area.pk} | changes,
        reason=reason.strip()[:200],
        area_path=held.area_path,
        now=now,
    )
