"""Answered reports that are much like a new one, with what the office answered then."""

import datetime as dt
from dataclasses import dataclass

from gongjian.core.people.access import Access
from gongjian.modules.reports.duplicates import LEAST, likeness, pairs_of
from gongjian.modules.reports.models import Answer, Report

SPAN, LOOKED_AT = dt.timedelta(days=366), 200


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered report, its last answer, and how much the two have in common (1: the same words)."""

    report: Report
    answer: Answer
    likeness: float


def similar_answered(
    report: Report, category_ids: list[int], access: Access, *, limit: int = 3
) -> list[Answered]:
    """Of the newest two hundred answered reports of these categories within a year; two queries."""
    if not category_ids:
        return []
    rows = (
        Report.objects.visible_to(access)
        .filter(
            category__in=category_ids, item__closed_at__gt=report.item.opened_at - SPAN, answers__isnull=False
        )
        .exclude(pk=report.pk)
        .select_related("item")
        .order_by("-item__closed_at", "-pk")[: 2 * LOOKED_AT]
    )
    mine = pairs_of(f"{report.item.title} {report.body[:300]}")
    best: dict[int, tuple[float, Report]] = {}
    for row in rows:
        alike = likeness(mine, pairs_of(f"{row.item.title} {row.body[:300]}"))
        if alike >= LEAST / 2:
            best[row.pk] = (alike, row)
    chosen = sorted(best.values(), key=lambda one: (-one[0], one[1].pk))[:limit]
    answers: dict[int, Answer] = {}
    for answer in Answer.objects.filter(report__in=[row.pk for _alike, row in chosen]).order_by("at", "pk"):
        answers[answer.report_id] = answer
    return [Answered(row, answers[row.pk], alike) for alike, row in chosen if row.pk in answers]
