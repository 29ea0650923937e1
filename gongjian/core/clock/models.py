"""Time limits and calendar days as dated data with a source."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.lib.worktime import Unit


class TimeLimit(models.Model):
    """How long a named clock may run for a kind of item, from one day until the day before another.

    The most specific row wins: with category before without, own office before all offices.
    """

    UNITS = [
        (Unit.MINUTES, _("minutes")),
        (Unit.WORK_HOURS, _("work hours")),
        (Unit.WORK_DAYS, _("work days")),
        (Unit.CALENDAR_DAYS, _("calendar days")),
    ]
    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=30)
    category = models.CharField(max_length=40, blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=14, choices=UNITS)
    roll = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ("kind", "name", "category", "-since")
        indexes = [models.Index(fields=["kind", "name", "category"])]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="limit_amount_positive"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="limit_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.amount} {self.get_unit_display()}"


class SpecialDay(models.Model):
    """A holiday or a make-up working day entered by the office, over what the statutory list says."""

    day = models.DateField(primary_key=True)
    works = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
