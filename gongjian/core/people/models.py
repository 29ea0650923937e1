"""Accounts, the roles they hold for an area, who stands in for whom, and their sessions."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.path import PathField, within_any
from gongjian.core.dated import holds_on
from gongjian.core.people.roles import Role


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> "PersonQuerySet":
        """Accounts that can sign in."""
        return self.filter(is_active=True)

    def under_any(self, paths: list[str], *, on: dt.date) -> "PersonQuerySet":
        """People who work for an office under one of the paths, or hold a role there on that day."""
        held = Holding.objects.live(on).filter(within_any("area_path", paths), person=OuterRef("pk"))
        return self.filter(within_any("office__path", paths) | Q(Exists(held)))

    def managed_under(self, paths: list[str], *, on: dt.date) -> "PersonQuerySet":
        """People whom an administrator of these paths manages.

        Either their office lies under the paths, or they hold roles only there.
        """
        live = Holding.objects.live(on).filter(person=OuterRef("pk"))
        inside, outside = (
            live.filter(within_any("area_path", paths)),
            live.exclude(within_any("area_path", paths)),
        )
        return self.filter(within_any("office__path", paths) | (Exists(inside) & ~Exists(outside)))

    def named_like(self, words: str) -> "PersonQuerySet":
        """People whose name or sign-in name contains the words; empty words match everybody."""
        return self.filter(Q(name__icontains=words) | Q(username__icontains=words)) if words else self

    def away_on(self, day: dt.date) -> "PersonQuerySet":
        """People on leave that day."""
        begun = self.filter(away_from__lte=day)
        return begun.filter(Q(away_until__isnull=True) | Q(away_until__gte=day))

    def away_between(self, first: dt.date, last: dt.date | None) -> "PersonQuerySet":
        """People whose leave touches the span; no last day means open-ended."""
        found = self.filter(away_from__isnull=False)
        found = found.filter(Q(away_until__isnull=True) | Q(away_until__gte=first))
        return found.filter(away_from__lte=last) if last else found


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> PersonQuerySet:
        """Everybody, with the named reads of PersonQuerySet."""
        return PersonQuerySet(self.model, using=self._db)

    def named(self, username: str) -> "Person":
        """The account of this sign-in name; raises Person.DoesNotExist."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. Officials' names and posts are public facts; nothing about residents is kept.

    `password_given`: somebody else chose the password, so it must be changed before anything else is done.
    """

    username = models.CharField(_("Sign-in name"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=40)
    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    password_given = models.BooleanField(default=False)
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
        indexes = [models.Index(fields=["name", "id"], name="person_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__gte=models.F("away_from")),
                name="away_span",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_away(self, day: dt.date) -> bool:
        """Whether the person is on leave that day (both ends included)."""
        return bool(
            self.away_from and self.away_from <= day and (not self.away_until or day <= self.away_until)
        )


class HoldingQuerySet(models.QuerySet["Holding"]):
    def live(self, day: dt.date) -> "HoldingQuerySet":
        """Roles held on that day."""
        return self.filter(holds_on(day))

    def not_over(self, day: dt.date) -> "HoldingQuerySet":
        """Roles held on that day or from a later one on."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day))

    def covering(self, path: str) -> "HoldingQuerySet":
        """Roles held for the area of this path or one above it."""
        steps = path.split("/")[:-1]
        return self.filter(area_path__in=["/".join(steps[: n + 1]) + "/" for n in range(len(steps))])


class Holding(models.Model):
    """A role held for an area and all below it, from one day until the day before another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=20, choices=Role)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ("person", "role")
        indexes = [models.Index(fields=["area_path", "role"], name="holding_area")]
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


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def in_force(self, day: dt.date) -> "ApiTokenQuerySet":
        """Neither revoked nor past their last day."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=day)


class ApiToken(models.Model):
    """A person's key for a program of hers: it may do at most what she may, less what its scopes leave out, up to a day.

    Kept is the digest; the text is shown once. `folders` are the parts of the API it opens, empty for all of them.
    """

    class Reach(models.TextChoices):
        """What the program may do."""

        READ = "read", _("Read only")
        WRITE = "write", _("Read and write")

    person = models.ForeignKey(Person, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    tail = models.CharField(max_length=4)
    reach = models.CharField(max_length=5, choices=Reach, default=Reach.READ)
    folders = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=["person", "revoked_at"], name="token_of_person")]

    def __str__(self) -> str:
        return self.name


class Bucket(models.Model):
    """A token bucket that throttles sign-ins and public forms, keyed by a keyed hash of address or name."""

    key = models.CharField(max_length=80, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()


class SeeAs(models.Model):
    """An administrator looks at the product with another person's eyes: who, whom, why, from when to when."""

    administrator = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["administrator"], condition=Q(ended_at__isnull=True), name="one_live_view_as"
            )
        ]

    def __str__(self) -> str:
        return f"{self.administrator} → {self.person}"


def roles_on(person_ids: Iterable[int], day: dt.date) -> dict[int, list[Holding]]:
    """Live roles of several people at once, each list in the order of the presets."""
    order = list(Role.values)
    found: dict[int, list[Holding]] = {}
    for held in Holding.objects.live(day).filter(person__in=person_ids).select_related("area"):
        found.setdefault(held.person_id, []).append(held)
    for rows in found.values():
        rows.sort(key=lambda held: (order.index(held.role), held.area_path))
    return found
