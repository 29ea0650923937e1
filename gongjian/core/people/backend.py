"""Whom a password or a session belongs to; each request learns with the person whether she must protect her sign-in."""

import datetime as dt

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from gongjian.core.compiled import Compiled
from gongjian.core.factors.state import with_demand
from gongjian.core.people.models import Person

_OF_SESSION: Compiled[Person] = Compiled(
    lambda pk, day: with_demand(Person.objects.get_queryset().active().filter(pk=pk), on=day),
    pk=-1,
    day=dt.date(1, 1, 1),
)


class Door(ModelBackend):
    """Django's own, but for one query that also tells what the person's office demands."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, unless her account is disabled."""
        return _OF_SESSION.first(pk=user_id, day=timezone.localdate())
