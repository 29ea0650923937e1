"""Who may propose, plan and change projects, beyond what the moves of their loops say."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def may_propose(path: str, access: Access) -> bool:
    """Those who propose projects for the area."""
    return access.may("projects.propose", path)


def may_plan(item: Item, access: Access) -> bool:
    """The unit that has the lead, its handler, and those who approve projects there."""
    mine = item.handler_id in access.person_ids or item.unit_id in access.unit_ids
    return (mine and access.may_anywhere("projects.propose")) or access.may(
        "projects.approve", item.area_path
    )


def must(allowed: bool, words: str = "") -> None:
    """Refuse in words unless it is allowed."""
    if not allowed:
        raise Refused(words or _("You do not hold the role that may do this here."), code="not_allowed")


def access_at(actor: Person | None, *, now: dt.datetime) -> Access | None:
    """What the actor may do that day; None for the product itself."""
    return None if actor is None else access_of(actor, today=timezone.localdate(now))
