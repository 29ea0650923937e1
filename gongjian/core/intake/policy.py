"""Who may import into a list of an office."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake.ledgers import permission_of
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person


def must_import(ledger: str, office: "Area", person: "Person | None", *, now: dt.datetime) -> None:
    """Raise Refused when the person may not import into the list for the office. The command line names nobody and may."""
    if person is None:
        return
    access = access_of(person, today=timezone.localdate(now))
    if not access.may(permission_of(ledger), office.path):
        raise Refused(_("You may not import into this list for this office."), code="not_allowed")
