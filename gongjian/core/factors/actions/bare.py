"""What follows when somebody's last second step goes."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.core.factors.state import demands_now, protection_of
from gongjian.core.people.models import Person
from gongjian.core.privacy.erasing import erase_rows
from gongjian.core.refusal import Refused


def check_not_bare(person: Person, *, now: dt.datetime) -> None:
    """Refuse, within the act that removes it, to remove the last one where the office demands one."""
    if not protection_of(person).is_on and demands_now(person, now=now):
        raise Refused(
            _("Your office asks for a second step. Set up another one before you remove this."),
            code="demanded",
        )


def drop_codes_if_bare(person: Person, *, now: dt.datetime) -> None:
    """Recovery codes without anything that they stand in for are destroyed."""
    if not protection_of(person).is_on:
        erase_rows(person.recovery_codes.all(), now=now)
