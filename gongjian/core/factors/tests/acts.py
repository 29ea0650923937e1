"""What the tests of this package share: an app that shows codes, and a browser at the door."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from gongjian.core.factors.actions import begin_app, confirm_app
from gongjian.core.people.models import Person
from gongjian.core.privacy import unseal
from gongjian.lib import totp
from tests.cast import PASSWORD

DOOR, SECOND, MINE = "/account/sign-in/", "/account/sign-in/second-step/", "/account/protection/"
AGO = dt.timedelta(minutes=5)


def with_app(person: Person) -> str:
    """The person has an app since five minutes; returns its secret."""
    then = timezone.now() - AGO
    secret = unseal(begin_app(person, now=then), "secret")
    confirm_app(person, code=totp.code_at(secret, totp.step_at(then)), now=then)
    return secret


def shown(secret: str, *, later: int = 0) -> str:
    """The code that the app shows now, or so many steps later."""
    return totp.code_at(secret, totp.step_at(timezone.now()) + later)


def wrong(secret: str) -> str:
    """Six digits that the app shows neither now nor a moment before or after."""
    near = {shown(secret, later=later) for later in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def knock(username: str, *, client: Client | None = None, **given: Any) -> Client:
    """A browser in which name and password were typed."""
    client = client or Client()
    client.post(DOOR, {"username": username, "password": PASSWORD, **given})
    return client


def is_in(client: Client) -> bool:
    """Whether somebody is signed in there."""
    return client.get("/account/").status_code == 200


def words(answer: Any) -> str:
    return str(answer.content.decode())
