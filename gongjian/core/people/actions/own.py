"""What everybody does with her own account: password, language, sessions."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.people.actions.accounts import keep_password
from gongjian.core.people.authority import trail_office
from gongjian.core.people.models import Person, SignInSession
from gongjian.core.people.sessions import reference_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


@transaction.atomic
def change_password(
    person: Person, *, old: str, new: str, now: dt.datetime, keep_session: str = ""
) -> Person:
    """A new password. Every other session ends; the one of the key `keep_session` goes on.

    The caller must put the new password's hash into the kept session (`update_session_auth_hash`).
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.check_password(old):
        raise Refused(_("The present password is not right."), field="old")
    if old == new:
        raise Refused(_("The new password is the same as the present one. Choose another."), field="new")
    keep_password(person, new, field="new")
    person.password_given = False
    person.save(update_fields=["password", "password_given"])
    SignInSession.objects.filter(person=person).exclude(pk=keep_session).delete()
    _record_own("people.change_password", person, now=now)
    return person


@transaction.atomic
def choose_language(person: Person, *, language: str, now: dt.datetime) -> Person:
    """The language in which the product speaks to this person, on every device from the next sign-in on."""
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages listed."), field="language")
    person = Person.objects.select_for_update().get(pk=person.pk)
    before, person.language = person.language, language
    person.save(update_fields=["language"])
    _record_own("people.choose_language", person, changes={"language": [before, language]}, now=now)
    return person


@transaction.atomic
def end_session(person: Person, *, reference: str, now: dt.datetime) -> bool:
    """End one of the person's own sessions. One that is gone already counts as ended: says whether it was there."""
    keys = SignInSession.objects.filter(person=person).values_list("pk", flat=True)
    wanted = [key for key in keys if reference_of(key) == reference]
    ended, _models = SignInSession.objects.filter(pk__in=wanted).delete()
    if ended:
        _record_own("people.end_session", person, now=now)
    return bool(ended)


@transaction.atomic
def sign_out_everywhere(person: Person, *, now: dt.datetime) -> int:
    """End all sessions of the person, the present one too; also one that is beginning at this moment elsewhere."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.sessions_since = now
    person.save(update_fields=["sessions_since"])
    ended, _models = SignInSession.objects.filter(person=person).delete()
    _record_own("people.sign_out_everywhere", person, changes={"sessions": ended}, now=now)
    return ended


@transaction.atomic
def note_sign_in(person: Person, *, device: str, how: str, now: dt.datetime) -> None:
    """The trail of somebody having signed in: with which kind of device and by which proof, never from where."""
    _record_own("people.sign_in", person, changes={"device": device, "how": how}, now=now)


def _record_own(
    action: str, person: Person, *, now: dt.datetime, changes: dict[str, object] | None = None
) -> None:
    record(
        action,
        actor=person,
        obj=person,
        office=trail_office(person),
        label=person.name,
        changes=changes or {},
        now=now,
    )
