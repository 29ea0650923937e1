"""The table of rates: a line per unit, category, area or month, with what each share is made of."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.measures.counted import Counted
from gongjian.core.measures.cuts import areas_below, months_of, placer_of
from gongjian.core.measures.scope import Scope
from gongjian.core.words import Words
from gongjian.lib.charts import Reach, reach_of
from gongjian.lib.numbers import wilson_interval
from gongjian.modules.reports.rating.rates import IN, OF, OUT, RATES, Rate
from gongjian.modules.reports.rating.weighing import Method

LEAST = 5
CUTS: dict[str, Words] = {
    "unit": gettext_lazy("Unit"),
    "category": gettext_lazy("Category"),
    "area": gettext_lazy("Area"),
    "month": gettext_lazy("Month"),
}
RANKED = ("unit", "area")
SHOWN = (IN, OF, OUT)
Counts = dict[tuple[str, str], defaultdict[Any, int]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One rate of one line, with the addresses of its rows."""

    rate: Rate
    numerator: int
    denominator: int
    excluded: int
    url: str = ""
    all_url: str = ""
    out_url: str = ""

    @property
    def few(self) -> bool:
        """So few that a percentage would mislead: only counts are shown."""
        return 0 < self.denominator < LEAST

    @property
    def value(self) -> float | None:
        """Per cent to two decimals; None of none or few."""
        return round(100 * self.numerator / self.denominator, 2) if self.denominator >= LEAST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval at 95 %, in per cent to one decimal."""
        if self.value is None:
            return None
        low, high = wilson_interval(self.numerator, self.denominator)
        return round(100 * low, 1), round(100 * high, 1)

    @property
    def reach(self) -> Reach | None:
        """Share and interval as a picture."""
        if self.value is None:
            return None
        return reach_of(self.numerator / self.denominator, *wilson_interval(self.numerator, self.denominator))

    @property
    def good(self) -> float | None:
        """Per cent of what is wished for: of a rate that is good when low, what is left of 100."""
        return self.value if self.value is None or self.rate.better == "up" else round(100 - self.value, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """One part. `number` is the one number by the method, `rank` its place; None where there is none."""

    key: Any
    label: str
    scope: Scope
    cells: tuple[Cell, ...]
    number: float | None = None
    rank: int | None = None

    @property
    def size(self) -> int:
        """The largest denominator: what the line stands on."""
        return max(cell.denominator for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """All lines, their sum, the method by which they were ranked, and the moment at which the rows were counted."""

    by: str
    lines: tuple[Line, ...]
    total: Line
    method: Method
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class _Part:
    key: Any
    label: str
    scope: Scope


def table_of(
    scope: Scope, by: str, *, method: Method, counts: Counts | None = None, at: dt.datetime | None = None
) -> Table:
    """The rates of a scope (both days given) told by one of CUTS. Queries do not grow with the lines. `counts` are those of
    `counts_by`, if they are known, and `at` when they were counted.

    Raises KeyError for another cut and Refused for more than 120 months.
    """
    if counts is None:
        counts = counts_by(scope, by)
    parts = {"area": _areas, "month": _months}.get(by, _values)(scope, by, counts)
    lines = [_line(part, counts, method) for part in parts]
    whole = _Part("", _("In all"), scope)
    summed = {key: defaultdict(int, {"": sum(found.values())}) for key, found in counts.items()}
    if by in RANKED:
        lines = _ranked(lines)
    return Table(by, tuple(lines), _line(whole, summed, method), method, at or scope.now)


def counts_by(scope: Scope, by: str) -> Counts:
    """What the table is made of, the costly part of it: by rate and kind, how many of each part. Raises as `table_of`."""
    if by == "area":
        _top, areas = _below(scope)
        return _counts(scope, lambda one: F(one.path), placer_of([area.path for area in areas]))
    if by == "month":
        months_of(scope.since, scope.until, now=scope.now)
        return _counts(scope, lambda one: TruncMonth(one.at), lambda month: f"{month:%Y-%m}")
    return _counts(scope, lambda one: F(one.dimension(by).key), lambda value: value)


def _counts(scope: Scope, group: Callable[[Counted], Any], to: Callable[[Any], Any]) -> Counts:
    """All counts, gathered under `to(value)` of what `group` names: one query for all rates of the same basis."""
    counts: Counts = {(rate.name.value, kind): defaultdict(int) for rate in RATES for kind in SHOWN}
    for basis in dict.fromkeys(rate.basis for rate in RATES):
        own = [(rate, kind) for rate in RATES if rate.basis == basis for kind in SHOWN]
        sums = {
            f"{rate.name.value}_{kind}": Count("pk", filter=rate.condition(kind, scope.now))
            for rate, kind in own
        }
        counted = basis.counted(basis.rows, params={})
        found = (
            counted.within(scope)
            .order_by()
            .annotate(part=group(counted))
            .values_list("part")
            .annotate(**sums)
        )
        for value, *numbers in found:
            for (rate, kind), number in zip(own, numbers, strict=True):
                counts[rate.name.value, kind][to(value)] += number
    return counts


def _values(scope: Scope, by: str, counts: Counts) -> list[_Part]:
    values = _keys(counts)
    names = RATES[0].counted[OF].dimension(by).names(values)
    parts = [
        _Part(value, _name(names, value), replace(scope, chosen=((by, value),), memo={})) for value in values
    ]
    of = [found for (_rate, kind), found in counts.items() if kind == OF]
    size = {value: max(found.get(value, 0) for found in of) for value in values}
    return sorted(parts, key=lambda part: (part.key is None, -size[part.key], part.label))


def _name(names: Mapping[Any, str], value: Any) -> str:
    return _("none given") if value is None else str(names.get(value, value))


def _below(scope: Scope) -> tuple[Area | None, list[Area]]:
    """`areas_below`, asked once for a table."""
    if "rates.below" not in scope.memo:
        scope.memo["rates.below"] = areas_below(scope)
    found: tuple[Area | None, list[Area]] = scope.memo["rates.below"]
    return found


def _areas(scope: Scope, by: str, counts: Counts) -> list[_Part]:
    top, areas = _below(scope)
    counted = set(_keys(counts))
    parts = [
        _Part(area.path, area.short_name, replace(scope, paths=(area.path,), area_id=area.pk, memo={}))
        for area in areas
        if area.gone_on is None or area.path in counted
    ]
    if top is not None and top.path in counted:
        here = replace(scope, paths=(top.path,), area_id=top.pk, here=True, memo={})
        parts.append(_Part(top.path, _("%(area)s itself") % {"area": top.short_name}, here))
    return parts


def _months(scope: Scope, by: str, counts: Counts) -> list[_Part]:
    return [
        _Part(f"{first:%Y-%m}", f"{first:%Y-%m}", replace(scope, since=first, until=last, memo={}))
        for first, last in months_of(scope.since, scope.until, now=scope.now)
    ]


def _keys(counts: Counts) -> list[Any]:
    return list(dict.fromkeys(key for found in counts.values() for key, number in found.items() if number))


def _line(part: _Part, counts: Counts, method: Method) -> Line:
    cells = tuple(_cell(rate, part, counts) for rate in RATES)
    number = method.number({cell.rate.name.value: cell.good for cell in cells})
    return Line(part.key, part.label, part.scope, cells, number)


def _cell(rate: Rate, part: _Part, counts: Counts) -> Cell:
    inside, of, out = (counts[rate.name.value, kind][part.key] for kind in SHOWN)
    urls = (rate.counted[kind].address(part.scope) for kind in SHOWN)
    return Cell(rate, inside, of, out, *urls)


def _ranked(lines: Iterable[Line]) -> list[Line]:
    """Those with a number first, the best on top; equal numbers share a place."""
    told = sorted((line for line in lines if line.number is not None and line.key is not None), key=_best)
    places: dict[float, int] = {}
    for place, line in enumerate(told, start=1):
        places.setdefault(line.number or 0.0, place)
    ranked = [replace(line, rank=places[line.number or 0.0]) for line in told]
    return [*ranked, *(line for line in lines if line.number is None or line.key is None)]


def _best(line: Line) -> float:
    return -(line.number or 0.0)


def days_of(now: dt.date) -> tuple[dt.date, dt.date]:
    """The days shown without asking: this month and the two before it, up to today."""
    months = now.year * 12 + now.month - 3
    return dt.date(months // 12, months % 12 + 1, 1), now
