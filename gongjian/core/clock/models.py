"""Time limits, duties and calendar days as dated data with a source."""

import datetime as dt

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

    def holds_on(self, day: dt.date) -> bool:
        """Whether clocks that start on that day run by it."""
        return self.since <= day and (self.until is None or self.until > day)


class Start(models.TextChoices):
    """From when a duty's time runs: the phase that the matter enters."""

    REPORTED = "reported", _("it is received")
    DISPATCHED = "dispatched", _("it is given to a unit")
    HANDLING = "handling", _("the unit takes it on")


class End(models.TextChoices):
    """What a duty asks for: that the matter enter a phase, or that whoever reported it get a word."""

    TOLD = "told", _("whoever reported it has had a word")
    DISPATCHED = "dispatched", _("it is given to a unit")
    HANDLING = "handling", _("the unit has taken it on")
    CHECKING = "checking", _("it is handed in for checking")
    CLOSED = "closed", _("it is closed")


BY_HAND = "hand"
"""`Duty.when` of a duty that somebody puts on a matter; empty: every matter for which the table has a limit."""


class Duty(models.Model):
    """What somebody else demands of matters of a kind within a time: a hotline, a city management office, a notice.

    Its limits stand in the table under `code`, so that they are dated and may differ by category. `when` is a
    circumstance that the kind's flow names, BY_HAND, or empty. Of duties with the same `choice` a matter has one at a
    time. `by_date`: no limit but a day, given with the paper that sets it.
    """

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=40)
    choice = models.CharField(max_length=40, blank=True)
    when = models.CharField(max_length=20, blank=True)
    start = models.CharField(max_length=10, choices=Start, default=Start.REPORTED)
    end = models.CharField(max_length=10, choices=End, default=End.CLOSED)
    by_date = models.BooleanField(default=False)
    source = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "choice", "code")
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="one_duty_per_code"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="duty_span"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def holds_on(self, day: dt.date) -> bool:
        """Whether new matters come under it on that day."""
        return self.since <= day and (self.until is None or self.until > day)


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
