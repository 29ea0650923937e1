"""Accounts, the roles they hold for an area, who stands in for whom, and their sessions."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.path import PathField
from gongjian.core.people.roles import Role


class PersonManager(BaseUserManager["Person"]):
    def named(self, username: str) -> "Person":
        """The account of this sign-in name; raises Person.DoesNotExist."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. Officials' names and posts are public facts; nothing about residents is kept here."""

    username = models.CharField(_("Sign-in name"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=40)
    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    stand_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="stands_in_for")
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    sessions_since = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(away_until__isnull=True) | Q(away_from__isnull=False, away_until__gte=models.F("away_from")),
                name="away_span",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_away(self, day: dt.date) -> bool:
        """Whether the person is on leave that day (both ends included)."""
        return bool(self.away_from and self.away_from <= day and (not self.away_until or day <= self.away_until))


class Holding(models.Model):
    """A role held for an area and all below it, from one day until the day before another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=20, choices=Role)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("person", "role")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "area"], condition=Q(until__isnull=True), name="one_live_holding"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.area}"


class SignInSession(AbstractBaseSession):
    """A session row that knows whose it is, so that a person sees and ends her own."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-seen_at"])]


class Bucket(models.Model):
    """A token bucket that throttles sign-ins and public forms, keyed by a keyed hash of address or name."""

    key = models.CharField(max_length=80, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()


class SeeAs(models.Model):
    """An administrator looked at the product with another person's eyes: who, whom, why, from when to when."""

    administrator = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
