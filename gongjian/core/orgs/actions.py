"""The writers of units and memberships. A unit is closed, never deleted; a membership ends."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.areas.names import clean_name, tidy
from gongjian.core.orgs.models import Membership, Unit, UnitKind
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

LONGEST = {"short_name": 20, "phone": 30, "post": 40}


@transaction.atomic
def add_unit(
    area: Area,
    *,
    kind: str,
    name: str,
    actor: "Person | None",
    now: dt.datetime,
    short_name: str = "",
    phone: str = "",
    parent: Unit | None = None,
) -> Unit:
    """Add a unit that works for the area's office. Raises Refused for an area above all offices or a name taken."""
    office = _office_of(area)
    name = clean_name(name)
    if kind not in UnitKind.values:
        raise Refused(_("There is no such kind of unit."), field="kind")
    if Unit.objects.filter(office=office, name=name).exists():
        words = _("%(office)s has a unit named %(name)s already.")
        raise Refused(words % {"office": office, "name": name}, field="name")
    if parent and (parent.office_id != office.pk or not parent.active):
        raise Refused(_("The unit above must work for the same office."), field="parent")
    unit = Unit.objects.create(
        office=office,
        area=area,
        kind=kind,
        name=name,
        short_name=_short(short_name, field="short_name"),
        phone=_short(phone, field="phone"),
        parent=parent,
    )
    _record(
        "orgs.add_unit",
        unit,
        unit=unit,
        actor=actor,
        now=now,
        changes={"name": [None, name], "kind": [None, kind]},
    )
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, actor: "Person | None", now: dt.datetime, reason: str = "") -> Unit:
    """The unit takes no more work; its memberships end today. Raises Refused while open matters or units hang on it."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if not unit.active:
        raise Refused(_("The unit is closed already."))
    if words := _why_not_closed(unit):
        raise Refused(words)
    today = timezone.localdate(now)
    for membership in unit.memberships.filter(until__isnull=True):
        _end(membership, on=max(today, membership.since + dt.timedelta(days=1)))
    unit.active = False
    unit.save(update_fields=["active"])
    _record(
        "orgs.close_unit",
        unit,
        unit=unit,
        actor=actor,
        now=now,
        changes={"active": [True, False]},
        reason=reason,
    )
    return unit


@transaction.atomic
def add_member(
    unit: Unit,
    *,
    person: "Person",
    since: dt.date,
    actor: "Person | None",
    now: dt.datetime,
    post: str = "",
    is_head: bool = False,
) -> Membership:
    """The person works in the unit from a day on. Raises Refused for somebody who is there already or is disabled."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if not unit.active:
        raise Refused(_("The unit is closed."))
    if not person.is_active:
        raise Refused(_("%(name)s's account is disabled.") % {"name": person}, field="person")
    if person.office_id not in (None, unit.office_id):
        raise Refused(_("%(name)s works for another office.") % {"name": person}, field="person")
    if unit.memberships.filter(person=person, until__isnull=True).exists():
        raise Refused(_("%(name)s is in the unit already.") % {"name": person}, field="person")
    post = _short(post, field="post")
    membership = Membership.objects.create(person=person, unit=unit, post=post, is_head=is_head, since=since)
    changes = {"person": [None, person.name], "post": [None, post], "head": [None, is_head]}
    _record("orgs.add_member", membership, unit=unit, actor=actor, now=now, changes=changes)
    return membership


@transaction.atomic
def end_membership(
    membership: Membership, *, on: dt.date, actor: "Person | None", now: dt.datetime
) -> Membership:
    """The person no longer works in the unit from `on`. Raises Refused for a day not after the first one."""
    membership = Membership.objects.select_for_update().select_related("unit").get(pk=membership.pk)
    if membership.until:
        raise Refused(_("The membership has ended already."))
    if on <= membership.since:
        words = _("It began on %(day)s; choose a later day.")
        raise Refused(words % {"day": membership.since.isoformat()}, field="on")
    _end(membership, on=on)
    changes = {"until": [None, on]}
    _record("orgs.end_membership", membership, unit=membership.unit, actor=actor, now=now, changes=changes)
    return membership


def _end(membership: Membership, *, on: dt.date) -> None:
    membership.until = on
    membership.save(update_fields=["until"])


def _office_of(area: Area) -> Area:
    if area.gone_on:
        raise Refused(_("%(name)s no longer exists.") % {"name": area}, field="area")
    if area.office is None:
        raise Refused(_("A unit works for an office; choose the office or a place in it."), field="area")
    return area.office


def _why_not_closed(unit: Unit) -> str:
    items = apps.get_model("items", "Item")._default_manager.filter(unit=unit, closed_at__isnull=True)
    if count := items.count():
        return _("Matters still open in this unit: %(count)d. Give them to another unit first.") % {
            "count": count
        }
    live = apps.get_model("items", "HandOver")._default_manager.filter(unit=unit, ended_at__isnull=True)
    if count := live.count():
        return _("Matters still handed over to this unit: %(count)d. Take them back first.") % {
            "count": count
        }
    if count := unit.children.filter(active=True).count():
        return _("Units still under this one: %(count)d. Close them first.") % {"count": count}
    return ""


def _short(text: str, *, field: str) -> str:
    text = tidy(text)
    if len(text) > LONGEST[field]:
        words = _("At most %(most)d characters are kept here; there are %(count)d.")
        raise Refused(words % {"most": LONGEST[field], "count": len(text)}, field=field)
    return text


def _record(
    action: str,
    obj: Unit | Membership,
    *,
    unit: Unit,
    actor: "Person | None",
    now: dt.datetime,
    changes: dict[str, Any],
    reason: str = "",
) -> None:
    record(
        action,
        actor=actor,
        obj=obj,
        office=unit.office,
        label=str(obj),
        changes=changes,
        reason=reason,
        area_path=unit.area.path,
        now=now,
    )
