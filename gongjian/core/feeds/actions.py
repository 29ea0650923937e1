"""The address of a calendar is made, shown once, and revoked; a new one revokes the one before."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.feeds.models import FeedAddress
from gongjian.core.people.authority import trail_office
from gongjian.core.people.models import Person
from gongjian.core.privacy.erasing import erase, note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.bearer import digest_of, new_secret, tail_of

LONGEST_TOKEN = 80


@transaction.atomic
def make_address(person: Person, *, now: dt.datetime) -> tuple[FeedAddress, str]:
    """A new address and its secret, which is nowhere else; the one before opens nothing from now on."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    erase(person.feed_addresses.filter(revoked_at__isnull=True), now=now, revoked_at=now)
    secret = new_secret()
    made = FeedAddress.objects.create(
        person=person, digest=digest_of(secret), tail=tail_of(secret), made_at=now
    )
    _record("feeds.make", made, person, now=now)
    return made, secret


@transaction.atomic
def revoke_address(person: Person, *, now: dt.datetime) -> FeedAddress:
    """The live address opens nothing from now on. Raises Refused where there is none."""
    live = person.feed_addresses.select_for_update(of=("self",)).filter(revoked_at__isnull=True).first()
    if live is None:
        raise Refused(_("You have no calendar address."), code="wrong_state")
    live.revoked_at = now
    live.save(update_fields=["revoked_at"])
    note_erased(live, "revoked_at", now=now)
    _record("feeds.revoke", live, person, now=now)
    return live


def whose(secret: str, *, now: dt.datetime) -> Person | None:
    """The person whose live address this is, if she may sign in; the day of the reading is noted."""
    if len(secret) > LONGEST_TOKEN:
        return None
    live = FeedAddress.objects.filter(
        digest=digest_of(secret), revoked_at__isnull=True, person__is_active=True
    )
    found = live.select_related("person__office").first()
    if found is None:
        return None
    today = timezone.localdate(now)
    if found.read_on != today:
        FeedAddress.objects.filter(pk=found.pk).update(read_on=today)
    return found.person


def _record(act: str, address: FeedAddress, person: Person, *, now: dt.datetime) -> None:
    record(act, actor=person, obj=address, office=trail_office(person), label=str(address), now=now)
