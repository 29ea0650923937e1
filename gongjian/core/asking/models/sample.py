"""A random sample of residents to be asked: committed to beforehand, drawn once, called by people who are not judged."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import PathField, within_any
from gongjian.core.asking.models.draw import Draw, Drawable
from gongjian.core.asking.models.questionnaire import Questionnaire
from gongjian.core.people.access import Access


class Outcome(models.TextChoices):
    """What came of asking; declining and not being there are outcomes like any other."""

    SATISFIED = "satisfied", _("Satisfied")
    PARTLY = "partly", _("Partly satisfied")
    NOT = "not", _("Not satisfied")
    UNREACHED = "unreached", _("Not reached")
    REFUSED = "refused", pgettext_lazy("outcome of a call-back", "Did not want to answer")


ANSWERED = (Outcome.SATISFIED, Outcome.PARTLY, Outcome.NOT)


def _count(rows: "models.QuerySet[Respondent]") -> Coalesce:
    """How many of the rows belong to the sample of the outer query."""
    own = rows.filter(sample=OuterRef("pk")).order_by().values("sample").annotate(number=Count("pk"))
    return Coalesce(Subquery(own.values("number")), 0)


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, access: Access) -> "SampleQuerySet":
        """Samples of the areas in which the person plans, calls or oversees call-backs."""
        return self.filter(within_any("area_path", access.paths("asking.view")))

    def under_way(self) -> "SampleQuerySet":
        """Neither finished nor called off."""
        return self.filter(closed_at__isnull=True)

    def due(self, day: dt.date) -> "SampleQuerySet":
        """Those whose span is over and that the product has still to list and draw, the oldest first."""
        return (
            self.under_way()
            .exclude(source="")
            .filter(drawn_at__isnull=True, until__lte=day)
            .order_by("until", "pk")
        )

    def about(self, item_id: int) -> "SampleQuerySet":
        """Samples on one matter, the newest first."""
        return self.filter(item=item_id).order_by("-committed_at", "-pk")

    def with_all(self) -> "SampleQuerySet":
        """With everything that a page shows."""
        return self.select_related(
            "item__area", "item__office", "office", "questionnaire", "committed_by", "drawn_by"
        )

    def with_counts(self) -> "SampleQuerySet":
        """With `listed`, how many stand on the list, `chosen`, how many were drawn, and `done`, of how many the answer is
        known."""
        drawn = Respondent.objects.filter(place__isnull=False)
        return self.annotate(
            listed=_count(Respondent.objects.all()),
            chosen=_count(drawn),
            done=_count(drawn.exclude(outcome="")),
        )


class Sample(Draw):
    """One draw of residents to be asked, closed when everybody was.

    With a `source` the product itself lists whose matters ended from `since` on; `until` is the first day after the span.
    """

    area_path = PathField(editable=False)
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, blank=True, related_name="samples")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    tries = models.PositiveSmallIntegerField(default=3)
    source = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ("-committed_at", "-id")
        indexes = [models.Index(fields=["office", "-committed_at", "-id"], name="sample_of_office")]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="") | Q(since__isnull=False, until__gt=models.F("since")),
                name="sample_span",
            )
        ]

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the span."""
        return self.until - dt.timedelta(days=1) if self.until else None


class RespondentQuerySet(models.QuerySet["Respondent"]):
    def drawn(self) -> "RespondentQuerySet":
        """Those who are asked, in the order of the draw."""
        return self.filter(place__isnull=False).order_by("place")

    def waiting(self) -> "RespondentQuerySet":
        """Drawn, and nothing final came of it yet."""
        return self.drawn().filter(outcome="")


class Respondent(Drawable):
    """A household or a reporter that could be drawn. `key` names it within the sample; `place` is its place in the draw
    (none: not drawn). The telephone is sealed, and destroyed 90 days after the last word."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="respondents")
    label = models.CharField(max_length=80)
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, blank=True, related_name="+")
    phone_sealed = models.BinaryField(null=True)
    phone_shown = models.CharField(max_length=20, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    tried = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = RespondentQuerySet.as_manager()

    class Meta:
        ordering = ("place", "id")
        constraints = [
            models.UniqueConstraint(fields=["sample", "key"], name="one_respondent_per_key"),
            models.UniqueConstraint(
                fields=["sample", "place"], condition=Q(place__isnull=False), name="one_respondent_per_place"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Call(models.Model):
    """One try to ask somebody; rows are only ever added. `number` counts the tries."""

    respondent = models.ForeignKey(Respondent, models.PROTECT, related_name="calls")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [models.UniqueConstraint(fields=["respondent", "number"], name="one_call_per_try")]

    def __str__(self) -> str:
        return f"{self.respondent} {self.number}"


class Reply(models.Model):
    """What was answered to one question in a call."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="replies")
    question = models.ForeignKey("asking.Question", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "question"], name="one_reply_per_question")]

    def __str__(self) -> str:
        return self.text or str(self.number)
