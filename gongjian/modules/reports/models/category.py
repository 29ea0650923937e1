"""What a report can be about: dated data, so that last year's reports keep last year's words."""

import datetime as dt

from django.db import models
from django.db.models import Q

from gongjian.core.dated import holds_on


class CategoryQuerySet(models.QuerySet["Category"]):
    def in_force(self, day: dt.date) -> "CategoryQuerySet":
        """Categories that hold on that day."""
        return self.filter(holds_on(day))

    def of_office(self, office_id: int) -> "CategoryQuerySet":
        """Those of this office and those that all offices share."""
        return self.filter(Q(office_id=office_id) | Q(office__isnull=True))


class Category(models.Model):
    """One kind of matter. `code` also names its rows in the table of time limits; `until` is the first day without it."""

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    hint = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lead_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=100)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "code"], condition=Q(until__isnull=True), name="one_live_category_per_code"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="category_span"
            ),
        ]

    def __str__(self) -> str:
        return self.name
