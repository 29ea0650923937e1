"""Questions as versioned data: what was asked stays readable as it was asked."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.dated import holds_on


class Use(models.TextChoices):
    """What a questionnaire is for."""

    CALL = "call", _("Asking residents")
    REVIEW = "review", _("Reviewing on site")


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def for_office(self, office_id: int) -> "QuestionnaireQuerySet":
        """Those of the office, and those that all offices share."""
        return self.filter(Q(office=office_id) | Q(office__isnull=True))

    def current(self, day: dt.date) -> "QuestionnaireQuerySet":
        """In force on the day."""
        return self.filter(holds_on(day))


class Questionnaire(models.Model):
    """One version of a list of questions; never changed once it was used: a change is the next version."""

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    use = models.CharField(max_length=8, choices=Use)
    slug = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=80)
    script = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ("title", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "slug", "version"], condition=Q(office__isnull=False), name="one_version"
            ),
            models.UniqueConstraint(
                fields=["slug", "version"], condition=Q(office__isnull=True), name="one_shared_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class QuestionKind(models.TextChoices):
    SCALE = "scale", pgettext_lazy("kind of a question", "Marks")
    CHOICE = "choice", pgettext_lazy("kind of a question", "Choice")
    TEXT = "text", pgettext_lazy("kind of a question", "In words")


class Question(models.Model):
    """One question. A scale goes from 0 to `most`; `weight` is its share of the whole mark, in parts of the sum."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="questions")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=QuestionKind)
    text = models.CharField(max_length=200)
    most = models.PositiveSmallIntegerField(default=10)
    choices = models.JSONField(default=list, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "key"], name="one_question_per_key"),
            models.CheckConstraint(condition=Q(most__gte=1), name="question_scale"),
        ]

    def __str__(self) -> str:
        return self.text
