"""The catalogue: types of service as dated data, experts, and what their units offer."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Avg, Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.areas.path import PathField, within_any
from gongjian.core.dated import holds_on
from gongjian.core.people.access import Access


class Mode(models.TextChoices):
    """How a service reaches those who listen."""

    PLACE = "place", pgettext_lazy("service mode", "On the spot")
    ONLINE = "online", pgettext_lazy("service mode", "Online")
    BOTH = "both", pgettext_lazy("service mode", "On the spot or online")


class Offered(models.TextChoices):
    """Where a service stands."""

    OFFERED = "offered", pgettext_lazy("service state", "Offered")
    PAUSED = "paused", pgettext_lazy("service state", "Paused")
    WITHDRAWN = "withdrawn", pgettext_lazy("service state", "Withdrawn")


class ServiceTypeQuerySet(models.QuerySet["ServiceType"]):
    def visible_to(self, access: Access) -> "ServiceTypeQuerySet":
        """Those of the offices whose catalogue the person may read, and of the offices of her own units."""
        return self.filter(reachable(access))

    def on(self, day: dt.date) -> "ServiceTypeQuerySet":
        """Types in force on a day."""
        return self.filter(holds_on(day))

    def with_numbers(self) -> "ServiceTypeQuerySet":
        """With how many services stand under each and are not withdrawn."""
        kept = ExpertService.objects.kept().filter(type=OuterRef("pk")).order_by().values("type")
        return self.select_related("office").annotate(
            services_kept=Coalesce(Subquery(kept.annotate(number=Count("pk")).values("number")), 0)
        )

    def with_offers(self, office_id: int) -> "ServiceTypeQuerySet":
        """The office's types under which something is on offer, with how many services."""
        on_offer = Q(services__state=Offered.OFFERED, services__unit__active=True)
        counted = self.filter(office=office_id).annotate(services_offered=Count("services", filter=on_offer))
        return counted.filter(services_offered__gt=0)


class ServiceType(models.Model):
    """A heading of the catalogue, as one office keeps it. `until` is the first day without it."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    name = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = ServiceTypeQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(until__isnull=True), name="one_service_type"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="service_type_span"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, access: Access) -> "ExpertQuerySet":
        """All of the offices whose catalogue the person may read, and those of her own units."""
        return self.filter(reachable(access, own_units="unit_id"))

    def available(self) -> "ExpertQuerySet":
        """Those who can be asked."""
        return self.filter(ended_at__isnull=True, unit__active=True)

    def with_all(self) -> "ExpertQuerySet":
        """With everything that a row of the list shows."""
        return self.select_related("unit", "office")


class Expert(models.Model):
    """Somebody of a unit who gives services; as a lecturer she holds Party lectures on her topics.

    Kept are what the catalogue needs to say who comes, and sealed how the unit can be reached about her. Nothing rates her.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="experts")
    name = models.CharField(max_length=40)
    post = models.CharField(max_length=60, blank=True)
    fields = models.CharField(max_length=200, blank=True)
    is_lecturer = models.BooleanField(default=False)
    topics = models.CharField(max_length=300, blank=True)
    contact_sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        indexes = [models.Index(fields=["office", "-made_at", "-id"], name="expert_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_at__isnull=True), name="one_expert_of_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.post}" if self.post else self.name


class ExpertServiceQuerySet(models.QuerySet["ExpertService"]):
    def visible_to(self, access: Access) -> "ExpertServiceQuerySet":
        """All of the offices whose catalogue the person may read, and those of her own units."""
        return self.filter(reachable(access, own_units="unit_id"))

    def of_units(self, unit_ids: "frozenset[int]") -> "ExpertServiceQuerySet":
        """What these units give."""
        return self.filter(unit_id__in=unit_ids)

    def kept(self) -> "ExpertServiceQuerySet":
        """All but those that were withdrawn."""
        return self.exclude(state=Offered.WITHDRAWN)

    def on_offer(self) -> "ExpertServiceQuerySet":
        """What can be ordered: offered, of a unit that takes part."""
        return self.filter(state=Offered.OFFERED, unit__active=True)

    def with_all(self) -> "ExpertServiceQuerySet":
        """With everything that a row of the list shows."""
        return self.select_related("unit", "type", "expert", "area", "office")

    def with_ratings(self) -> "ExpertServiceQuerySet":
        """With the mean of its orders' ratings and how many there are: sum of the ratings ÷ orders rated."""
        from gongjian.modules.experts.models.ordering import ServiceOrder

        rated = ServiceOrder.objects.filter(service=OuterRef("pk"), rating__isnull=False)
        each = rated.order_by().values("service")
        return self.annotate(
            rating_mean=Subquery(each.annotate(mean=Avg("rating")).values("mean")),
            rating_count=Coalesce(Subquery(each.annotate(number=Count("pk")).values("number")), 0),
        )


class ExpertService(models.Model):
    """One service of the catalogue: what it gives, for whom, how long, how often a month, where, on what conditions."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    type = models.ForeignKey(ServiceType, models.PROTECT, related_name="services")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="expert_services")
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="services")
    gives = models.TextField(blank=True)
    audience = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveIntegerField()
    capacity = models.PositiveIntegerField()
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.PLACE)
    place = models.CharField(max_length=200, blank=True)
    conditions = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=Offered, default=Offered.OFFERED)
    state_reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = ExpertServiceQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [
            models.Index(fields=["office", "-made_at", "-id"], name="expert_service_list"),
            models.Index(fields=["unit", "state"], name="expert_service_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="expert_service_number"),
            models.UniqueConstraint(
                fields=["unit", "title"], condition=~Q(state="withdrawn"), name="one_expert_service"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0, minutes__gt=0), name="expert_service_amounts"),
        ]

    def __str__(self) -> str:
        return self.title


def reachable(access: Access, *, own_units: str = "") -> Q:
    """Rows of the offices in which, or in a part of which, the person may read the catalogue, and of her own units."""
    below = Area.objects.filter(within_any("path", access.paths("experts.view")), office__isnull=False)
    found = Q(office__in=below.values("office"))
    return found | Q(**{f"{own_units}__in": access.unit_ids}) if own_units and access.unit_ids else found
