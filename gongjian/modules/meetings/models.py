"""Joint meetings: what is on the agenda, who came, what was decided; and promises, wherever they were made."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import PathField, within_any
from gongjian.core.items.models import Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access


class MeetingKind(models.TextChoices):
    JOINT = "joint", _("Joint meeting")
    SECTOR = "sector", _("Meeting of a sector")
    DAILY = "daily", _("Daily meeting of a running project")
    COORDINATION = "coordination", _("Coordination meeting on one matter")
    CONGRESS = "congress", _("Yearly congress")
    INAUGURATION = "inauguration", _("Inauguration of partners")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, access: Access) -> "MeetingQuerySet":
        """Meetings of the areas that the person may read, and those to which her unit was asked."""
        asked = Q(pk__in=Attendance.objects.filter(unit_id__in=access.unit_ids).values("meeting_id"))
        return self.filter(within_any("area_path", access.paths("meetings.view")) | asked)

    def held_by(self, access: Access) -> "MeetingQuerySet":
        """Meetings that the person may prepare, hold and write up."""
        return self.filter(within_any("area_path", access.paths("meetings.hold")))


class Meeting(models.Model):
    """One meeting. `about` is the matter it deals with, if it deals with one alone; `before` the meeting whose open points
    it took over. `minutes_at` is when the minutes were settled: from then on nothing about it changes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    kind = models.CharField(max_length=12, choices=MeetingKind)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    about = models.ForeignKey("items.Item", models.PROTECT, null=True, blank=True, related_name="meetings")
    before = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    called_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    minutes = models.TextField(blank=True)
    minutes_at = models.DateTimeField(null=True, blank=True)
    minutes_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-id")
        indexes = [
            models.Index(fields=["office", "-starts_at", "-id"], name="meeting_of_office"),
            models.Index(fields=["about", "-starts_at"], name="meeting_about"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_settled(self) -> bool:
        """Whether nothing about it changes any more."""
        return self.minutes_at is not None or self.cancelled_at is not None

    def state_at(self, now: dt.datetime) -> tuple[object, str, str]:
        """Word, icon and tone."""
        if self.cancelled_at:
            return pgettext_lazy("meeting state", "Called off"), "off", ""
        if self.minutes_at:
            return pgettext_lazy("meeting state", "Minutes settled"), "ok", "ok"
        if self.starts_at > now:
            return pgettext_lazy("meeting state", "Coming"), "calendar", "go"
        return pgettext_lazy("meeting state", "Minutes to be settled"), "edit", "warn"


class AgendaPoint(models.Model):
    """One point of the agenda: a matter that is open, something that another module raised (`about_model`, `about_id`), or a
    heading of its own; and what was said of it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="points")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    item = models.ForeignKey(
        "items.Item", models.PROTECT, null=True, blank=True, related_name="agenda_points"
    )
    about_model = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "about_model", "about_id"],
                condition=Q(about_id__isnull=False),
                name="raised_once_on_an_agenda",
            ),
            models.UniqueConstraint(
                fields=["meeting", "item"], condition=Q(item__isnull=False), name="a_matter_once_on_an_agenda"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> tuple[str, int] | None:
        """The row that was raised, as links name it."""
        return (self.about_model, self.about_id) if self.about_id else None


class Presence(models.TextChoices):
    ASKED = "asked", pgettext_lazy("presence", "Asked")
    PRESENT = "present", pgettext_lazy("presence", "Present")
    EXCUSED = "excused", pgettext_lazy("presence", "Excused")
    ABSENT = "absent", pgettext_lazy("presence", "Absent")


class Attendance(models.Model):
    """A unit that was asked to a meeting, and whether somebody of it came. Who it was stands as the person signed in, or as
    a name that was written down, sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=Presence, default=Presence.ASKED)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    name_sealed = models.BinaryField(null=True)
    name_shown = models.CharField(max_length=40, blank=True)
    by_code = models.BooleanField(default=False)
    at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("unit__kind", "unit_id")
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="a_unit_once_at_a_meeting")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_presence_display()}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, access: Access) -> "DecisionQuerySet":
        """Decisions whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "DecisionQuerySet":
        """With everything that a row shows."""
        return self.select_related("item__area", "item__unit", "item__handler", "meeting", "point")


class Decision(models.Model):
    """What was decided, as a task with an owner and a date: those are its item's."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="decision")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    point = models.ForeignKey(AgendaPoint, models.PROTECT, null=True, blank=True, related_name="decisions")
    due_on = models.DateField()
    is_demo = models.BooleanField(default=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "item_id")

    def __str__(self) -> str:
        return str(self.item)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, access: Access) -> "PromiseQuerySet":
        """Promises whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "PromiseQuerySet":
        """With everything that a row shows."""
        return self.select_related("item__area", "item__unit", "item__handler")


class Promise(models.Model):
    """Something a unit promised, to whom, and until when; wherever it was said stands in `said_in`, and in the thread."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="promise")
    to_whom = models.CharField(max_length=80)
    said_in = models.CharField(max_length=120)
    said_on = models.DateField()
    due_on = models.DateField()
    is_demo = models.BooleanField(default=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "item_id")

    def __str__(self) -> str:
        return str(self.item)
