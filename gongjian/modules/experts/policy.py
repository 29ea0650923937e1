"""Who may keep the catalogue, order from it and give, beyond what the moves of the loop say."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def may_keep(unit: Unit, access: Access) -> bool:
    """Whether the person keeps this unit's services and experts: as a member of it, or for the office."""
    own = unit.pk in access.unit_ids and access.may_anywhere("experts.give")
    return own or access.may("experts.arrange", unit.area.path)


def may_order(path: str, access: Access) -> bool:
    """Whether the person orders for this place."""
    return access.may("experts.order", path)


def must_keep(unit: Unit, actor: Person | None, *, now: dt.datetime) -> None:
    """Refuse in words. Nobody is the product itself."""
    if actor is not None and not may_keep(unit, _access(actor, now)):
        raise Refused(_("Only the unit itself and the office keep its services."), code="not_allowed")


def must_order(orderer: Unit, actor: Person, *, now: dt.datetime) -> None:
    """Refuse in words: one orders for a unit of one's own places, or for one's own unit."""
    access = _access(actor, now)
    own = orderer.pk in access.unit_ids and access.may_anywhere("experts.order")
    if not own and not may_order(orderer.area.path, access):
        raise Refused(_("You do not hold the role that may order for this unit."), code="not_allowed")


def must_sort(office: Area, actor: Person | None, *, now: dt.datetime) -> None:
    """Refuse in words: types are the whole office's. Nobody is the product itself."""
    if actor is not None and not _access(actor, now).may("experts.sort", office.path):
        raise Refused(_("You do not hold the role that may change the types of service."), code="not_allowed")


def _access(actor: Person, now: dt.datetime) -> Access:
    return access_of(actor, today=timezone.localtime(now).date())
