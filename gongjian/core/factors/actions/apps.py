"""An authenticator app: begun with a secret, in force from its first code on, removed for good."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.factors.actions.bare import check_not_bare, drop_codes_if_bare
from gongjian.core.factors.actions.trailing import record_of
from gongjian.core.factors.models import LIVE, Authenticator
from gongjian.core.people.models import Person
from gongjian.core.privacy import seal, unseal
from gongjian.core.privacy.erasing import erase_rows, note_erased
from gongjian.core.refusal import Refused
from gongjian.lib import totp


@transaction.atomic
def begin_app(person: Person, *, now: dt.datetime) -> Authenticator:
    """A new secret, sealed, that counts for nothing before `confirm_app`; one begun earlier is forgotten."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.authenticators.filter(LIVE, confirmed_at__isnull=False).exists():
        raise Refused(_("You have an authenticator app already. Remove it first."), code="wrong_state")
    erase_rows(person.authenticators.filter(confirmed_at__isnull=True), now=now)
    app = Authenticator(person=person, made_at=now)
    app.secret_sealed = seal(app, "secret", totp.new_secret())
    app.save(force_insert=True)
    return app


@transaction.atomic
def confirm_app(person: Person, *, code: str, now: dt.datetime) -> Authenticator:
    """The app shows the right code: from now on a password alone does not sign in."""
    app = person.authenticators.select_for_update(of=("self",)).filter(LIVE).first()
    if app is None:
        raise Refused(_("Begin once more: there is no app to confirm."), code="wrong_state")
    if app.confirmed_at is not None:
        return app
    step = totp.matching_step(unseal(app, "secret"), code, now=now)
    if step is None:
        raise Refused(_("This is not the code that belongs to this moment. Type the next one."), field="code")
    app.confirmed_at, app.last_step = now, step
    app.save(update_fields=["confirmed_at", "last_step"])
    record_of("set_up_app", person, obj=app, now=now)
    return app


@transaction.atomic
def remove_app(person: Person, *, now: dt.datetime) -> Authenticator:
    """Its codes open nothing from now on, and its secret is destroyed. Raises Refused where there is none."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    app = person.authenticators.filter(LIVE).first()
    if app is None:
        raise Refused(_("You have no authenticator app."), code="wrong_state")
    _end(app, now=now)
    check_not_bare(person, now=now)
    drop_codes_if_bare(person, now=now)
    record_of("remove_app", person, obj=app, now=now)
    return app


def end_apps(person: Person, *, now: dt.datetime) -> int:
    """All of them, without a row in the trail: for acts that leave one themselves."""
    found = list(person.authenticators.filter(LIVE))
    for app in found:
        _end(app, now=now)
    return len([app for app in found if app.confirmed_at])


def _end(app: Authenticator, *, now: dt.datetime) -> None:
    app.removed_at, app.secret_sealed = now, None
    app.save(update_fields=["removed_at", "secret_sealed"])
    note_erased(app, "removed_at", "secret_sealed", now=now)
