"""Recovery codes: ten at a time, shown once, each of them opens once."""

import datetime as dt
import secrets
import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.factors.actions.trailing import record_of
from gongjian.core.factors.models import RecoveryCode
from gongjian.core.factors.state import protection_of
from gongjian.core.people.models import Person
from gongjian.core.privacy import blind
from gongjian.core.privacy.erasing import erase_rows
from gongjian.core.refusal import Refused

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are taken for another when copied by hand
GROUPS, GROUP, HOW_MANY = 3, 4, 10


@transaction.atomic
def make_codes(person: Person, *, now: dt.datetime) -> tuple[RecoveryCode, list[str]]:
    """Ten new codes, as they are to be written down; those before open nothing from now on.

    Returns the first row, which stands for all, and the texts, which are nowhere else. Raises Refused for somebody
    without a second step: there is nothing to recover.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not protection_of(person).is_on:
        raise Refused(_("Set up an authenticator app or a passkey first."), code="wrong_state")
    erase_rows(person.recovery_codes.all(), now=now)
    texts = [_new_code() for _number in range(HOW_MANY)]
    rows = [
        RecoveryCode(person=person, digest=digest_of(person, text), made_at=now) for text in sorted(texts)
    ]
    made = RecoveryCode.objects.bulk_create(rows)
    record_of("make_codes", person, now=now, changes={"codes": HOW_MANY})
    return made[0], texts


def digest_of(person: Person, text: str) -> str:
    """What is kept of a code: keyed, and bound to the person."""
    return blind(plain(text), f"recovery:{person.pk}")


def plain(text: str) -> str:
    """A code as it is compared: capital letters and digits without what stands between them."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())


def _new_code() -> str:
    signs = [secrets.choice(LETTERS) for _sign in range(GROUPS * GROUP)]
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, len(signs), GROUP))
