"""The year's work: a plan, its themes and sub-themes, the tasks below them, and what was said of their progress."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from gongjian.core.areas.models import Area
from gongjian.core.areas.path import within_any
from gongjian.core.items.models import Clock, Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, access: Access) -> "PlanQuerySet":
        """Plans of the offices for which, or in which, the person may read planned tasks."""
        paths = access.paths("workplan.view")
        below = Area.objects.filter(within_any("path", paths), office=OuterRef("office"))
        return self.filter(within_any("office__path", paths) | Exists(below))

    def plannable_by(self, access: Access) -> "PlanQuerySet":
        """Plans that the person may change."""
        return self.filter(within_any("office__path", access.paths("workplan.plan")))


class Plan(models.Model):
    """One office's work of one year."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "title")
        constraints = [models.UniqueConstraint(fields=["office", "year", "title"], name="one_plan_per_title")]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class Theme(models.Model):
    """A heading of the plan ("four priorities") or one below it ("the second priority"); two levels, no more."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="themes")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    title = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "title"], condition=Q(parent__isnull=True), name="one_theme_per_title"
            ),
            models.UniqueConstraint(
                fields=["parent", "title"], condition=Q(parent__isnull=False), name="one_subtheme_per_title"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent.title} · {self.title}" if self.parent else self.title


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, access: Access) -> "TaskQuerySet":
        """Tasks whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "TaskQuerySet":
        """With everything that a row of the tree or of the list shows."""
        return self.select_related(
            "item__area", "item__unit", "item__handler", "theme__parent", "theme__plan"
        )

    def late(self, now: dt.datetime) -> "TaskQuerySet":
        """Open tasks past their date."""
        return self.filter(item__closed_at__isnull=True, item__due_at__lt=now)


def done_in_time() -> Q:
    """Tasks that were done by their date, extensions counted in."""
    too_late = Clock.objects.filter(item=OuterRef("item"), name="due", stopped_at__gt=F("due_at"))
    return Q(item__state="done") & ~Q(Exists(too_late))


class Task(models.Model):
    """A planned task's own facts; owner, date, state and history are its item's."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="task")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="tasks")
    target = models.CharField(max_length=200, blank=True)
    evidence_needed = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    progress = models.PositiveSmallIntegerField(default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "item_id")
        constraints = [models.CheckConstraint(condition=Q(progress__lte=100), name="task_progress_percent")]

    def __str__(self) -> str:
        return str(self.item)


class ProgressNote(models.Model):
    """What the owner said of the task's progress; rows are only ever added."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="progress_notes")
    percent = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="progress_percent")]

    def __str__(self) -> str:
        return f"{self.percent} %"


class Evidence(models.Model):
    """Proof that is not a picture: where it can be read, or where the paper is kept. Pictures are the item's."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="evidence")
    text = models.CharField(max_length=200)
    link = models.URLField(max_length=300, blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.text
