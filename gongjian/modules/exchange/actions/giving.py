"""What a unit gives: added, changed, paused, offered again, withdrawn."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.items.verbs import line
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.privacy.sealing import seal, unseal
from gongjian.core.refusal import Refused
from gongjian.modules.exchange import policy
from gongjian.modules.exchange.actions.checking import amount, in_force, trail
from gongjian.modules.exchange.models import ExchangeCategory, Match, Offered, Per, Resource, ResourceWindow
from gongjian.modules.exchange.windows import Window

LINES = {"title": 120, "text": 2000, "measure": 12, "place": 200, "who": 200, "conditions": 300}
NEEDED = ("title", "measure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a resource. `contact` is sealed; the first and the last day are included."""

    title: str
    category: ExchangeCategory
    capacity: int
    measure: str
    per: str
    text: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    windows: Sequence[Window] = ()
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    who: str = ""
    conditions: str = ""
    contact: str = ""


PLAIN = tuple(one.name for one in fields(Facts) if one.name not in ("windows", "contact"))


@transaction.atomic
def add_resource(
    unit: Unit,
    *,
    facts: Facts,
    actor: Person | None,
    now: dt.datetime,
    area: Area | None = None,
    is_demo: bool = False,
) -> Resource:
    """Put a resource on the list. A unit that takes no more part gives nothing; the same thing is listed once."""
    policy.must_keep(unit, actor, now=now)
    if not unit.active:
        raise Refused(_("%(unit)s takes no more part.") % {"unit": unit}, field="unit")
    place = area or unit.area
    if not place.path.startswith(unit.office.path):
        raise Refused(_("That place does not belong to this office."), field="area")
    made = Resource(
        office=unit.office, area=place, area_path=place.path, unit=unit, made_by=actor, made_at=now, changed_at=now,
        is_demo=is_demo,
    )  # fmt: skip
    _put(made, facts, office=unit.office, now=now)
    _save(made)
    _set_windows(made, facts.windows)
    trail("add_resource", made, office=made.office, actor=actor, now=now, area_path=made.area_path)
    return made


@transaction.atomic
def change_resource(resource_id: int, *, facts: Facts, actor: Person, now: dt.datetime) -> Resource:
    """Say anew what it is. What was promised stays promised: a smaller capacity only binds what comes."""
    found = _locked(resource_id)
    policy.must_keep(found.unit, actor, now=now)
    if found.state == Offered.WITHDRAWN:
        raise Refused(_("It was withdrawn. Offer it again before you change it."), code="wrong_state")
    before = {name: getattr(found, name) for name in PLAIN} | {"windows": windows_of(found)}
    contact = unseal(found, "contact")
    _put(found, facts, office=found.office, now=now)
    after = {name: getattr(found, name) for name in PLAIN} | {"windows": list(facts.windows)}
    changes = {name: [str(before[name]), str(after[name])] for name in after if before[name] != after[name]}
    if contact != facts.contact:
        changes["contact"] = ["•", "•"]
    if not changes:
        return found
    found.changed_at = now
    _save(found)
    _set_windows(found, facts.windows)
    _trail("change_resource", found, actor=actor, now=now, changes=changes)
    return found


@transaction.atomic
def pause_resource(resource_id: int, *, reason: str, actor: Person, now: dt.datetime) -> Resource:
    """Not on offer for now; what was promised stays promised."""
    return _turn(resource_id, Offered.PAUSED, frm=(Offered.OFFERED,), reason=reason, actor=actor, now=now)


@transaction.atomic
def offer_again(resource_id: int, *, actor: Person, now: dt.datetime) -> Resource:
    """Back on offer."""
    found = _locked(resource_id)
    if not found.unit.active:
        raise Refused(_("%(unit)s takes no more part.") % {"unit": found.unit}, field="unit")
    return _turn(
        resource_id, Offered.OFFERED, frm=(Offered.PAUSED, Offered.WITHDRAWN), reason="", actor=actor, now=now
    )


@transaction.atomic
def withdraw_resource(resource_id: int, *, reason: str, actor: Person | None, now: dt.datetime) -> Resource:
    """Taken from the list; matches that are still open are cancelled with the same reason."""
    open_ones = Match.objects.filter(resource=resource_id).live().order_by("pk")
    reason = line(reason, field="reason", most=200)
    for match in open_ones:
        make_move(match.pk, "cancel", actor=None, note=reason, now=now)
    kept = (Offered.OFFERED, Offered.PAUSED)
    return _turn(resource_id, Offered.WITHDRAWN, frm=kept, reason=reason, actor=actor, now=now)


def windows_of(resource: Resource) -> list[Window]:
    """Its hours of the week as plain values."""
    return [(one.weekday, one.begins, one.ends) for one in resource.windows.all()]


def _turn(
    resource_id: int, state: str, *, frm: Sequence[str], reason: str, actor: Person | None, now: dt.datetime
) -> Resource:
    found = _locked(resource_id)
    policy.must_keep(found.unit, actor, now=now)
    if found.state not in frm:
        words = {"state": found.get_state_display()}
        raise Refused(
            _("It is “%(state)s” now. Reload the page to see what can be done.") % words, code="wrong_state"
        )
    if state != Offered.OFFERED:
        reason = line(reason, field="reason", most=200)
    before, found.state, found.state_reason, found.changed_at = found.state, state, reason, now
    try:
        with transaction.atomic():
            found.save(update_fields=["state", "state_reason", "changed_at"])
    except IntegrityError as error:
        raise Refused(_("The unit has another resource of this name by now."), code="twice") from error
    _trail(f"turn_{state}", found, actor=actor, now=now, changes={"state": [before, state]}, reason=reason)
    return found


def _put(resource: Resource, facts: Facts, *, office: Area, now: dt.datetime) -> None:
    if resource.category_id != facts.category.pk:
        resource.category = in_force(facts.category, office, now=now)
    for name, most in LINES.items():
        words = line(getattr(facts, name), field=name, most=most, empty=name not in NEEDED)
        setattr(resource, name, words)
    resource.capacity = amount(facts.capacity, field="capacity")
    if facts.per not in Per.values:
        raise Refused(_("Choose the period after which it is there anew."), field="per")
    if facts.since and facts.until and facts.until < facts.since:
        raise Refused(_("The last day lies before the first. Check both days."), field="until")
    if any(ends <= begins for _day, begins, ends in facts.windows):
        raise Refused(_("The hours end before they begin. Check them."), field="windows")
    if (facts.lat is None) != (facts.lon is None) or not (
        facts.lat is None or (-90 <= facts.lat <= 90 and -180 <= (facts.lon or 0) <= 180)
    ):
        raise Refused(_("The place on the map cannot be read. Set the pin again."), field="lat")
    resource.per, resource.since, resource.until = facts.per, facts.since, facts.until
    resource.lat, resource.lon = facts.lat, facts.lon
    resource.contact_sealed = seal(resource, "contact", facts.contact.strip()[:80])


def _save(resource: Resource) -> None:
    try:
        with transaction.atomic():
            resource.save()
    except IntegrityError as error:
        raise Refused(
            _("This unit has a resource of this name already. Change that one."), field="title", code="twice"
        ) from error


def _set_windows(resource: Resource, windows: Sequence[Window]) -> None:
    if windows_of(resource) == list(windows):
        return
    resource.windows.all().delete()
    ResourceWindow.objects.bulk_create(
        ResourceWindow(resource=resource, weekday=day, begins=begins, ends=ends)
        for day, begins, ends in windows
    )


def _locked(resource_id: int) -> Resource:
    Resource.objects.select_for_update(of=("self",)).get(pk=resource_id)
    return Resource.objects.with_all().select_related("unit__area", "unit__office").get(pk=resource_id)


def _trail(act: str, row: Resource, *, actor: Person | None, now: dt.datetime, **more: Any) -> None:
    trail(act, row, office=row.office, actor=actor, now=now, area_path=row.area_path, **more)
