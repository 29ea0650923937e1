"""How units are rated: what is left out of a rate by a second person's word, and what each rate weighs from which day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.models.clock import Decision


class RateName(models.TextChoices):
    """The rates; `reports/rating/rates.py` says how each is counted."""

    RESPONSE = "response", _("Response rate")
    RESOLUTION = "resolution", _("Resolution rate")
    SATISFACTION = "satisfaction", _("Satisfaction rate")
    ON_TIME = "on_time", _("On-time rate")
    REOPEN = "reopen", _("Reopening rate")
    REPEAT = "repeat", _("Repeat rate")


class RateExclusionQuerySet(models.QuerySet["RateExclusion"]):
    def waiting(self) -> "RateExclusionQuerySet":
        """Requests that nobody has decided yet."""
        return self.filter(decision=Decision.ASKED)

    def granted(self) -> "RateExclusionQuerySet":
        """Those that a second person has approved."""
        return self.filter(decision=Decision.GRANTED)


class RateExclusion(models.Model):
    """One report is to be left out of one rate: asked for with a reason, decided by somebody else. Until it is approved
    the report counts."""

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="rate_exclusions")
    rate = models.CharField(max_length=12, choices=RateName)
    reason = models.TextField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.ASKED)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    objects = RateExclusionQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "rate"],
                condition=~Q(decision="refused"),
                name="one_live_exclusion_per_rate",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="exclusion_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rate_display()} {self.report_id}"


class RateWeight(models.Model):
    """What a rate weighs in an office's one number for a unit, from `since` until the day before `until`; `source` names
    the document that says so."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    rate = models.CharField(max_length=12, choices=RateName)
    weight = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ("-since", "-weight", "rate")
        constraints = [
            models.UniqueConstraint(fields=["office", "rate", "since"], name="one_weight_per_rate_and_day"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="weight_positive"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="weight_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rate_display()} {self.weight}"


class KeptCounts(models.Model):
    """How many of each part a question about the rates counted, and when; `key` is the digest of the question."""

    key = models.CharField(max_length=64, unique=True)
    question = models.JSONField()
    counts = models.JSONField()
    counted_at = models.DateTimeField()
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("-counted_at", "-id")
