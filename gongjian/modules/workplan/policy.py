"""Who may plan, and who may report on a task, beyond what the moves of its loop say."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def may_plan(office: Area, access: Access) -> bool:
    """Those who plan for the whole office."""
    return access.may("workplan.plan", office.path)


def may_work(item: Item, access: Access) -> bool:
    """The owner, who stands in for her, and members of the owning unit."""
    if item.handler_id in access.stands_in_for:
        return True
    mine = item.handler_id == access.person_id or item.unit_id in access.unit_ids
    return mine and access.may_anywhere("workplan.work")


def must_plan(office: Area, actor: Person, *, now: dt.datetime) -> None:
    """Refuse in words."""
    if not may_plan(office, access_of(actor, today=timezone.localtime(now).date())):
        raise Refused(
            _("You do not hold the role that may change the plan of this office."), code="not_allowed"
        )


def must_work(item: Item, actor: Person, *, now: dt.datetime) -> None:
    """Refuse in words."""
    if not may_work(item, access_of(actor, today=timezone.localtime(now).date())):
        raise Refused(_("Only the unit that owns the task reports on it."), code="not_allowed")
