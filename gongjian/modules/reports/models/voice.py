"""What the office answered, round by round, and what the residents said about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    SATISFIED = "satisfied", _("Satisfied")
    PARTLY = "partly", _("Partly satisfied")
    UNSATISFIED = "unsatisfied", _("Not satisfied")


class Answer(models.Model):
    """The answer that closed a round; never changed. Word given in between is a step of the item.

    `day_only`: the source gave a day without an hour, so `at` is that day's beginning.
    """

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day_only = models.BooleanField(default=False)

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["report", "at"])]


class Satisfaction(models.Model):
    """One verdict per round and voice: the reporter's own, or a follower's whose report was merged into this one."""

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="satisfactions")
    round = models.PositiveSmallIntegerField(default=0)
    follower = models.ForeignKey("reports.Follower", models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "round"],
                condition=models.Q(follower__isnull=True),
                name="one_verdict_per_round",
            ),
            models.UniqueConstraint(fields=["report", "round", "follower"], name="one_verdict_per_follower"),
        ]


class AnswerTemplate(models.Model):
    """A ready text for answers. `category` empty: offered for every report."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    category = models.ForeignKey("reports.Category", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=40)
    text = models.TextField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("category__order", "title", "id")
        constraints = [models.UniqueConstraint(fields=["office", "title"], name="one_template_per_title")]

    def __str__(self) -> str:
        return self.title
