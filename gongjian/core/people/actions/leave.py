"""Leave: who is away from when to when, and who stands in, so that items and reminders follow."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.people.authority import day_of, demand_say_over, trail_office
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

WORKING = {
    Role.SECRETARY,
    Role.DEPARTMENT_HEAD,
    Role.DISPATCHER,
    Role.COMMUNITY_CLERK,
    Role.GRID_WORKER,
    Role.CHECKER,
    Role.BRANCH_SECRETARY,
    Role.FINANCE_CLERK,
}
FURTHEST = dt.timedelta(days=366)


@transaction.atomic
def set_leave(
    person: Person,
    *,
    stand_in: Person,
    away_from: dt.date,
    now: dt.datetime,
    away_until: dt.date | None = None,
    actor: Person | None = None,
) -> Person:
    """Put the person on leave, both days included (no last day: until it is ended), with a colleague standing in."""
    if actor is not None and actor.pk != person.pk:
        demand_say_over(person, actor=actor, now=now)
    both = Person.objects.select_for_update().filter(pk__in=[person.pk, stand_in.pk]).order_by("pk")
    locked = {found.pk: found for found in both}
    person, stand_in = locked[person.pk], locked[stand_in.pk]
    _demand_dates(person, away_from=away_from, away_until=away_until, today=day_of(now))
    _demand_fit(person, stand_in=stand_in, today=day_of(now))
    _demand_present(person, stand_in=stand_in, away_from=away_from, away_until=away_until)
    before = _span(person)
    person.stand_in, person.away_from, person.away_until = stand_in, away_from, away_until
    person.save(update_fields=["stand_in", "away_from", "away_until"])
    _record("people.set_leave", person, before=before, actor=actor or person, now=now)
    return person


@transaction.atomic
def end_leave(person: Person, *, now: dt.datetime, actor: Person | None = None) -> Person:
    """Back at work, or the leave was called off: nobody stands in any more."""
    if actor is not None and actor.pk != person.pk:
        demand_say_over(person, actor=actor, now=now)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.away_from is None:
        raise Refused(_("%(name)s is not on leave.") % {"name": person.name})
    before = _span(person)
    person.stand_in = person.away_from = person.away_until = None
    person.save(update_fields=["stand_in", "away_from", "away_until"])
    _record("people.end_leave", person, before=before, actor=actor or person, now=now)
    return person


def fitting_stand_ins(person: Person, *, on: dt.date) -> list[Person]:
    """Colleagues of the same office who hold a role fit for standing in, by name; some may be away themselves."""
    roles = _fit_roles(person, on=on)
    held = Holding.objects.live(on)
    held = held.filter(role__in=roles) if roles else held
    found = Person.objects.filter(office=person.office, is_active=True, pk__in=held.values("person"))
    return list(found.exclude(pk=person.pk))


def _fit_roles(person: Person, *, on: dt.date) -> set[str]:
    """Roles of which the stand-in must hold one: whoever handles matters is replaced by one who does so too.

    That way nobody reads cases by standing in who could not be trusted with any: not an administrator, an auditor
    or a resident. Somebody without a role may be replaced by anybody.
    """
    own = set(Holding.objects.live(on).filter(person=person).values_list("role", flat=True))
    return {str(role) for role in WORKING} if own & WORKING else own


def _demand_dates(person: Person, *, away_from: dt.date, away_until: dt.date | None, today: dt.date) -> None:
    if away_until is not None and away_until < away_from:
        raise Refused(_("The last day lies before the first. Check both days."), field="away_until")
    if away_until is not None and away_until < today:
        raise Refused(_("This leave would be over already. Check the days."), field="away_until")
    if away_from < today and away_from != person.away_from:
        raise Refused(_("Leave begins today at the earliest, never in the past."), field="away_from")
    if max(away_from, away_until or away_from) > today + FURTHEST:
        raise Refused(_("That day is more than a year ahead. Check the year."), field="away_until")


def _demand_fit(person: Person, *, stand_in: Person, today: dt.date) -> None:
    if stand_in.pk == person.pk:
        raise Refused(_("Nobody can stand in for herself. Name a colleague."), field="stand_in")
    if not stand_in.is_active:
        raise Refused(
            _("The account of %(name)s is disabled. Name somebody else.") % {"name": stand_in.name},
            field="stand_in",
        )
    roles = _fit_roles(person, on=today)
    held = Holding.objects.live(today).filter(person=stand_in)
    if stand_in.office_id != person.office_id or (roles and not held.filter(role__in=roles).exists()):
        raise Refused(
            _("%(name)s cannot stand in: it must be a colleague of the same office who handles such matters.")
            % {"name": stand_in.name},
            field="stand_in",
        )


def _demand_present(
    person: Person, *, stand_in: Person, away_from: dt.date, away_until: dt.date | None
) -> None:
    away = Person.objects.get_queryset().away_between(away_from, away_until)
    if away.filter(pk=stand_in.pk).exists():
        raise Refused(
            _("%(name)s is away herself in these days. Name somebody who is there.")
            % {"name": stand_in.name},
            field="stand_in",
        )
    if waiting := away.filter(stand_in=person, is_active=True).exclude(pk=person.pk).first():
        raise Refused(
            _("%(person)s stands in for %(name)s in these days. %(name)s must name somebody else first.")
            % {"person": person.name, "name": waiting.name},
            field="away_from",
        )


def _span(person: Person) -> list[str]:
    return [str(value or "") for value in (person.stand_in_id, person.away_from, person.away_until)]


def _record(action: str, person: Person, *, before: list[str], actor: Person, now: dt.datetime) -> None:
    record(
        action,
        actor=actor,
        obj=person,
        office=trail_office(person),
        label=person.name,
        changes={"leave": [before, _span(person)]},
        now=now,
    )
