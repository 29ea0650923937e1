"""Orders of services, and what came of them."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from gongjian.core.items.models import Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access
from gongjian.modules.experts.models.catalogue import Expert, ExpertService

GIVEN = ("delivered", "rated", "unrated")
BOOKED = ("accepted", *GIVEN)
HOLDING = ("ordered", *BOOKED)


class ServiceOrderQuerySet(models.QuerySet["ServiceOrder"]):
    def visible_to(self, access: Access) -> "ServiceOrderQuerySet":
        """Orders whose item the person may read; those of her own units too."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "ServiceOrderQuerySet":
        """With everything that a row of the list shows."""
        return self.select_related(
            "item__area", "item__unit", "item__handler", "item__office", "service__type", "service__unit", "expert",
            "orderer",
        )  # fmt: skip

    def of_units(self, unit_ids: "frozenset[int]") -> "ServiceOrderQuerySet":
        """Orders that these units are to give."""
        return self.filter(item__unit_id__in=unit_ids)

    def live(self) -> "ServiceOrderQuerySet":
        """Orders that are not at their end."""
        return self.filter(item__closed_at__isnull=True)

    def holding(self) -> "ServiceOrderQuerySet":
        """Orders that take of their service's capacity: all but those declined or cancelled."""
        return self.filter(item__state__in=HOLDING)

    def booked(self) -> "ServiceOrderQuerySet":
        """Orders that stand in the calendar: accepted, and all that came of it."""
        return self.filter(item__state__in=BOOKED)

    def between(self, start: dt.datetime, end: dt.datetime) -> "ServiceOrderQuerySet":
        """Orders that begin from `start` on and before `end`."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def at_once_with(self, start: dt.datetime, end: dt.datetime) -> "ServiceOrderQuerySet":
        """Orders that share a minute with this span; one that begins as the other ends does not."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class ServiceOrder(models.Model):
    """A service asked for by a unit: when, for whom, how many are expected. Its item's unit is the giving one.

    `accepted` is the giving unit's answer (None while it waits), `came` how many came, `rating` (1 to 5) the ordering
    side's word on the service; the person who gave it is never rated.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="service_order")
    service = models.ForeignKey(ExpertService, models.PROTECT, related_name="orders", db_index=False)
    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, related_name="orders", db_index=False
    )
    orderer = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="service_orders")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    online = models.BooleanField(default=False)
    audience = models.CharField(max_length=120)
    people = models.PositiveIntegerField()
    wish = models.CharField(max_length=500, blank=True)
    accepted = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    came = models.PositiveIntegerField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ServiceOrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["service", "starts_at"], name="order_of_service"),
            models.Index(fields=["expert", "starts_at"], name="order_of_expert"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_span"),
            models.CheckConstraint(condition=Q(people__gt=0), name="order_people"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5), name="order_rating"
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)
