"""A measure: one named number with its formula, its unit, and the rows it is counted from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongjian.core.measures.counted import Counted
from gongjian.core.measures.scope import Scope
from gongjian.core.words import Words
from gongjian.lib.numbers import days_between

__all__ = ["Compute", "Counted", "Measure", "MeasureResult", "Scope", "Spread"]


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


@dataclass(frozen=True, slots=True)
class Spread:
    """One number made of the days between two moments of each row counted: their median, mean, or longest."""

    start: str
    end: str
    summary: Callable[[list[float]], float | None]

    def of(self, days: list[float]) -> float | None:
        """The number, to two decimals; None of no rows."""
        value = self.summary(days)
        return None if value is None else round(value, 2)

    def days(self, counted: Counted, scope: Scope) -> list[float]:
        """Days with fractions, one per row; read once per scope, however many numbers are made of them."""
        key = (id(counted), self.start, self.end, scope.since, scope.until)
        if key not in scope.memo:
            pairs = counted.within(scope).order_by().values_list(self.start, self.end)
            scope.memo[key] = [days_between(start, end) for start, end in pairs.iterator()]
        found: list[float] = scope.memo[key]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """`name` is "module.number"; `formula` says in words how it is counted, as an auditor would check it.

    The number is the count of `part`; with `whole` its share of those; with `spread` what that makes of its rows. Such
    a number can be cut by area, month and the dimensions of its rows, and leads to the list of them. `compute` is for
    numbers of another make: they are told, but not cut. `better` is "up", "down" or "".
    """

    name: str
    label: Words
    formula: Words
    unit: Words
    part: Counted | None = None
    whole: Counted | None = None
    spread: Spread | None = None
    compute: Compute | None = None
    better: str = ""

    def __post_init__(self) -> None:
        if (self.part is None) == (self.compute is None):
            raise ValueError(f"measure {self.name}: say either what is counted or how it is computed")

    def answer(self, scope: Scope) -> MeasureResult:
        """The number for the scope, with the unit filled in."""
        found: Any = self.compute(scope) if self.compute is not None else self._counted(scope)
        if not isinstance(found, MeasureResult):
            found = MeasureResult(found)
        return MeasureResult(found.value, found.numerator, found.denominator, found.unit or self.unit)

    def rows(self, scope: Scope) -> str:
        """The address of the list that shows the rows counted; "" where there is none."""
        return self.part.address(scope) if self.part is not None else ""

    def all_rows(self, scope: Scope) -> str:
        """The address of the list of those that a share is taken of."""
        return self.whole.address(scope) if self.whole is not None else ""

    def of_counts(self, part: int, whole: int) -> MeasureResult:
        """The answer made of counts that are known already."""
        if self.whole is not None:
            return MeasureResult.share(part, whole, unit=self.unit)
        return MeasureResult(part, unit=self.unit)

    def _counted(self, scope: Scope) -> MeasureResult | float | int | None:
        assert self.part is not None
        if self.spread is not None:
            return self.spread.of(self.spread.days(self.part, scope))
        return self.of_counts(self.part.count(scope), self.whole.count(scope) if self.whole else 0)
