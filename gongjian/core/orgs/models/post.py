"""Posts of Party organisations and committees, terms of office, and members appointed from other units."""

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.people.access import Access

SOON = dt.timedelta(days=60)


class TermKind(models.TextChoices):
    ELECTED = "elected", pgettext_lazy("into a post", "Elected")
    APPOINTED = "appointed", pgettext_lazy("into a post", "Appointed")


class AppointmentKind(models.TextChoices):
    MEMBER = "member", _("Appointed member")
    MEMBER_UNIT = "member_unit", _("Member unit")
    ADVISER = "adviser", _("Adviser")
    MEDIATOR = "mediator", _("Mediator")


class Post(models.Model):
    """A post of an organisation ("secretary", "head of the committee"); `seats` is how many may hold it at once."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="posts")
    title = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("unit_id", "order", "id")
        constraints = [
            models.UniqueConstraint(fields=["unit", "title"], name="one_post_per_title"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="post_has_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.title}"


def live_on(day: dt.date, *, to: str = "") -> Q:
    """Begun, and neither ended nor over by that day; `to` leads to the row of which it is asked."""
    not_ended = Q(**{f"{to}ended_on__isnull": True}) | Q(**{f"{to}ended_on__gt": day})
    return Q(**{f"{to}since__lte": day, f"{to}until__gt": day}) & not_ended


def ending_from(day: dt.date, *, within: dt.timedelta = SOON, to: str = "") -> Q:
    """Live on the day and over within the span."""
    return live_on(day, to=to) & Q(**{f"{to}until__lte": day + within})


def in_offices_of(access: Access, permission: str, *, unit: str) -> Q:
    """Rows of units that belong to the offices in which the person holds the permission."""
    paths = access.paths(permission)
    offices = Area.objects.filter(path__in=paths, office__isnull=False).values("office")
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(**{f"{unit}__area__path__startswith": path})
    return Q(**{f"{unit}__office__in": offices}) | below


class SpanQuerySet(models.QuerySet[Any]):
    """Named reads of what holds from a day to a day."""

    def live(self, day: dt.date) -> "SpanQuerySet":
        """What holds on that day."""
        return self.filter(live_on(day))

    def ending(self, day: dt.date, *, within: dt.timedelta = SOON) -> "SpanQuerySet":
        """What holds that day, and ends within the span."""
        return self.filter(ending_from(day, within=within))


class Span(models.Model):
    """From `since` until the day before `until`; `ended_on` when it ended earlier. The name is sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_sealed = models.BinaryField(null=True)
    since = models.DateField()
    until = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_live(self, day: dt.date) -> bool:
        """Whether it holds on that day."""
        return self.since <= day < min(self.until, self.ended_on or self.until)

    def state_on(self, day: dt.date) -> tuple[Any, str, str]:
        """Word, icon and tone."""
        if self.is_live(day):
            soon = self.until <= day + SOON
            return (_("Ends soon"), "clock", "warn") if soon else (_("In office"), "ok", "ok")
        return (_("Not begun"), "clock", "") if day < self.since else (_("Over"), "off", "")


class Term(Span):
    """Somebody in a post: an account's person, or a name."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="terms")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="terms")
    kind = models.CharField(max_length=10, choices=TermKind)

    class Meta:
        ordering = ("-since", "-id")
        indexes = [models.Index(fields=["until"], name="term_by_end")]
        constraints = [models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="term_span")]

    def __str__(self) -> str:
        return str(self.post)


class Appointment(Span):
    """A unit's seat in an organisation: a member unit, or somebody whom it sends as appointed member or adviser."""

    organisation = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="appointments")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=12, choices=AppointmentKind)

    class Meta:
        ordering = ("-since", "-id")
        indexes = [models.Index(fields=["until"], name="appointment_by_end")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="appointment_span"),
            models.UniqueConstraint(
                fields=["organisation", "unit", "kind"], condition=Q(ended_on__isnull=True),
                name="one_live_appointment",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} · {self.unit}"
