"""The clocks that run on an item, their pauses and their extensions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock.models import Duty, TimeLimit


class Clock(models.Model):
    """One running or stopped clock. It runs by a limit of the table or to a date fixed by a plan.

    `warn_at` and `due_at` can be recomputed from the rest. A clock of a duty bears the duty's code for a name; `paper` is
    what put it on the matter, `dropped_at` when somebody took it off again: it then counts for nothing.
    """

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="clocks")
    name = models.CharField(max_length=30)
    limit = models.ForeignKey(TimeLimit, models.PROTECT, null=True, related_name="+")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="clocks")
    paper = models.CharField(max_length=120, blank=True)
    dropped_at = models.DateTimeField(null=True)
    fixed_due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    soon_told_for = models.DateTimeField(null=True)
    late_told_for = models.DateTimeField(null=True)

    class Meta:
        ordering = ("started_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(limit__isnull=False) | Q(fixed_due_at__isnull=False), name="clock_has_a_limit"
            ),
            models.UniqueConstraint(
                fields=["item", "name"], condition=Q(stopped_at__isnull=True), name="one_live_clock_per_name"
            ),
        ]
        indexes = [
            models.Index(fields=["warn_at"], condition=Q(stopped_at__isnull=True), name="clock_live_warn"),
            models.Index(fields=["due_at"], condition=Q(stopped_at__isnull=True), name="clock_live_due"),
            models.Index(
                fields=["due_at"],
                condition=Q(stopped_at__isnull=True, fixed_due_at__isnull=True),
                name="clock_live_unplanned",
            ),
            models.Index(fields=["name", "due_at"], name="clock_by_due"),
            models.Index(fields=["due_at", "id"], name="clock_in_order"),
            models.Index(
                fields=["stopped_at"], condition=Q(stopped_at__gt=F("due_at")), name="clock_stopped_late"
            ),
        ]

    @property
    def paused(self) -> bool:
        """Whether an approved pause is open: then there is no due date."""
        return self.stopped_at is None and self.due_at is None

    @property
    def label(self) -> str:
        """Its words: the duty's own, or those of the flow."""
        if self.duty is not None:
            return self.duty.label
        return str(self.item.flow.clocks.get(self.name, self.name))


class Decision(models.TextChoices):
    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Not granted")


class Asked(models.Model):
    """What pauses and extensions share: asked by one person with a reason, decided by another."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="%(class)ss")
    reason = models.TextField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.ASKED)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ("asked_at", "id")
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(decision="asked"), name="%(class)s_to_decide")
        ]


class Pause(Asked):
    """The clock stands still from `began_at` until `ended_at`; set when it is granted."""

    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Extension(Asked):
    """More time, in a unit of the limit table."""

    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=14, choices=TimeLimit.UNITS)
