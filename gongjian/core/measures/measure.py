"""A measure: one named number with its formula, its unit, and the rows it is counted from."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gongjian.core.areas.path import within_any
from gongjian.core.words import Words


@dataclass(frozen=True, slots=True)
class Scope:
    """What a number is asked about: areas under `paths` (None: everywhere), from day `since` to day `until`.

    Both days are included; None leaves that side open. `now` is the moment for which the number is asked.
    """

    now: dt.datetime
    paths: tuple[str, ...] | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def rows(self, queryset: "QuerySet[Any]", *, path: str = "area_path", at: str = "") -> "QuerySet[Any]":
        """Narrow rows by their path column, and by the day of their time column `at` when one is named."""
        if self.paths is not None:
            queryset = queryset.filter(within_any(path, self.paths))
        if at and self.since:
            queryset = queryset.filter(**{f"{at}__gte": self._midnight(self.since)})
        if at and self.until:
            queryset = queryset.filter(**{f"{at}__lt": self._midnight(self.until + dt.timedelta(days=1))})
        return queryset

    def _midnight(self, day: dt.date) -> dt.datetime:
        from django.utils import timezone

        return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The answer. `value` is None when there is nothing to measure yet (no rows, a denominator of 0)."""

    value: float | int | None
    numerator: float | int | None = None
    denominator: float | int | None = None
    unit: Words = ""

    @classmethod
    def share(cls, numerator: int, denominator: int, *, unit: Words = "%") -> "MeasureResult":
        """So many per cent, to two decimals; None of none."""
        value = round(100 * numerator / denominator, 2) if denominator else None
        return cls(value, numerator, denominator, unit)


Compute = Callable[[Scope], MeasureResult | float | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """`name` is "module.number"; `formula` says in words how it is counted, as an auditor would check it.

    `compute` answers a number, None, or a `MeasureResult` where numerator and denominator matter. `rows` answers the
    address of the ledger page that shows the rows counted (empty: none). `better` is "up", "down" or "".
    """

    name: str
    label: Words
    formula: Words
    unit: Words
    compute: Compute
    rows: Callable[[Scope], str] | None = None
    better: str = ""

    def answer(self, scope: Scope) -> MeasureResult:
        """Compute it for the scope, with the unit filled in."""
        found = self.compute(scope)
        if not isinstance(found, MeasureResult):
            found = MeasureResult(found)
        return MeasureResult(found.value, found.numerator, found.denominator, found.unit or self.unit)
