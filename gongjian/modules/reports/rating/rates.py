"""The six rates: how each is counted, in words and as rows that the list of reports can show."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.measures.counted import Counted, Dimension, by_unit
from gongjian.core.measures.measure import Measure
from gongjian.core.words import Words
from gongjian.modules.reports.models import Category, RateName, Verdict
from gongjian.modules.reports.rating import rows

PAGE = "reports:ledger"
IN, OF, MISSED, OUT = "in", "of", "missed", "out"
KINDS: dict[str, Words] = {
    OF: pgettext_lazy("rows of a rate", "all that count"),
    IN: pgettext_lazy("rows of a rate", "those that meet it"),
    MISSED: pgettext_lazy("rows of a rate", "those that do not"),
    OUT: pgettext_lazy("rows of a rate", "left out by approved request"),
}
Rows = Callable[[dt.datetime], "QuerySet[Any]"]
Condition = Callable[[dt.datetime], Q]


def category_names(keys: Iterable[Any]) -> Mapping[Any, str]:
    """Names of categories by id."""
    return {one.pk: str(one) for one in Category.objects.filter(pk__in=[key for key in keys if key])}


@dataclass(frozen=True, slots=True)
class Basis:
    """Rows of one make: `report_id` is the query path to the report's id, `report` and `item` lead to report and item (with
    their two underscores), `at` is the moment that decides into which days a row falls. `exact`: at most one row a report.
    """

    rows: Rows
    report_id: str
    report: str
    item: str
    at: str
    exact: bool = True

    def counted(self, found: Rows, *, params: Mapping[str, str]) -> Counted:
        """Such rows as something to be counted by unit, category, area and day, and shown by the list of reports."""
        category = Dimension(
            "category", _("Category"), f"{self.report}category_id", category_names, "category", tree=True
        )
        return Counted(
            rows=found, path=f"{self.item}area_path", at=self.at, page=PAGE, params=params, dates="rate", exact=self.exact,
            dimensions=(by_unit(f"{self.item}unit_id"), category),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of the basis: the rows that `meets(now)`. `better` says which way is good; `counted` holds its rows by
    kind: in (numerator), of (denominator), missed, out (left out)."""

    name: RateName
    formula: Words
    basis: Basis
    meets: Condition
    measure: str
    better: str = "up"
    counted: dict[str, Counted] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.counted.update({kind: self._counted(kind) for kind in KINDS})

    @property
    def label(self) -> Words:
        """The rate's name in words."""
        return self.name.label

    def rows(self, kind: str, now: dt.datetime) -> "QuerySet[Any]":
        """The rows of one kind as they stood at a moment."""
        return self.basis.rows(now).filter(self.condition(kind, now))

    def condition(self, kind: str, now: dt.datetime) -> Q:
        """Which rows of the basis are of one kind."""
        out = rows.left_out(self.name, now, report=self.basis.report_id)
        if kind == OUT:
            return out
        return {OF: Q(), IN: self.meets(now), MISSED: ~self.meets(now)}[kind] & ~out

    def as_measure(self) -> Measure:
        """The rate as a named number."""
        return Measure(
            name=self.measure, label=self.label, formula=self.formula, unit="%", better=self.better,
            part=self.counted[IN], whole=self.counted[OF],
        )  # fmt: skip

    def _counted(self, kind: str) -> Counted:
        params = {"rate": f"{self.name.value}.{kind}"}
        return self.basis.counted(lambda now: self.rows(kind, now), params=params)


DEADLINES = Basis(rows.deadlines, "item_id", "item__report__", "item__", "due_at")
ANSWERS = Basis(rows.first_answers, "report_id", "report__", "report__item__", "at")
VERDICTS = Basis(rows.verdicts, "report_id", "report__", "report__item__", "at", exact=False)
MATTERS = Basis(rows.matters, "pk", "", "item__", "item__opened_at")

RATES = (
    Rate(
        name=RateName.RESPONSE, measure="reports.response_rate", basis=DEADLINES, meets=rows.answered_in_time,
        formula=_(
            "Reports first answered by their deadline ÷ all reports whose first deadline for the whole way lay in these "
            "days and has passed"
        ),
    ),
    Rate(
        name=RateName.RESOLUTION, measure="reports.resolution_rate", basis=DEADLINES, meets=rows.fixed,
        formula=_(
            "Reports that are closed now as fixed ÷ all reports whose first deadline lay in these days and has passed; "
            "explained, cannot be fixed, not accepted and still open are not resolved"
        ),
    ),
    Rate(
        name=RateName.SATISFACTION, measure="reports.satisfied_rate", basis=VERDICTS,
        meets=lambda now: Q(verdict=Verdict.SATISFIED),
        formula=_(
            "Verdicts “satisfied” ÷ all verdicts given in these days, every round and every voice counted; partly satisfied"
            " is not satisfied"
        ),
    ),
    Rate(
        name=RateName.ON_TIME, measure="reports.deadline_rate", basis=DEADLINES, meets=rows.kept,
        formula=_(
            "Reports that are closed now and were in time in every round ÷ all reports whose first deadline lay in these "
            "days and has passed, closed or not: overdue and still open is late"
        ),
    ),
    Rate(
        name=RateName.REOPEN, measure="reports.reopened_rate", basis=ANSWERS, better="down",
        meets=lambda now: Q(report__item__reopened__gt=0),
        formula=_(
            "Reports reopened at least once ÷ all reports whose first answer was given in these days"
        ),
    ),
    Rate(
        name=RateName.REPEAT, measure="reports.repeat_rate", basis=MATTERS, meets=rows.told_again, better="down",
        formula=_(
            "Reports told again within 30 days (another one joined with it, or of the same category from the same number or"
            " about the same place) ÷ all reports that came in these days and 30 days ago or earlier, joined ones not "
            "counted twice"
        ),
    ),
)  # fmt: skip
MEASURES = tuple(rate.as_measure() for rate in RATES)


def rate_called(name: str) -> Rate:
    """The rate of this name; raises KeyError."""
    return {rate.name.value: rate for rate in RATES}[name]
