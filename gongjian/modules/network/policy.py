"""Who may do what in the alliance, beyond what the moves of an agreement say."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def demand(permission: str, path: str, actor: Person | None, *, now: dt.datetime) -> None:
    """Refuse in words; `actor` None is the product itself: a private link, a job, an import."""
    if actor is not None and not access_of(actor, today=timezone.localdate(now)).may(permission, path):
        raise Refused(_("You do not hold the role that may do this for this place."), code="not_allowed")
