"""Who may prepare and write up meetings."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def may_hold(path: str, access: Access) -> bool:
    """Those who call meetings for the area."""
    return access.may("meetings.hold", path)


def must_hold(path: str, actor: Person | None, *, now: dt.datetime) -> None:
    """Refuse in words. Nobody: the product itself."""
    if actor is not None and not may_hold(path, access_of(actor, today=timezone.localdate(now))):
        raise Refused(_("You do not hold the role that calls meetings here."), code="not_allowed")
