"""A round's list of projects, and how they stand."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gongjian.core.asking.models import ReviewRound, ReviewSeat, ReviewSheet
from gongjian.core.people.access import Access
from gongjian.modules.projects.models import Project

TO_BE_SEEN = ("running", "suspended", "delivered", "evaluated")
MOST = 300


@dataclass(slots=True)
class Row:
    """A project of the round: who is named, who has handed a sheet in, the mean of the marks."""

    project: Project
    named: list[str] = field(default_factory=list)
    sheets: list[ReviewSheet] = field(default_factory=list)

    @property
    def mean(self) -> Decimal | None:
        """Of the sheets' marks."""
        return sum((one.mark for one in self.sheets), Decimal(0)) / len(self.sheets) if self.sheets else None


def list_of_round(found: ReviewRound, access: Access) -> list[Row]:
    """Projects that were under way in the quarter, those nobody has looked at first. Three queries."""
    end = timezone.make_aware(dt.datetime.combine(found.end, dt.time()))
    rows = Project.objects.visible_to(access).filter(item__office=found.office, item__opened_at__lt=end)
    seen = ReviewSheet.objects.filter(round=found).values("item_id")
    rows = (rows.filter(item__state__in=TO_BE_SEEN) | rows.filter(pk__in=seen)).distinct()
    projects = list(rows.with_all().order_by("item__area_path", "pk")[:MOST])
    named: dict[int, list[str]] = defaultdict(list)
    for seat in ReviewSeat.objects.filter(round=found).select_related("reviewer"):
        named[seat.item_id].append(seat.reviewer.name)
    sheets: dict[int, list[ReviewSheet]] = defaultdict(list)
    for sheet in ReviewSheet.objects.filter(round=found).select_related("reviewer"):
        sheets[sheet.item_id].append(sheet)
    made = [Row(project, named[project.pk], sheets[project.pk]) for project in projects]
    return sorted(made, key=lambda row: bool(row.sheets))


def standing_of(found: ReviewRound, access: Access) -> list[dict[str, Any]]:
    """The ranking: the mean of the sheets' marks, the best first; equal means share a rank."""
    means = list(ReviewSheet.objects.standing(found))
    projects = {
        one.pk: one
        for one in Project.objects.visible_to(access).with_all().filter(pk__in=[m["item_id"] for m in means])
    }
    ranked: list[dict[str, Any]] = []
    for place, mean in enumerate(means, start=1):
        same = bool(ranked) and ranked[-1]["mean"] == mean["mean"]
        if mean["item_id"] in projects:
            rank = ranked[-1]["rank"] if same else place
            ranked.append(
                {
                    "rank": rank,
                    "project": projects[mean["item_id"]],
                    "mean": mean["mean"],
                    "sheets": mean["sheets"],
                }
            )
    return ranked
