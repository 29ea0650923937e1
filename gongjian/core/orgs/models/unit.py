"""Organisations of every kind, and who belongs to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.path import within_any


class UnitKind(models.TextChoices):
    DEPARTMENT = "department", _("Department")
    COMMUNITY = "community", _("Community committee")
    STATION = "station", _("Station")
    PARTY_COMMITTEE = "party", _("Party committee")
    SECTOR_COMMITTEE = "sector", _("Sector joint committee")
    COMMUNITY_PARTY = "local_party", _("Community Party committee")
    GENERAL_BRANCH = "general", _("General branch")
    BRANCH = "branch", _("Branch")
    GROUP = "group", _("Party group")
    SPECIAL_COMMITTEE = "special", _("Special committee")
    OUTSIDE = "outside", _("Outside unit")
    PARTNER = "partner", _("Partner unit")


OUTSIDE = (UnitKind.OUTSIDE, UnitKind.PARTNER)
PARTY = (
    UnitKind.PARTY_COMMITTEE,
    UnitKind.SECTOR_COMMITTEE,
    UnitKind.COMMUNITY_PARTY,
    UnitKind.GENERAL_BRANCH,
    UnitKind.BRANCH,
    UnitKind.GROUP,
    UnitKind.SPECIAL_COMMITTEE,
)


class UnitQuerySet(models.QuerySet["Unit"]):
    def inside(self) -> "UnitQuerySet":
        """Units of the office itself: items are dispatched to these."""
        return self.filter(active=True).exclude(kind__in=[*OUTSIDE, *PARTY])

    def outside(self) -> "UnitQuerySet":
        """Units that an item can be handed over to."""
        return self.filter(active=True, kind__in=OUTSIDE)

    def party(self) -> "UnitQuerySet":
        """Party organisations and their special committees: they sponsor projects, matters are not dispatched to them."""
        return self.filter(active=True, kind__in=PARTY)

    def of_office(self, office_id: int) -> "UnitQuerySet":
        """Units that work for this office."""
        return self.filter(office_id=office_id)

    def under_any(self, paths: "list[str]") -> "UnitQuerySet":
        """Units whose area lies under one of the paths."""
        return self.filter(within_any("area__path", paths))


class Unit(models.Model):
    """A department, a community committee, a station, an outside or a partner unit."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="units")
    kind = models.CharField(max_length=12, choices=UnitKind)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    active = models.BooleanField(default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "id")
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="unit_name_in_office")]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def is_outside(self) -> bool:
        """Whether items go to it by hand-over, not by dispatch."""
        return self.kind in OUTSIDE


class Membership(models.Model):
    """A person in a unit. `until` is the first day no longer held."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    post = models.CharField(max_length=40, blank=True)
    is_head = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "is_head"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"], condition=models.Q(until__isnull=True), name="one_live_membership"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"
