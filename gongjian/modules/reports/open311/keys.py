"""Keys for other systems: issued and shown once, known by their digest, revoked for good."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.bearer import digest_of, new_secret, tail_of
from gongjian.modules.reports.models import Open311Key
from gongjian.modules.reports.models.open311 import SET_UP

MOST = 50
MOST_HOURLY = 2000
PREFIX = "gj311_"


def may_set_up(office: Area, actor: Person | None, access: Access | None, *, now: dt.datetime) -> None:
    """Refuse whoever does not look after the office's connections; `actor` None is the product itself, seeding."""
    if actor is None:
        return
    access = access or access_of(actor, today=timezone.localtime(now).date())
    if not access.may(SET_UP, office.path):
        raise Refused(_("You look after the connections of your own office only."), code="not_allowed")


@transaction.atomic
def issue_key(
    office: Area, *, name: str, owner: str, actor: Person | None, now: dt.datetime, expires_on: dt.date | None = None,
    hourly: int = 20, access: Access | None = None,
) -> tuple[Open311Key, str]:  # fmt: skip
    """A new key and its text, which is nowhere else: whoever loses it gets another. Raises Refused."""
    may_set_up(office, actor, access, now=now)
    today = timezone.localtime(now).date()
    if Open311Key.objects.in_force(today).filter(office=office).count() >= MOST:
        raise Refused(_("This office has 50 keys in force already. Revoke one first."))
    if expires_on is not None and expires_on < today:
        raise Refused(_("The last day lies in the past."), field="expires_on")
    if not 1 <= hourly <= MOST_HOURLY:
        raise Refused(_("Between 1 and 2,000 reports an hour."), field="hourly")
    text = new_secret(PREFIX)
    key = Open311Key.objects.create(
        office=office, name=_named(name, "name", 40), owner=_named(owner, "owner", 80), digest=digest_of(text),
        tail=tail_of(text), hourly=hourly, expires_on=expires_on, made_by=actor, made_at=now,
    )  # fmt: skip
    changes = {"owner": key.owner, "until": str(expires_on or ""), "an hour": hourly}
    record("reports.issue_key", actor=actor, obj=key, office=office, label=key.name, changes=changes, now=now)
    return key, text


@transaction.atomic
def revoke_key(
    key: Open311Key, *, actor: Person, now: dt.datetime, access: Access | None = None
) -> Open311Key:
    """From now on it opens nothing; what came by it stays. Raises Refused for one that is revoked already."""
    held = Open311Key.objects.select_for_update(of=("self",)).select_related("office").get(pk=key.pk)
    may_set_up(held.office, actor, access, now=now)
    if held.revoked_at is not None:
        raise Refused(_("This key was revoked already."), code="wrong_state")
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    note_erased(held, "revoked_at", now=now)
    record("reports.revoke_key", actor=actor, obj=held, office=held.office, label=held.name, now=now)
    return held


def find_key(text: str, *, office: Area, now: dt.datetime) -> Open311Key | None:
    """The office's key of this text if it is in force; the day of its use is noted."""
    day = timezone.localtime(now).date()
    if not text.startswith(PREFIX):
        return None
    key = Open311Key.objects.in_force(day).filter(digest=digest_of(text), office=office).first()
    if key is not None and key.used_on != day:
        Open311Key.objects.filter(pk=key.pk).update(used_on=day)
    return key


def _named(text: str, field: str, most: int) -> str:
    plain = text.strip()
    if not plain:
        raise Refused(_("This must not be empty: the key is told by it."), field=field)
    if len(plain) > most:
        raise Refused(_("At most %(most)d characters.") % {"most": most}, field=field)
    return plain
