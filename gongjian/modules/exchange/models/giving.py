"""What units give: categories as dated data, resources with their capacity, and when they can be had."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.areas.path import PathField, within_any
from gongjian.core.dated import holds_on
from gongjian.core.people.access import Access
from gongjian.modules.exchange.windows import write_windows

WEEKDAYS = (
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
)  # fmt: skip


class Per(models.TextChoices):
    """The period after which a resource's capacity is there anew."""

    WEEK = "week", pgettext_lazy("capacity", "per week")
    MONTH = "month", pgettext_lazy("capacity", "per month")
    YEAR = "year", pgettext_lazy("capacity", "per year")
    ONCE = "once", pgettext_lazy("capacity", "once")


class Offered(models.TextChoices):
    """Where a resource stands."""

    OFFERED = "offered", pgettext_lazy("resource", "Offered")
    PAUSED = "paused", pgettext_lazy("resource", "Paused")
    WITHDRAWN = "withdrawn", pgettext_lazy("resource", "Withdrawn")


class ExchangeCategoryQuerySet(models.QuerySet["ExchangeCategory"]):
    def of_office(self, office_id: int) -> "ExchangeCategoryQuerySet":
        """The office's own and those of all offices."""
        return self.filter(Q(office_id=office_id) | Q(office__isnull=True))

    def on(self, day: dt.date) -> "ExchangeCategoryQuerySet":
        """Categories in force on a day."""
        return self.filter(holds_on(day))

    def visible_to(self, access: Access) -> "ExchangeCategoryQuerySet":
        """Those of the offices in which the person may read the lists."""
        return self.filter(Q(office__isnull=True) | Q(office__in=offices_seen(access)))


class ExchangeCategory(models.Model):
    """What resources and needs are about, alike for both lists. `until` is the first day without it."""

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ExchangeCategoryQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(until__isnull=True), name="one_exchange_category"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="exchange_category_span"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, access: Access) -> "ResourceQuerySet":
        """All of the offices in which the person may read the lists, and those of her own units."""
        mine = Q(unit_id__in=access.unit_ids) if access.unit_ids else Q(pk__in=[])
        return self.filter(Q(office__in=offices_seen(access)) | mine)

    def of_units(self, unit_ids: "frozenset[int]") -> "ResourceQuerySet":
        """What these units give."""
        return self.filter(unit_id__in=unit_ids)

    def kept(self) -> "ResourceQuerySet":
        """All but those that were withdrawn."""
        return self.exclude(state=Offered.WITHDRAWN)

    def on_offer(self, day: dt.date) -> "ResourceQuerySet":
        """What can be had on a day: offered, begun, not ended, of a unit that takes part."""
        open_end = Q(until__isnull=True) | Q(until__gte=day)
        begun = Q(since__isnull=True) | Q(since__lte=day)
        return self.filter(open_end & begun, state=Offered.OFFERED, unit__active=True)

    def with_all(self) -> "ResourceQuerySet":
        """With everything that a row of the list shows."""
        return self.select_related("unit", "category", "area", "office").prefetch_related("windows")


class Resource(models.Model):
    """Something a unit gives: how much of it in which period, when, where, to whom and on what conditions.

    The first and the last day are `since` and `until`, both included. `contact_sealed` says whom to ask at the unit.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="resources")
    category = models.ForeignKey(ExchangeCategory, models.PROTECT, related_name="resources")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    capacity = models.PositiveIntegerField()
    measure = models.CharField(max_length=12)
    per = models.CharField(max_length=6, choices=Per)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    who = models.CharField(max_length=200, blank=True)
    conditions = models.CharField(max_length=300, blank=True)
    contact_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=Offered, default=Offered.OFFERED)
    state_reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [
            models.Index(fields=["office", "-made_at", "-id"], name="resource_list"),
            models.Index(fields=["unit", "state"], name="resource_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title"], condition=~Q(state="withdrawn"), name="one_resource_of_a_unit"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="resource_capacity"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="resource_span",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def capacity_text(self) -> str:
        """How much in words: "4 场 · 每月"."""
        return f"{self.capacity} {self.measure} · {self.get_per_display()}"

    @property
    def hours_text(self) -> str:
        """The hours of the week in words; empty where they are by arrangement."""
        return write_windows((one.weekday, one.begins, one.ends) for one in self.windows.all())


class ResourceWindow(models.Model):
    """Hours of one weekday in which a resource can be had. Without any, it can be had whenever the unit says."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ("weekday", "begins", "id")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="resource_window_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="resource_window_span"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.begins:%H:%M}-{self.ends:%H:%M}"


def offices_seen(access: Access) -> "models.QuerySet[Area, int]":
    """Offices in which, or in a part of which, the person may read the lists."""
    below = Area.objects.filter(within_any("path", access.paths("exchange.view")), office__isnull=False)
    return below.values("office")  # type: ignore[return-value]
