"""Who may do what with the money, beyond what the moves of a payment say."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def must(permission: str, path: str, *, actor: Person, now: dt.datetime) -> None:
    """Refuse in words whoever does not hold the permission for the area of this path."""
    if not access_of(actor, today=timezone.localtime(now).date()).may(permission, path):
        raise Refused(
            _("You do not hold the role that may do this with the money of this office."), code="not_allowed"
        )
