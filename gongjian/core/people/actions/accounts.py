"""Accounts: added, disabled, enabled again, given a new first password."""

import datetime as dt
import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.authority import (
    day_of,
    demand_other_administrator,
    demand_say_in,
    demand_say_over,
    lock_administrators,
    trail_office,
)
from gongjian.core.people.models import Holding, Person, SignInSession
from gongjian.core.people.names import normal_username
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

USERNAME = re.compile(r"[\w.@+-]{2,40}", re.ASCII)


@transaction.atomic
def add_person(
    username: str,
    *,
    name: str,
    office: Area,
    password: str,
    now: dt.datetime,
    actor: Person | None = None,
    is_demo: bool = False,
    password_given: bool = False,
    hashed: str = "",
) -> Person:
    """A new account without any role. A password that somebody else chose must be changed at the first sign-in: an
    administrator's always, the product's own when `password_given` says so. `hashed` is a hash of this very password,
    where many demo accounts share one: hashing costs a fifth of a second."""
    person = Person(username=_username(username), name=_name(name), office=_office(office), is_demo=is_demo)
    demand_say_in(office, actor=actor, now=now, field="office")
    if hashed:
        person.password = hashed
    else:
        keep_password(person, password, field="password")
    person.password_given = password_given or actor is not None
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            _("The sign-in name %(name)s is taken. Choose another one.") % {"name": person.username},
            field="username",
        ) from None
    record(
        "people.add_person",
        actor=actor,
        obj=person,
        office=office,
        label=person.name,
        changes={"username": person.username, "name": person.name},
        now=now,
    )
    return person


@transaction.atomic
def disable_person(person: Person, *, reason: str, now: dt.datetime, actor: Person | None = None) -> Person:
    """The account can no longer sign in; sessions under way end at once. Roles and history stay as they are."""
    demand_say_over(person, actor=actor, now=now)
    if actor is not None and actor.pk == person.pk:
        raise Refused(_("You cannot disable your own account. Ask another administrator."))
    reason = _reason(reason)
    roles = list(Holding.objects.live(day_of(now)).filter(person=person).select_related("area"))
    lock_administrators(roles)
    demand_other_administrator(roles, on=day_of(now), also_without=person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("%(name)s is disabled already.") % {"name": person.name})
    person.is_active, person.sessions_since = False, now
    person.save(update_fields=["is_active", "sessions_since"])
    note_erased(person, "is_active", "sessions_since", now=now)
    SignInSession.objects.filter(person=person).delete()
    _record_account(
        "people.disable_person",
        person,
        changes={"is_active": [True, False]},
        actor=actor,
        reason=reason,
        now=now,
    )
    return person


@transaction.atomic
def enable_person(person: Person, *, reason: str, now: dt.datetime, actor: Person | None = None) -> Person:
    """The account can sign in again, with the roles it still holds."""
    demand_say_over(person, actor=actor, now=now)
    reason = _reason(reason)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refused(_("%(name)s is not disabled.") % {"name": person.name})
    person.is_active = True
    person.save(update_fields=["is_active"])
    note_erased(person, "is_active", now=now)
    _record_account(
        "people.enable_person",
        person,
        changes={"is_active": [False, True]},
        actor=actor,
        reason=reason,
        now=now,
    )
    return person


@transaction.atomic
def reset_password(
    person: Person, *, password: str, reason: str, now: dt.datetime, actor: Person | None = None
) -> Person:
    """A new first password for somebody who forgot hers: all her sessions end, and she must change it at once."""
    demand_say_over(person, actor=actor, now=now)
    if actor is not None and actor.pk == person.pk:
        raise Refused(_("Change your own password in “My account”."))
    reason = _reason(reason)
    person = Person.objects.select_for_update().get(pk=person.pk)
    keep_password(person, password, field="password")
    person.password_given, person.sessions_since = True, now
    person.save(update_fields=["password", "password_given", "sessions_since"])
    SignInSession.objects.filter(person=person).delete()
    _record_account("people.reset_password", person, changes={}, actor=actor, reason=reason, now=now)
    return person


def keep_password(person: Person, password: str, *, field: str) -> None:
    """Set the password on the unsaved account, or refuse it with what is wrong; `field` names the input."""
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field=field) from None
    person.set_password(password)


def _record_account(
    action: str,
    person: Person,
    *,
    changes: dict[str, object],
    actor: Person | None,
    reason: str,
    now: dt.datetime,
) -> None:
    record(
        action,
        actor=actor,
        obj=person,
        office=trail_office(person),
        label=person.name,
        changes=changes,
        reason=reason,
        now=now,
    )


def _username(text: str) -> str:
    username = normal_username(text)
    if not USERNAME.fullmatch(username):
        raise Refused(
            _("A sign-in name has 2 to 40 letters, digits or . @ + - _ and no spaces."),
            field="username",
        )
    return username


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 40:
        raise Refused(_("Give the person's name, at most 40 characters."), field="name")
    return name


def _office(office: Area) -> Area:
    if office.gone_on is not None:
        raise Refused(
            _("%(area)s no longer exists. Choose another one.") % {"area": office.name}, field="office"
        )
    return office


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > 200:
        raise Refused(_("Give a reason, at most 200 characters. It is kept in the trail."), field="reason")
    return reason
