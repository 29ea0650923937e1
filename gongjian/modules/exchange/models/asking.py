"""What is needed, what was brought together for it, and what was declined."""

import datetime as dt

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.items.models import Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access
from gongjian.modules.exchange.models.giving import ExchangeCategory, Resource

MOST = 1_000_000
WAITING = ("proposed", "accepted")
AGREED = ("agreed", "running")
HOLDING = (*WAITING, *AGREED, "delivered")


class Origin(models.TextChoices):
    """How the office learned of a need."""

    VISIT = "visit", pgettext_lazy("need origin", "Visit")
    REPORT = "report", pgettext_lazy("need origin", "Report")
    MEETING = "meeting", pgettext_lazy("need origin", "Meeting")
    TYPED = "typed", pgettext_lazy("need origin", "Entered by hand")


class Urgency(models.IntegerChoices):
    """How pressing a need is."""

    CALM = 1, pgettext_lazy("urgency", "Can wait")
    SOON = 2, pgettext_lazy("urgency", "Soon")
    PRESSING = 3, pgettext_lazy("urgency", "Pressing")


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, access: Access) -> "NeedQuerySet":
        """Needs whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "NeedQuerySet":
        """With everything that a row of the list shows."""
        return self.select_related("item__area", "item__unit", "item__handler", "item__office", "category")

    def counted(self) -> "NeedQuerySet":
        """All but those brought in by mistake."""
        return self.exclude(item__state=WITHDRAWN)

    def open(self) -> "NeedQuerySet":
        """Needs that are not closed."""
        return self.filter(item__closed_at__isnull=True)

    def unmatched(self) -> "NeedQuerySet":
        """Open needs for which nothing is on its way."""
        return self.filter(item__state="open")


class Need(models.Model):
    """A need's own facts; place, whose unit it is, deadline, state and history are its item's.

    `wanted_by` is the last day on which help is of use.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="need")
    category = models.ForeignKey(ExchangeCategory, models.PROTECT, related_name="needs")
    whose = models.CharField(max_length=80, blank=True)
    households = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    quantity = models.PositiveIntegerField()
    measure = models.CharField(max_length=12)
    wanted_by = models.DateField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.SOON)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.TYPED)
    is_demo = models.BooleanField(default=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="need_quantity"),
            models.CheckConstraint(condition=Q(urgency__gte=1, urgency__lte=3), name="need_urgency"),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def delivered(self) -> int:
        """How much was really delivered; one query."""
        done = self.matches.filter(item__state="delivered")
        return int(done.aggregate(sum=Sum("delivered"))["sum"] or 0)

    @property
    def missing(self) -> int:
        """How much neither was delivered nor is on its way; one query."""
        found = self.matches.filter(item__state__in=HOLDING)
        held = found.aggregate(sum=Sum(Coalesce("delivered", "quantity")))["sum"] or 0
        return max(0, self.quantity - held)


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, access: Access) -> "MatchQuerySet":
        """Matches whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "MatchQuerySet":
        """With everything that a row of the list shows."""
        return self.select_related(
            "item__area", "item__unit", "item__handler", "item__office", "need__item", "need__category",
            "resource__unit",
        )  # fmt: skip

    def of_units(self, unit_ids: "frozenset[int]") -> "MatchQuerySet":
        """Matches whose resource is one of these units'."""
        return self.filter(item__unit_id__in=unit_ids)

    def live(self) -> "MatchQuerySet":
        """Matches that are not at their end."""
        return self.filter(item__closed_at__isnull=True)

    def holding(self) -> "MatchQuerySet":
        """Matches that take of their resource's capacity, by what was delivered or else by what was promised."""
        return self.filter(item__state__in=HOLDING)

    def taken(self) -> int:
        """How much they take together."""
        return int(self.holding().aggregate(sum=Sum(Coalesce("delivered", "quantity")))["sum"] or 0)


class Match(models.Model):
    """So much of a resource for a need, on one day or on several. Its item's unit is the giving one.

    `delivered`, `rating` (of the delivery, 1 to 5) and the words beside it come from the asking side at the end.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="match")
    need = models.ForeignKey(Need, models.PROTECT, related_name="matches")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="matches")
    quantity = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    delivered = models.PositiveIntegerField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["resource", "first_day"], name="match_of_resource")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="match_quantity"),
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="match_days"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5), name="match_rating"
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def days_text(self) -> str:
        """One day, or the first and the last."""
        first = f"{self.first_day:%Y-%m-%d}"
        return first if self.first_day == self.last_day else f"{first} – {self.last_day:%Y-%m-%d}"


class Side(models.TextChoices):
    """Who declined."""

    GIVING = "giving", _("the giving unit")
    ASKING = "asking", _("the asking side")


class DecliningQuerySet(models.QuerySet["Declining"]):
    def in_force(self, day: dt.date) -> "DecliningQuerySet":
        """What keeps a pair apart on a day."""
        return self.filter(until__gt=day)


class Declining(models.Model):
    """One side said no to a match: the same resource is not proposed for the same need again before `until`."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="declinings")
    need = models.ForeignKey(Need, models.PROTECT, related_name="declinings")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="declinings")
    side = models.CharField(max_length=6, choices=Side)
    reason = models.CharField(max_length=500)
    until = models.DateField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = DecliningQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["need", "resource", "until"], name="declining_pair")]

    def __str__(self) -> str:
        return f"{self.resource} ↛ {self.need}"
