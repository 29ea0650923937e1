"""When each periodic job last ran and who runs it now; one-off tasks with their progress; which workers are alive."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.people.access import Access


class JobState(models.Model):
    """One row per job name. Until `leased_until` only `holder` runs it; a dead worker's lease runs out by itself.

    `asked_at`: somebody wants it run now, whenever it would be due.
    """

    name = models.CharField(max_length=60, primary_key=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class TaskState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of a task", "Waiting")
    RUNNING = "running", pgettext_lazy("of a task", "Running")
    DONE = "done", pgettext_lazy("of a task", "Done")
    FAILED = "failed", pgettext_lazy("of a task", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("of a task", "Cancelled")


LIVE = (TaskState.WAITING, TaskState.RUNNING)
ENDED = (TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED)


class TaskQuerySet(models.QuerySet["Task"]):
    def due(self, now: dt.datetime, *, kinds: Iterable[str], lease: dt.timedelta) -> "TaskQuerySet":
        """What may be taken: waiting and due, or left by a worker whose lease is out.

        A lease that ends too far ahead was written before the machine's clock was set back, and counts as out.
        """
        waiting = Q(state=TaskState.WAITING, next_at__lte=now)
        silent = Q(leased_until__lte=now) | Q(leased_until__gt=now + 2 * lease)
        return self.filter(waiting | Q(state=TaskState.RUNNING) & silent, kind__in=list(kinds))

    def live(self) -> "TaskQuerySet":
        """Waiting or running."""
        return self.filter(state__in=LIVE)

    def owned_by(self, access: Access) -> "TaskQuerySet":
        """Those that the person herself began."""
        return self.filter(person_id=access.person_id or 0)

    def managed_by(self, access: Access) -> "TaskQuerySet":
        """For an administrator those of the offices she looks after, and the product's own, which are nobody's."""
        return self.filter(_managed(access))

    def visible_to(self, access: Access) -> "TaskQuerySet":
        """Her own, and those that she looks after."""
        return self.filter(Q(person_id=access.person_id or 0) | _managed(access))


def _managed(access: Access) -> Q:
    paths = access.paths("jobs.manage")
    nobodys = Q(office__isnull=True, person__isnull=True) if paths else Q(pk__in=[])
    return within_any("office__path", paths) | nobodys


class Task(models.Model):
    """Work to be done once, outside a request. `payload` and `result` are JSON and hold nothing personal in clear.

    `attempts` counts the turns since the task last got further than ever before (`furthest`). While running, `holder`
    names one turn of one worker.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    furthest = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    holder = models.CharField(max_length=60, blank=True)
    leased_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["state", "next_at"], name="task_due"),
            models.Index(fields=["person", "-id"], name="task_own"),
            models.Index(fields=["state", "-id"], name="task_list"),
            models.Index(fields=["ended_at"], name="task_old"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(key=""),
                name="one_live_task_per_key",
            )
        ]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs."""
        return self.state in LIVE

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while nobody knows the whole."""
        if self.state == TaskState.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None


class Heartbeat(models.Model):
    """One row per worker process that runs: written every few seconds, taken away when it stops in order."""

    holder = models.CharField(max_length=40, primary_key=True)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-seen_at"], name="heartbeat_seen")]

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"
