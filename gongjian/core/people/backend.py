"""Whom a password or a session belongs to; each request learns with the person whether she must protect her sign-in."""

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from gongjian.core.factors.state import with_demand
from gongjian.core.people.models import Person


class Door(ModelBackend):
    """Django's own, but for one query that also tells what the person's office demands."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, unless her account is disabled."""
        people = with_demand(Person.objects.get_queryset().active(), on=timezone.localdate())
        return people.filter(pk=user_id).first()
