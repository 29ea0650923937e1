"""A suggestion for each new report, made by a job; what people chose instead is kept beside it."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.utils import timezone

from gongjian.modules.reports.models import Category, Report, Suggestion, TriageModel

CHUNK, TOP = 200, 5


def suggest_new(now: dt.datetime) -> int:
    """The job: in every office that has a version, the newest reports that nobody has sorted and that have no suggestion yet;
    says how many got one. An office whose reports get none keeps no other one waiting."""
    offices = TriageModel.objects.order_by().values_list("office", flat=True).distinct()
    return sum(_suggest(office, now=now) for office in offices)


def note_choice(report: Report, category: Category, *, now: dt.datetime) -> None:
    """The person at the desk has given the report this category."""
    Suggestion.objects.filter(report=report).update(chosen=category, chosen_at=now)


def _suggest(office_id: int, *, now: dt.datetime) -> int:
    version = TriageModel.objects.defer("data").newest_of(office_id)
    waiting = (
        Report.objects.waiting().filter(office=office_id, suggestion__isnull=True).select_related("item")
    )
    reports = list(waiting.reverse()[:CHUNK])
    if version is None or not reports:
        return 0
    by_code = {
        one.code: one for one in Category.objects.of_office(office_id).in_force(timezone.localdate(now))
    }
    made = []
    for report in reports:
        found = [
            one
            for one in _model(version.pk).propose(report.item.title, report.body, top=TOP)
            if one.category in by_code
        ]
        if found:
            made.append(Suggestion(
                report=report, model=version, first=by_code[found[0].category], confidence=found[0].confidence, at=now,
                others=[_told(one, by_code) for one in found],
            ))  # fmt: skip
    return len(Suggestion.objects.bulk_create(made, ignore_conflicts=True))


def _told(one: Any, by_code: dict[str, Category]) -> dict[str, Any]:
    return {
        "category": by_code[one.category].pk,
        "confidence": round(one.confidence, 3),
        "words": list(one.words)[:5],
    }


@lru_cache(maxsize=4)
def _model(pk: int) -> Any:
    from gongjian.lib import triage as lib

    return lib.from_bytes(bytes(TriageModel.objects.values_list("data", flat=True).get(pk=pk)))
