"""Cutting a number: by the areas below the one asked about, by months, or by a dimension of its rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.measures.counted import Counted
from gongjian.core.measures.measure import Measure, MeasureResult
from gongjian.core.measures.scope import Scope
from gongjian.core.refusal import Refused
from gongjian.core.words import Words
from gongjian.lib.numbers import days_between

MONTHS = 12
MOST_MONTHS = 120
AREA, MONTH = "area", "month"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slice:
    """One part: the number for `scope`. `key` is the area's id, the month ("2026-03") or the dimension's value."""

    key: Any
    label: str
    scope: Scope
    answer: MeasureResult


def cuts_of(measure: Measure) -> dict[str, Words]:
    """By what the number can be cut, with the words."""
    if measure.part is None:
        return {}
    both = [one for one in (measure.part, measure.whole) if one is not None]
    shared = [
        dimension
        for dimension in measure.part.dimensions
        if all(dimension.name in {other.name for other in one.dimensions} for one in both)
    ]
    months = {MONTH: _("Month")} if all(one.at for one in both) else {}
    return {AREA: _("Area"), **months, **{one.name: one.label for one in shared}}


def cut(measure: Measure, scope: Scope, by: str) -> list[Slice]:
    """The parts in order: areas as the tree has them, months forwards, other values by size. Queries do not grow with
    the number of parts. Raises Refused for what the number cannot be cut by, or for more than 120 months."""
    if by not in cuts_of(measure):
        known = "、".join(cuts_of(measure)) or _("nothing")
        raise Refused(
            _("This number cannot be told by “%(by)s”, only by: %(known)s.")
            % {"by": by[:30], "known": known},
            field="by",
        )
    if by == MONTH:
        return _by_month(measure, scope)
    if by == AREA:
        return _by_area(measure, scope)
    return _by_value(measure, scope, by)


def months_of(
    since: dt.date | None, until: dt.date | None, *, now: dt.datetime
) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each month that the span touches, its ends cut to the span; without a beginning the last
    twelve months. Raises Refused for more than 120."""
    last = until or timezone.localdate(now)
    first = since or _month_before(last, MONTHS - 1)
    spans = []
    while first <= last:
        following = (first.replace(day=1) + 31 * DAY).replace(day=1)
        spans.append((first, min(following - DAY, last)))
        first = following
        if len(spans) > MOST_MONTHS:
            raise Refused(_("At most 120 months are told at once: choose a shorter span."), field="since")
    return spans


def _month_before(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)


def _by_month(measure: Measure, scope: Scope) -> list[Slice]:
    spans = months_of(scope.since, scope.until, now=scope.now)
    if not spans:
        return []
    scopes = [replace(scope, since=first, until=last, memo={}) for first, last in spans]
    answers = _month_answers(measure, scope, spans)
    labels = [f"{first:%Y-%m}" for first, _last in spans]
    return [
        Slice(label, label, part, answer) for label, part, answer in zip(labels, scopes, answers, strict=True)
    ]


def _month_answers(
    measure: Measure, scope: Scope, spans: list[tuple[dt.date, dt.date]]
) -> list[MeasureResult]:
    assert measure.part is not None
    if measure.spread is None:
        parts = measure.part.counts_in(scope, spans)
        wholes = measure.whole.counts_in(scope, spans) if measure.whole else [0] * len(spans)
        return [measure.of_counts(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    whole_span = replace(scope, since=spans[0][0], until=spans[-1][1])
    days = _days_per(measure, measure.part, whole_span, measure.part.at, to=lambda at: f"{_day(at):%Y-%m}")
    return [
        MeasureResult(measure.spread.of(days[f"{first:%Y-%m}"]), unit=measure.unit) for first, _last in spans
    ]


def _day(at: dt.date) -> dt.date:
    return timezone.localtime(at).date() if isinstance(at, dt.datetime) else at


def _by_area(measure: Measure, scope: Scope) -> list[Slice]:
    """The areas right below the one asked about, and what stands at that one itself; of several, each of them."""
    assert measure.part is not None
    top, areas = areas_below(scope)
    place = placer_of([area.path for area in areas])
    answers = _answers_per(measure, scope, lambda counted: counted.path, to=place)
    found = [
        Slice(area.pk, area.short_name, _in_area(scope, area), answers.of(area.path))
        for area in areas
        if area.gone_on is None or _counts(answers.of(area.path))
    ]
    if top is not None and _counts(here := answers.of(top.path)):
        label = _("%(area)s itself") % {"area": top.short_name}
        found.append(Slice(f"{top.pk}-here", label, replace(_in_area(scope, top), here=True), here))
    return found


def _in_area(scope: Scope, area: Area) -> Scope:
    return replace(scope, paths=(area.path,), area_id=area.pk, memo={})


def areas_below(scope: Scope) -> tuple[Area | None, list[Area]]:
    """The one area asked about with those right below it; of several (or everywhere) none, and each of them."""
    if scope.paths is None:
        return None, list(Area.objects.offices().order_by("path"))
    tops = list(Area.objects.filter(path__in=scope.paths).order_by("path"))
    if len(tops) != 1:
        return None, tops
    below = [] if scope.here else list(Area.objects.filter(parent=tops[0]).order_by("path"))
    return tops[0], below


def placer_of(paths: list[str]) -> Callable[[Any], str]:
    """A function that says which of the paths a path lies under; one that lies under none stands for itself."""

    def place(path: str) -> str:
        steps = path.split("/")
        starts = ("/".join(steps[:number]) + "/" for number in range(len(steps) - 1, 0, -1))
        return next((start for start in starts if start in known), path)

    known = set(paths)
    return place


def _counts(answer: MeasureResult) -> bool:
    return bool(answer.denominator) if answer.denominator is not None else bool(answer.value)


def _by_value(measure: Measure, scope: Scope, by: str) -> list[Slice]:
    assert measure.part is not None
    answers = _answers_per(measure, scope, lambda counted: counted.dimension(by).key, to=lambda value: value)
    names = measure.part.dimension(by).names(answers.keys)
    found = [
        Slice(
            key,
            _label(names, key),
            replace(scope, chosen=(*scope.chosen, (by, key)), memo={}),
            answers.of(key),
        )
        for key in answers.keys
    ]
    return sorted(found, key=lambda one: (one.key is None, -_size(one.answer), one.label))


def _label(names: Mapping[Any, str], key: Any) -> str:
    return str(names.get(key, key)) if key is not None else _("none given")


def _size(answer: MeasureResult) -> float:
    return float(answer.denominator if answer.denominator is not None else answer.value or 0)


def _answers_per(
    measure: Measure, scope: Scope, path: Callable[[Counted], str], *, to: Callable[[Any], Any]
) -> "_Answers":
    """The answer by group: rows are grouped by the database and gathered under `to(value)`."""
    assert measure.part is not None
    if measure.spread is not None:
        spread = measure.spread
        days = _days_per(measure, measure.part, scope, path(measure.part), to=to)
        return _Answers(list(days), lambda key: MeasureResult(spread.of(days[key]), unit=measure.unit))
    parts = _gathered(measure.part.counts(scope, path(measure.part)), to)
    wholes = (
        _gathered(measure.whole.counts(scope, path(measure.whole)), to) if measure.whole else defaultdict(int)
    )
    keys = [*parts, *(key for key in wholes if key not in parts)]
    return _Answers(keys, lambda key: measure.of_counts(parts[key], wholes[key]))


@dataclass(frozen=True, slots=True)
class _Answers:
    """The groups that have rows, and the answer of any group."""

    keys: list[Any]
    of: Callable[[Any], MeasureResult]


def _gathered(counts: Mapping[Any, int], to: Callable[[Any], Any]) -> defaultdict[Any, int]:
    found: defaultdict[Any, int] = defaultdict(int)
    for value, number in counts.items():
        found[to(value)] += number
    return found


def _days_per(
    measure: Measure, counted: Counted, scope: Scope, key: str, *, to: Callable[[Any], Any]
) -> defaultdict[Any, list[float]]:
    assert measure.spread is not None
    found: defaultdict[Any, list[float]] = defaultdict(list)
    for value, start, end in _triples(counted, scope, key, measure.spread.start, measure.spread.end):
        found[to(value)].append(days_between(start, end))
    return found


def _triples(counted: Counted, scope: Scope, *paths: str) -> Iterator[Any]:
    return iter(counted.within(scope).order_by().values_list(*paths).iterator())
