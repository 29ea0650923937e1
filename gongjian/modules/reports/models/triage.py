"""What the office's own ledger has taught about categories, and what was suggested for each report; a person decides."""

from django.db import models
from django.db.models import F, Q

from gongjian.core.people.access import Access
from gongjian.modules.reports.models.category import Category
from gongjian.modules.reports.models.report import Report
from gongjian.modules.reports.models.routing import offices_kept


class TriageModelQuerySet(models.QuerySet["TriageModel"]):
    def visible_to(self, access: Access) -> "TriageModelQuerySet":
        """Of the offices whose categories the person keeps."""
        return self.filter(office__in=offices_kept(access))

    def newest_of(self, office_id: int) -> "TriageModel | None":
        """The version that suggests now; None before the first."""
        return self.filter(office=office_id).order_by("-version").first()


class TriageModel(models.Model):
    """One version of what an office's decided reports taught; `learnt_from` 0: made of the category tree's words alone.
    `data` holds numbers for hashed features, nobody's text. `figures` is how good it was on reports it had not seen:
    {macro_f1, accuracy, categories: [{category, precision, recall, f1, support}], confused: [{true, proposed, times}]}."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    learnt_from = models.PositiveIntegerField()
    data = models.BinaryField()
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    objects = TriageModelQuerySet.as_manager()

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(fields=["office", "version"], name="one_triage_model_per_version")
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def decided(self) -> "SuggestionQuerySet":
        """Those of reports that a person has sorted since."""
        return self.filter(chosen__isnull=False)

    def overruled(self) -> "SuggestionQuerySet":
        """Those for which the person chose another category than the first suggested."""
        return self.decided().exclude(chosen=F("first"))


class Suggestion(models.Model):
    """What was suggested for a report by which version, and what the person chose. `others` lists all suggested, the first
    too: {category, confidence, words}."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="suggestion")
    model = models.ForeignKey(TriageModel, models.PROTECT, related_name="suggestions")
    first = models.ForeignKey(Category, models.PROTECT, related_name="+")
    confidence = models.FloatField()
    others = models.JSONField(default=list)
    at = models.DateTimeField()
    chosen = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        indexes = [
            models.Index(
                fields=["model", "-chosen_at"], condition=Q(chosen__isnull=False), name="suggestion_chosen"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="suggestion_confidence"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.first}"
