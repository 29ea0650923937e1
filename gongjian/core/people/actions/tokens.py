"""Keys of one's own for programs: made and shown once, known by their digest, revoked for good."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.compiled import Compiled
from gongjian.core.people.authority import trail_office
from gongjian.core.people.models import ApiToken, Person
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.bearer import digest_of, new_secret, tail_of

PREFIX = "gongjian_"
MOST = 20
LONGEST = dt.timedelta(days=366)


@transaction.atomic
def make_token(
    person: Person,
    *,
    name: str,
    reach: str,
    expires_on: dt.date,
    now: dt.datetime,
    folders: Collection[str] = (),
    known: Collection[str] = (),
) -> tuple[ApiToken, str]:
    """A new token and its text, which is nowhere else. `folders` of the API (empty: all) must be among `known`.

    Raises Refused for an unknown reach or folder, a day that is past or more than a year ahead, or beyond 20 in force.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    today = timezone.localdate(now)
    _check(name, reach=reach, expires_on=expires_on, today=today)
    if unknown := sorted(set(folders) - set(known)):
        raise Refused(_("The API has no part “%(name)s”.") % {"name": unknown[0][:40]}, field="folders")
    if person.api_tokens.in_force(today).count() >= MOST:
        raise Refused(_("You have 20 tokens in force already. Revoke one first."))
    text = new_secret(PREFIX)
    token = ApiToken.objects.create(
        person=person, name=name.strip(), digest=digest_of(text), tail=tail_of(text), reach=reach, folders=sorted(set(folders)),
        made_at=now, expires_on=expires_on,
    )  # fmt: skip
    changes = {"name": token.name, "reach": reach, "until": expires_on, "parts": token.folders}
    record(
        "people.make_token", actor=person, obj=token, office=trail_office(person), label=token.name, changes=changes, now=now
    )  # fmt: skip
    return token, text


@transaction.atomic
def revoke_token(person: Person, *, token_id: int, now: dt.datetime) -> ApiToken:
    """From now on it opens nothing. Raises Refused for one that is revoked already, LookupError for another's."""
    token = ApiToken.objects.select_for_update(of=("self",)).filter(pk=token_id, person=person).first()
    if token is None:
        raise LookupError(token_id)
    if token.revoked_at is not None:
        raise Refused(_("This token was revoked already."), code="wrong_state")
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    note_erased(token, "revoked_at", now=now)
    record(
        "people.revoke_token", actor=person, obj=token, office=trail_office(person), label=token.name, now=now
    )
    return token


def _in_force(digest: str, day: dt.date) -> "QuerySet[ApiToken]":
    found = ApiToken.objects.in_force(day).filter(digest=digest, person__is_active=True)
    return found.exclude(person__password_given=True).select_related("person__office")


_IN_FORCE = Compiled(_in_force, digest="the digest", day=dt.date(1, 1, 1))


def find_token(text: str, *, now: dt.datetime) -> ApiToken | None:
    """The token of this text, in force and of a person who may sign in; the day of its use is noted."""
    if not text.startswith(PREFIX):
        return None
    today = timezone.localdate(now)
    token = _IN_FORCE.first(digest=digest_of(text), day=today)
    if token is not None and token.used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(used_on=today)
    return token


def _check(name: str, *, reach: str, expires_on: dt.date, today: dt.date) -> None:
    if not name.strip():
        raise Refused(_("Say what it is for, such as the program's name."), field="name")
    if len(name.strip()) > 40:
        raise Refused(_("The name is too long: at most 40 characters."), field="name")
    if reach not in ApiToken.Reach.values:
        raise Refused(_("Choose what the program may do."), field="reach")
    if expires_on < today:
        raise Refused(_("The last day lies in the past."), field="expires_on")
    if expires_on - today > LONGEST:
        raise Refused(_("A token holds for a year at most."), field="expires_on")
