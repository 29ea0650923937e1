"""One act on many items: what was chosen, with which inputs, and what came of each."""

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from gongjian.core.people.access import Access


class RunState(models.TextChoices):
    ASKING = "asking", pgettext_lazy("of an act on many", "Inputs are asked for")
    READY = "ready", pgettext_lazy("of an act on many", "Ready, nothing done yet")
    RUNNING = "running", pgettext_lazy("of an act on many", "Being done")
    DONE = "done", pgettext_lazy("of an act on many", "Done")
    STOPPED = "stopped", pgettext_lazy("of an act on many", "Stopped before the end")


class BulkRunQuerySet(models.QuerySet["BulkRun"]):
    def visible_to(self, access: Access) -> "BulkRunQuerySet":
        """A run is seen by whoever began it, and by nobody else."""
        return self.filter(person_id=access.person_id) if access.person_id else self.none()

    def stale(self, now: dt.datetime) -> "BulkRunQuerySet":
        """Begun but never done, for a day."""
        return self.filter(
            state__in=(RunState.ASKING, RunState.READY), made_at__lt=now - dt.timedelta(days=1)
        )


class BulkRun(models.Model):
    """The items are frozen when it is begun: what was shown is what is done. `given` is what was typed into the form,
    with numbers masked. `words` says the filters. An undoing is a run of its own (`undo_of`)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    ledger = models.CharField(max_length=60)
    act = models.CharField(max_length=60)
    question = models.TextField(blank=True)
    words = models.JSONField(default=dict)
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.ASKING)
    count = models.PositiveIntegerField(default=0)
    undo_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="undoings")
    task = models.ForeignKey("jobs.Task", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["person", "-id"], name="bulk_own")]

    def __str__(self) -> str:
        return f"{self.ledger} {self.act} {self.count}"


class RowState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of one of many", "Not done")
    DONE = "done", pgettext_lazy("of one of many", "Done")
    REFUSED = "refused", pgettext_lazy("of one of many", "Refused")
    UNDONE = "undone", pgettext_lazy("of one of many", "Taken back")


class BulkRow(models.Model):
    """One item of a run, done once: `step` or `before` is what is needed to take it back."""

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="rows")
    item = models.ForeignKey("items.Item", models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RowState, default=RowState.WAITING)
    reason = models.TextField(blank=True)
    step = models.ForeignKey("items.Step", models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = [models.UniqueConstraint(fields=["run", "item"], name="one_row_per_run_and_item")]
        indexes = [models.Index(fields=["run", "state", "place"], name="bulk_row_state")]
