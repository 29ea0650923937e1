"""Signing in by name and password, throttled by address and by name; the answer never tells which names exist."""

import datetime as dt

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongjian.core.people.actions.own import note_sign_in
from gongjian.core.people.buckets import Rate, give_back, take
from gongjian.core.people.models import Person
from gongjian.core.people.names import normal_username
from gongjian.core.people.session_store import DEVICE, STARTED
from gongjian.core.people.sessions import address_of, device_of
from gongjian.core.refusal import Refused

BY_ADDRESS = Rate("address", tokens=20, refill=dt.timedelta(hours=1))
BY_NAME = Rate("name", tokens=10, refill=dt.timedelta(minutes=15))


def prove_password(request: HttpRequest, *, username: str, password: str, now: dt.datetime) -> Person:
    """Whose name and password these are, or Refused. Unknown name, wrong password and disabled account get one answer.

    A right password gives its tokens back: an office whose people share one address is not locked out at half past
    eight. The password is hashed for unknown names too, so that the time tells nothing.
    """
    name = normal_username(username)
    address = address_of(request)
    take(BY_ADDRESS, subject=address, now=now)
    take(BY_NAME, subject=name, now=now)
    person = authenticate(request, username=name, password=password)
    if not isinstance(person, Person):
        raise Refused(_("Sign-in name or password is not right."), code="wrong")
    give_back(BY_ADDRESS, subject=address, now=now)
    give_back(BY_NAME, subject=name, now=now)
    return person


def begin_session(request: HttpRequest, person: Person, *, how: str, now: dt.datetime) -> None:
    """The person is signed in from here on; `how` she proved it stands in the trail with the device."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[STARTED] = now.isoformat()
    request.session[DEVICE] = device_of(request)
    note_sign_in(person, device=request.session[DEVICE], how=how, now=now)


def check_not_too_often(person: Person, *, now: dt.datetime) -> None:
    """Before a password is asked for again (to change it): the same bucket as for signing in by this name."""
    take(BY_NAME, subject=person.username, now=now)
