"""Who may keep the lists, arrange, give and ask, beyond what the moves of the loops say."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def may_keep(unit: Unit, access: Access) -> bool:
    """Whether the person keeps this unit's resources: as a member of it, or for the office."""
    own = unit.pk in access.unit_ids and access.may_anywhere("exchange.give")
    return own or access.may("exchange.arrange", unit.area.path)


def may_arrange(path: str, access: Access) -> bool:
    """Whether the person brings needs of this place together with resources."""
    return access.may("exchange.arrange", path)


def may_ask(path: str, access: Access) -> bool:
    """Whether the person enters needs of this place and speaks for those who have them."""
    return access.may("exchange.ask", path)


def must_keep(unit: Unit, actor: Person | None, *, now: dt.datetime) -> None:
    """Refuse in words. Nobody is the unit itself, on a private link."""
    if actor is not None and not may_keep(unit, _access(actor, now)):
        raise Refused(_("Only the unit itself and the office keep its resources."), code="not_allowed")


def must_arrange(path: str, actor: Person, *, now: dt.datetime) -> None:
    """Refuse in words."""
    if not may_arrange(path, _access(actor, now)):
        raise Refused(_("You do not hold the role that may offer resources here."), code="not_allowed")


def must_ask(path: str, actor: Person, *, now: dt.datetime) -> None:
    """Refuse in words."""
    if not may_ask(path, _access(actor, now)):
        raise Refused(_("You do not hold the role that may enter needs of this place."), code="not_allowed")


def must_sort(office: Area, actor: Person | None, *, now: dt.datetime) -> None:
    """Refuse in words: categories are the whole office's. Nobody is the product itself."""
    if actor is not None and not _access(actor, now).may("exchange.sort", office.path):
        raise Refused(_("You do not hold the role that may change the categories."), code="not_allowed")


def _access(actor: Person, now: dt.datetime) -> Access:
    return access_of(actor, today=timezone.localtime(now).date())
