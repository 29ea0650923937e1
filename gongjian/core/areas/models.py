"""The area tree: city, district, subdistrict, sector, community, grid, estate, building, entrance, household."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.path import PathField, within_any


class Level(models.TextChoices):
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    SECTOR = "sector", _("Sector")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")
    ESTATE = "estate", _("Estate")
    BUILDING = "building", _("Building")
    ENTRANCE = "entrance", _("Entrance")
    HOUSEHOLD = "household", _("Household")


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, path: str) -> "AreaQuerySet":
        """The area of this path and all below it."""
        return self.filter(path__within=path)

    def under_any(self, paths: "list[str]") -> "AreaQuerySet":
        """Areas under one of the paths."""
        return self.filter(within_any("path", paths))

    def current(self) -> "AreaQuerySet":
        """Areas that have not gone."""
        return self.filter(gone_on__isnull=True)

    def offices(self) -> "AreaQuerySet":
        """Subdistricts that work in this installation."""
        return self.filter(level=Level.SUBDISTRICT, is_office=True)

    def ancestors_of(self, area: "Area") -> "AreaQuerySet":
        """The areas above, from the top down, without the area itself."""
        steps = area.path.split("/")[:-2]
        paths = ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]
        return self.filter(path__in=paths).order_by("depth")


class Area(models.Model):
    """One place. `path` carries the scope; official codes and names are dated rows of `OfficialCode`."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    office = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=12, choices=Level)
    name = models.CharField(max_length=80)
    path = PathField(unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(editable=False)
    is_office = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True)
    gone_on = models.DateField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        indexes = [models.Index(fields=["parent", "name"]), models.Index(fields=["office", "level"])]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name as people say it: without the official tail (社区居委会, 街道办事处, …)."""
        for tail in (
            "社区居民居委会",
            "社区居民委员会",
            "社区居委会",
            "村民委员会",
            "村委会",
            "居民委员会",
            "居委会",
            "办事处",
        ):
            if self.name.endswith(tail) and len(self.name) > len(tail):
                return self.name.removesuffix(tail) + ("社区" if tail.startswith("社区") else "")
        return self.name


class OfficialCode(models.Model):
    """The official code and name that an area bore in a span of time. `until` is the first day it no longer held."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ("code", "since")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(until__isnull=True), name="one_area_per_live_code"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="code_span"
            ),
        ]
        indexes = [models.Index(fields=["area", "since"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether the code was in force on that day."""
        return self.since <= day and (self.until is None or day < self.until)


class AreaFileQuerySet(models.QuerySet["AreaFile"]):
    def under_any(self, paths: "list[str]") -> "AreaFileQuerySet":
        """Lists about areas under one of the paths."""
        return self.filter(within_any("root__path", paths))


class AreaFile(models.Model):
    """A list that was brought: added to the tree at once, or proposed as a difference that a person reviews.

    `root` is the smallest area that holds all its rows: who manages it may review the list. `since` is the first day
    on which its codes hold; `problems` are the sentences about rows left out.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("To be reviewed")
        APPLIED = "applied", _("Applied")
        DISCARDED = "discarded", _("Set aside")

    root = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    since = models.DateField()
    level = models.CharField(max_length=12, choices=Level)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    brought_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AreaFileQuerySet.as_manager()

    class Meta:
        ordering = ("-brought_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"


class AreaChange(models.Model):
    """One proposed difference between a file and the tree. `was` keeps what the tree said before."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        RENAMED = "renamed", _("Renamed")
        MOVED = "moved", _("Moved")
        RECODED = "recoded", _("New code")
        GONE = "gone", _("Gone")

    file = models.ForeignKey(AreaFile, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    parent_code = models.CharField(max_length=12, blank=True)
    was = models.CharField(max_length=200, blank=True)
    accepted = models.BooleanField(default=True)
    applied = models.BooleanField(default=False)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("kind", "code")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code} {self.name}"
