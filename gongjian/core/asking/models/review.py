"""The quarterly review: a round, who looks at what, and what each reviewer found on site."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from gongjian.core.asking.models.questionnaire import Question, Questionnaire
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access


class ReviewRound(models.Model):
    """One quarter's round of an office. `criteria` say what is marked and how much each criterion counts."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    criteria = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-year", "-quarter")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "quarter"], name="one_round_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="round_quarter"),
        ]

    def __str__(self) -> str:
        return _("%(year)s, quarter %(quarter)s") % {"year": self.year, "quarter": self.quarter}

    @property
    def first_day(self) -> dt.date:
        """The quarter's first day."""
        return dt.date(self.year, 3 * self.quarter - 2, 1)

    @property
    def end(self) -> dt.date:
        """The first day after the quarter."""
        return dt.date(self.year + self.quarter // 4, 3 * self.quarter % 12 + 1, 1)


class ReviewSeat(models.Model):
    """Somebody is to look at a matter in a round."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="seats")
    item = models.ForeignKey("items.Item", models.PROTECT, related_name="review_seats")
    reviewer = models.ForeignKey("people.Person", models.PROTECT, related_name="review_seats")
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("item", "id")
        constraints = [models.UniqueConstraint(fields=["round", "item", "reviewer"], name="one_seat")]

    def __str__(self) -> str:
        return f"{self.item} {self.reviewer}"


class ReviewSheetQuerySet(models.QuerySet["ReviewSheet"]):
    def of_items(self, access: Access) -> "ReviewSheetQuerySet":
        """Sheets on matters that the person may read."""
        return self.filter(visible(access, to="item__"))

    def standing(self, review_round: ReviewRound) -> Any:
        """Per matter of the round: its id, `mean` of the sheets' marks (0 to 100), how many `sheets`; the best first."""
        rows = self.filter(round=review_round).values("item_id").order_by()
        return rows.annotate(mean=Avg("mark"), sheets=Count("pk")).order_by("-mean", "item_id")


class ReviewSheet(models.Model):
    """One reviewer's marks and words on one matter. `mark` is the weighted mean of its marks, 0 to 100. It is the matter
    that is marked, never a person."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="sheets")
    item = models.ForeignKey("items.Item", models.PROTECT, related_name="review_sheets")
    reviewer = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    mark = models.DecimalField(max_digits=5, decimal_places=2)
    comment = models.TextField(blank=True)
    urge = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewSheetQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["round", "item", "reviewer"], name="one_sheet_per_reviewer"),
            models.CheckConstraint(condition=Q(mark__gte=0, mark__lte=100), name="sheet_mark"),
        ]
        indexes = [models.Index(fields=["item", "-at"], name="sheet_of_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.mark}"


class ReviewMark(models.Model):
    """What one criterion got on a sheet."""

    sheet = models.ForeignKey(ReviewSheet, models.CASCADE, related_name="marks")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("question__order", "id")
        constraints = [models.UniqueConstraint(fields=["sheet", "question"], name="one_mark_per_criterion")]

    def __str__(self) -> str:
        return str(self.value)


def reviewed_between(start: dt.datetime, end: dt.datetime) -> Q:
    """The condition on items that at least one sheet was written in the time: for "paid without review"."""
    return Q(Exists(ReviewSheet.objects.filter(item=OuterRef("pk"), at__gte=start, at__lt=end)))


def reviewed() -> Q:
    """The condition on items that somebody has reviewed on site at all."""
    return Q(Exists(ReviewSheet.objects.filter(item=OuterRef("pk"))))
