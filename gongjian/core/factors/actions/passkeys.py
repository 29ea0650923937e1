"""Passkeys: added, renamed, removed for good, and what each use leaves."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.factors.actions.bare import check_not_bare, drop_codes_if_bare
from gongjian.core.factors.actions.trailing import record_of
from gongjian.core.factors.models import LIVE, Passkey
from gongjian.core.people.models import Person
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused

MOST = 10
LONGEST_NAME = 40


@transaction.atomic
def add_passkey(
    person: Person, *, name: str, credential_id: str, public_data: bytes, counter: int, now: dt.datetime
) -> Passkey:
    """A new passkey, whose answer was checked already (`passkeys.py`). Raises Refused."""
    name = _name(name)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.passkeys.filter(LIVE).count() >= MOST:
        raise Refused(_("You have ten passkeys already. Remove one first."))
    passkey = Passkey(
        person=person, name=name, credential_id=credential_id, public_data=public_data, counter=counter, made_at=now
    )  # fmt: skip
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("This passkey is known already."), code="known") from None
    record_of("add_passkey", person, obj=passkey, now=now, changes={"name": name})
    return passkey


@transaction.atomic
def rename_passkey(person: Person, *, number: int, name: str, now: dt.datetime) -> Passkey:
    """Another name for one of her own. Raises LookupError for any other."""
    passkey = _own(person, number)
    before, passkey.name = passkey.name, _name(name)
    passkey.save(update_fields=["name"])
    record_of("rename_passkey", person, obj=passkey, now=now, changes={"name": [before, passkey.name]})
    return passkey


@transaction.atomic
def remove_passkey(person: Person, *, number: int, now: dt.datetime) -> Passkey:
    """It opens nothing from now on. Raises LookupError for one that is not hers or is removed already."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    passkey = _own(person, number)
    _end(passkey, now=now)
    check_not_bare(person, now=now)
    drop_codes_if_bare(person, now=now)
    record_of("remove_passkey", person, obj=passkey, now=now, changes={"name": passkey.name})
    return passkey


@transaction.atomic
def use_passkey(passkey: Passkey, *, counter: int, now: dt.datetime) -> Passkey:
    """Note a use that was checked. One that counts must count on: a copy of it would stay behind. Raises Refused."""
    passkey = Passkey.objects.select_for_update(of=("self",)).get(pk=passkey.pk)
    copied = (counter or passkey.counter) and counter <= passkey.counter
    if passkey.removed_at is not None or copied:
        raise Refused(
            _("This passkey did not open. Try once more, or sign in with your password."), code="not_opened"
        )
    passkey.counter, passkey.used_on = counter, timezone.localdate(now)
    passkey.save(update_fields=["counter", "used_on"])
    return passkey


def end_passkeys(person: Person, *, now: dt.datetime) -> int:
    """All of them, without rows in the trail: for acts that leave one themselves."""
    found = list(person.passkeys.filter(LIVE))
    for passkey in found:
        _end(passkey, now=now)
    return len(found)


def _end(passkey: Passkey, *, now: dt.datetime) -> None:
    passkey.removed_at = now
    passkey.save(update_fields=["removed_at"])
    note_erased(passkey, "removed_at", now=now)


def _own(person: Person, number: int) -> Passkey:
    found = person.passkeys.select_for_update(of=("self",)).filter(LIVE, pk=number).first()
    if found is None:
        raise LookupError(number)
    return found


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give the passkey a name, at most 40 characters."), field="name")
    return name
