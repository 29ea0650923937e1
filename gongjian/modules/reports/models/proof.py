"""Re-inspection of closed reports: a share of them drawn by a seed that was fixed beforehand, seen on site by others."""

import datetime as dt
import math
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.asking.models.draw import Draw, Drawable
from gongjian.core.people.access import Access

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area


class Sighting(models.TextChoices):
    """What was seen on site. `UNSEEN` counts in no rate."""

    DONE = "done", _("Really done")
    PARTLY = "partly", pgettext_lazy("of an inspection", "Partly done")
    NOT = "not", _("Not done")
    UNSEEN = "unseen", _("Could not be looked at")


SEEN = (Sighting.DONE, Sighting.PARTLY, Sighting.NOT)


class InspectionPlanQuerySet(models.QuerySet["InspectionPlan"]):
    def visible_to(self, access: Access) -> "InspectionPlanQuerySet":
        """Plans of the offices in which the person reads, plans or inspects."""
        paths = {
            *access.paths("reports.prove"),
            *access.paths("reports.inspect"),
            *access.paths("reports.view"),
        }
        return self.filter(within_any("office__path", sorted(paths)))

    def with_all(self) -> "InspectionPlanQuerySet":
        """With everything that a page shows."""
        return self.select_related("office", "committed_by", "drawn_by")

    def covering(self, office: "Area", since: dt.date, until: dt.date) -> "InspectionPlanQuerySet":
        """Plans of the office, not called off, with a day from `since` on and before `until`."""
        found = self.filter(office=office, since__lt=until, until__gt=since)
        return found.exclude(closed_at__isnull=False, drawn_at__isnull=True)

    def due(self, day: dt.date) -> "InspectionPlanQuerySet":
        """Those whose span is over and that are still to be drawn, the oldest first."""
        waiting = self.filter(closed_at__isnull=True, drawn_at__isnull=True, until__lte=day)
        return waiting.order_by("until", "pk")


class InspectionPlan(Draw):
    """One announced re-inspection: `share` per cent of the reports closed from `since` on and before `until`, at least one
    of each unit."""

    since = models.DateField()
    until = models.DateField()
    share = models.PositiveSmallIntegerField()

    objects = InspectionPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="inspection_span"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="inspection_share"),
        ]

    @property
    def size(self) -> int:
        """How many are drawn of the list: the share, rounded up."""
        return math.ceil(self.population * self.share / 100)

    @property
    def last_day(self) -> dt.date:
        """The last day of the span."""
        return self.until - dt.timedelta(days=1)

    @property
    def respondents(self) -> "InspectionQuerySet":
        """The list, under the name by which `asking.verifying` repeats a draw."""
        return self.inspections.all()


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def drawn(self) -> "InspectionQuerySet":
        """Those that are looked at, in the order of the draw."""
        return self.filter(place__isnull=False).order_by("place")

    def waiting(self) -> "InspectionQuerySet":
        """Drawn, and not seen yet."""
        return self.drawn().filter(outcome="")

    def seen(self) -> "InspectionQuerySet":
        """Seen on site, of plans in which all were: what rates are made of."""
        return self.filter(outcome__in=SEEN, plan__closed_at__isnull=False)


class Inspection(Drawable):
    """A closed report on a plan's list, under its number; `place` is its place in the draw (none: not drawn). `round` and
    `unit` are those in which it was closed. Written once."""

    plan = models.ForeignKey(InspectionPlan, models.PROTECT, related_name="inspections")
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="inspections")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=6, choices=Sighting, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    picture = models.ForeignKey("files.Attachment", models.PROTECT, null=True, related_name="+")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ("place", "id")
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="one_inspection_per_report"),
            models.UniqueConstraint(
                fields=["plan", "place"], condition=Q(place__isnull=False), name="one_inspection_per_place"
            ),
        ]

    def __str__(self) -> str:
        return self.key
