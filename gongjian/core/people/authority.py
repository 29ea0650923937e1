"""Over whom and over what an administrator has a say, and that an office never loses its last one."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.refusal import Refused

MANAGE = "people.manage"


def day_of(now: dt.datetime) -> dt.date:
    """The office's calendar day of a moment."""
    return timezone.localdate(now)


def trail_office(person: Person) -> Area:
    """The office in whose trail a matter of this account stands: her own, else the one of a role, else the top."""
    if person.office is not None:
        return person.office
    held = Holding.objects.filter(person=person).select_related("area__office").order_by("pk").first()
    if held is not None:
        return held.area.office or held.area
    top = Area.objects.order_by("depth", "pk").first()
    if top is None:
        raise Refused(_("There is no area yet. Import the areas first."))
    return top


def demand_say_over(person: Person, *, actor: Person | None, now: dt.datetime) -> None:
    """Refuse unless the actor manages this person. No actor: the product itself (seeds, command line)."""
    if actor is None:
        return
    paths = access_of(actor, today=day_of(now)).paths(MANAGE)
    if not Person.objects.get_queryset().managed_under(paths, on=day_of(now)).filter(pk=person.pk).exists():
        raise Refused(
            _("%(name)s does not belong to an area you administer. Ask the administrator there.")
            % {"name": person.name}
        )


def demand_say_in(area: Area, *, actor: Person | None, now: dt.datetime, field: str) -> None:
    """Refuse unless the actor administers this area or one above it."""
    if actor is None or access_of(actor, today=day_of(now)).may(MANAGE, area.path):
        return
    raise Refused(
        _("You do not administer %(area)s. Choose an area below the ones you hold.")
        % {"area": area.short_name},
        field=field,
    )


def lock_administrators(losing: list[Holding]) -> None:
    """Lock every role by which the offices concerned are administered, always in the same order.

    Call it before any other lock: two administrators who remove each other then wait instead of blocking each other.
    """
    wanted = Holding.objects.none()
    for held in losing:
        if held.role == Role.ADMINISTRATOR:
            for path, _name in [*_places_in_need(held.area), (held.area_path, "")]:
                wanted = wanted | Holding.objects.covering(path)
    found = wanted.filter(role=Role.ADMINISTRATOR).order_by("pk")
    list(found.select_for_update().values_list("pk", flat=True))


def demand_other_administrator(
    losing: list[Holding], *, on: dt.date, also_without: Person | None = None
) -> None:
    """Refuse if an office would be left without an administrator on that day.

    `losing` are the roles about to end, locked by `lock_administrators`; `also_without` is a person about to be
    disabled.
    """
    losing = [held for held in losing if held.role == Role.ADMINISTRATOR]
    for held in losing:
        for path, name in _places_in_need(held.area):
            if not _covered(path, on=on, without=losing, also_without=also_without):
                raise Refused(
                    _("%(office)s would have no administrator left. Give the role to somebody else first.")
                    % {"office": name},
                    code="last_administrator",
                )


def _places_in_need(area: Area) -> list[tuple[str, str]]:
    """The offices that an administrator of this area serves; below an office nobody is in need."""
    if area.office_id and area.office_id != area.pk:
        return []
    offices = Area.objects.current().offices().within(area.path)
    return [(office.path, office.short_name) for office in offices] or [(area.path, area.short_name)]


def _covered(path: str, *, on: dt.date, without: list[Holding], also_without: Person | None) -> bool:
    left = Holding.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True).covering(path).live(on)
    left = left.exclude(pk__in=[held.pk for held in without])
    if also_without is not None:
        left = left.exclude(person=also_without)
    return left.exists()
