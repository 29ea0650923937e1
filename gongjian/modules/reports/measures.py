"""Named numbers about reports, each with the rows it is counted from."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.flow import Phase
from gongjian.core.measures.measure import Measure, MeasureResult, Scope
from gongjian.lib.numbers import days_between, mean, median
from gongjian.modules.reports.models import Report, Satisfaction, Verdict

PATH = "item__area_path"


def received(scope: Scope) -> "QuerySet[Report]":
    """Reports by the day they reached the office."""
    return scope.rows(Report.objects.counted(), path=PATH, at="item__opened_at")


def answered(scope: Scope) -> "QuerySet[Report]":
    """Answered reports by the day of their first answer."""
    first = Report.objects.counted().filter(answers__isnull=False).annotate(answered_at=Min("answers__at"))
    return scope.rows(first, path=PATH, at="answered_at")


def days_to_answer(scope: Scope) -> list[float]:
    """Days from the message to its first answer, one per answered report."""
    pairs = answered(scope).values_list("item__opened_at", "answered_at")
    return [days_between(opened, at) for opened, at in pairs.iterator()]


def closed(scope: Scope) -> "QuerySet[Report]":
    """Reports that are closed, by the day of closing."""
    rows = Report.objects.counted().filter(item__phase=Phase.CLOSED)
    return scope.rows(rows, path=PATH, at="item__closed_at")


def still_open(scope: Scope) -> "QuerySet[Report]":
    """Reports that are not closed, by the day they reached the office."""
    return received(scope).exclude(item__phase=Phase.CLOSED)


def overdue(scope: Scope) -> "QuerySet[Report]":
    """Open reports whose earliest clock has run out."""
    return still_open(scope).filter(item__due_at__lt=scope.now)


def said(scope: Scope) -> "QuerySet[Satisfaction]":
    """Verdicts by the day they were given."""
    rows = Satisfaction.objects.filter(report__in=Report.objects.counted())
    return scope.rows(rows, path=f"report__{PATH}", at="at")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _days(summary: Callable[[list[float]], float | None]) -> Callable[[Scope], float | None]:
    def compute(scope: Scope) -> float | None:
        return _rounded(summary(days_to_answer(scope)))

    return compute


def _satisfied(scope: Scope) -> MeasureResult:
    rows = said(scope)
    return MeasureResult.share(rows.filter(verdict=Verdict.SATISFIED).count(), rows.count())


def _reopened(scope: Scope) -> MeasureResult:
    rows = answered(scope)
    return MeasureResult.share(rows.filter(item__reopened__gt=0).count(), rows.count())


def _rows(**params: Any) -> Callable[[Scope], str]:
    def address(scope: Scope) -> str:
        given = dict(params)
        if scope.since:
            given["opened_from"] = scope.since.isoformat()
        if scope.until:
            given["opened_to"] = scope.until.isoformat()
        return f"{reverse('reports:ledger')}?{urlencode(given, doseq=True)}"

    return address


REPORTS, DAYS = _("reports"), _("days")
MEASURES = (
    Measure(
        name="reports.received", label=_("Reports received"), unit=REPORTS,
        formula=_("Reports that reached the office, joined ones included"),
        compute=lambda scope: received(scope).count(), rows=_rows(),
    ),
    Measure(
        name="reports.open", label=_("Reports still open"), unit=REPORTS, better="down",
        formula=_("Reports received and not closed"),
        compute=lambda scope: still_open(scope).count(), rows=_rows(view="open"),
    ),
    Measure(
        name="reports.closed", label=_("Reports closed"), unit=REPORTS,
        formula=_("Reports that are closed now, whatever their result"),
        compute=lambda scope: closed(scope).count(), rows=_rows(view="closed"),
    ),
    Measure(
        name="reports.answered", label=_("Reports answered"), unit=REPORTS, better="up",
        formula=_("Reports with at least one answer"),
        compute=lambda scope: answered(scope).count(), rows=_rows(answered="yes"),
    ),
    Measure(
        name="reports.overdue", label=_("Reports overdue"), unit=REPORTS, better="down",
        formula=_("Open reports whose earliest clock has run out"),
        compute=lambda scope: overdue(scope).count(), rows=_rows(light="late"),
    ),
    Measure(
        name="reports.days_to_answer_median", label=_("Days to answer, median"), unit=DAYS, better="down",
        formula=_("Days with fractions from the message to its first answer, over all answered reports: the middle one"),
        compute=_days(median), rows=_rows(answered="yes"),
    ),
    Measure(
        name="reports.days_to_answer_mean", label=_("Days to answer, mean"), unit=DAYS, better="down",
        formula=_("Days with fractions from the message to its first answer, over all answered reports: sum ÷ count"),
        compute=_days(mean), rows=_rows(answered="yes"),
    ),
    Measure(
        name="reports.days_to_answer_max", label=_("Days to answer, longest"), unit=DAYS, better="down",
        formula=_("Days with fractions from the message to its first answer: the longest"),
        compute=_days(lambda days: max(days, default=None)), rows=_rows(answered="yes"),
    ),
    Measure(
        name="reports.satisfied_rate", label=_("Satisfied residents"), unit="%", better="up",
        formula=_("Verdicts “satisfied” ÷ all verdicts given, every round counted"),
        compute=_satisfied, rows=_rows(view="rated"),
    ),
    Measure(
        name="reports.reopened_rate", label=_("Reopened reports"), unit="%", better="down",
        formula=_("Answered reports that were reopened at least once ÷ all answered reports"),
        compute=_reopened, rows=_rows(view="reopened"),
    ),
)  # fmt: skip
