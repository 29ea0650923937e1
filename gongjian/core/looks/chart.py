"""The chart of a list: what the rows consist of, and how many came in each day, week or month. Each bar opens its rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from gongjian.core.fields.models import FieldValue
from gongjian.core.ledgers.asking import EMPTY, FILLED, Filter
from gongjian.core.ledgers.custom import FieldFilter, SeveralFilter
from gongjian.core.ledgers.filter_days import DatesFilter
from gongjian.core.ledgers.filters import AreaFilter, ChoiceFilter, ConditionFilter
from gongjian.core.ledgers.question import Question
from gongjian.core.ledgers.show import address
from gongjian.core.looks.look import bare
from gongjian.core.looks.places import by_area
from gongjian.core.refusal import Refused
from gongjian.core.words import Words

LONGEST = 30
BUCKETS: dict[str, tuple[Words, Any, int]] = {
    "day": (pgettext_lazy("step of a chart", "By day"), TruncDay, 31),
    "week": (pgettext_lazy("step of a chart", "By week"), TruncWeek, 26),
    "month": (pgettext_lazy("step of a chart", "By month"), TruncMonth, 24),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: `pct` of the longest one, `share` of all in words, `url` of its rows (empty: none can be asked for)."""

    label: str
    count: int
    pct: float
    share: str = ""
    url: str = ""


@dataclass(slots=True)
class Chart:
    """`by` and `bucket` are the choices in force; `dimensions`, `buckets` and `times` are links: label, url, current."""

    total: int = 0
    by: str = ""
    by_label: Words = ""
    bars: list[Bar] = field(default_factory=list)
    dimensions: list[tuple[Words, str, bool]] = field(default_factory=list)
    trend: list[Bar] = field(default_factory=list)
    trend_label: Words = ""
    trend_total: int = 0
    buckets: list[tuple[Words, str, bool]] = field(default_factory=list)
    times: list[tuple[Words, str, bool]] = field(default_factory=list)


def chart_of(question: Question) -> Chart:
    """Composition and course in at most four queries, however many rows. Raises Refused for an unknown choice."""
    given = question.given
    parts, times = dimensions_of(question), times_of(question)
    chart = Chart()
    chart.bars = _composition(question, part := _chosen(parts, given.get("by", ""), _("composition")))
    chart.by, chart.by_label = part.name, part.label
    chart.total = sum(bar.count for bar in chart.bars)
    chart.dimensions = [(one.label, address(given, by=one.name), one is part) for one in parts]
    if times:
        time = _chosen(times, given.get("time", ""), _("course"))
        bucket = _bucket(given.get("bucket", "") or "month")
        chart.trend, chart.trend_label = _course(question, time, bucket), time.label
        chart.trend_total = sum(bar.count for bar in chart.trend)
        chart.times = [(one.label, address(given, time=one.name), one is time) for one in times]
        chart.buckets = [
            (words, address(given, bucket=name), name == bucket)
            for name, (words, _by, _most) in BUCKETS.items()
        ]
    return chart


def dimensions_of(question: Question) -> list[Filter]:
    """What the rows can be told apart by: every filter of one column's values, an office's own fields among them."""
    return [part for part in question.ledger.filters if _tells_apart(_values_of(part))]


def _values_of(part: Filter) -> Filter:
    """The filter that knows the values: of an own field, the one inside."""
    return part.inner if isinstance(part, FieldFilter) else part


def _tells_apart(part: Filter) -> bool:
    several = isinstance(part, ConditionFilter | SeveralFilter)
    return isinstance(part, ChoiceFilter) and not several and bool(part.path)


def times_of(question: Question) -> list[DatesFilter]:
    """The moments whose course can be drawn."""
    return [
        part
        for part in question.ledger.filters
        if isinstance(part, DatesFilter) and part.moments and part.path
    ]


def _chosen(parts: "Iterable[Any]", name: str, what: str) -> Any:
    found = list(parts)
    if not name:
        return found[0]
    for part in found:
        if part.name == name:
            return part
    raise Refused(
        _("The chart cannot show “%(name)s” as %(what)s.") % {"name": name[:40], "what": what}, field="by"
    )


def _bucket(name: str) -> str:
    if name not in BUCKETS:
        raise Refused(_("The chart counts by day, week or month."), field="bucket")
    return name


def _composition(question: Question, part: Filter) -> list[Bar]:
    if isinstance(part, AreaFilter):
        counted = [(one.label, one.count, one.key) for one in by_area(question, part)]
    else:
        counted = _by_value(question, part)
    total, longest = (
        sum(count for _label, count, _key in counted),
        max((one[1] for one in counted), default=0),
    )
    return [
        Bar(
            label, count, 100 * count / longest, f"{100 * count / total:.0f}%",
            _narrowed(question, part, key),
        )
        for label, count, key in counted
    ]  # fmt: skip


def _by_value(question: Question, part: Filter) -> list[tuple[str, int, str]]:
    """Label, number and filter value, most first; what the filter does not offer is added up at the end."""
    counts, values = _counts(question, part), _values_of(part)
    assert isinstance(values, ChoiceFilter)
    words = {str(value): str(label).strip() for value, label in values.allowed(question.asked)}
    known = [(words[value], number, value) for value, number in counts.items() if value in words]
    known.sort(key=lambda one: -one[1])
    shown, rest = known[:LONGEST], sum(number for _label, number, _key in known[LONGEST:])
    empty = counts.get("", 0)
    rest += sum(counts.values()) - empty - sum(number for _label, number, _key in known)
    if rest:
        shown.append((_("All others"), rest, ""))
    return shown + (
        [(_("Not filled in"), empty, EMPTY if EMPTY in dict(part.modes()) else "")] if empty else []
    )


def _counts(question: Question, part: Filter) -> dict[str, int]:
    """Rows by the filter's value ("" for none)."""
    rows = bare(question.rows())
    if not isinstance(part, FieldFilter):
        return _summed(rows.values_list(part.path).annotate(number=Count("pk")))
    items = rows.values(f"{part.item}__pk" if part.item else "pk")
    values = FieldValue.objects.filter(field=part.own, item__in=items).order_by()
    found = _summed(values.values_list(part.inner.path).annotate(number=Count("pk")))
    found[""] = rows.count() - sum(found.values()) + found.get("", 0)
    return found


def _summed(pairs: Iterable[tuple[Any, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value, number in pairs:
        key = ("yes" if value else "no") if isinstance(value, bool) else str(value or "")
        found[key] = found.get(key, 0) + number
    return found


def _narrowed(question: Question, part: Filter, value: str) -> str:
    """The address of the rows of one bar: with `EMPTY` those without a value, nothing for a bar of many values."""
    if not value:
        return ""
    given = question.given.copy()
    for name in part.params():
        given.pop(name, None)
    if value == EMPTY:
        given[part.mode_name] = EMPTY
    else:
        given.setlist(part.name, [value])
    return address(given, drop=("look", "by", "time", "bucket", "view"))


def _course(question: Question, part: DatesFilter, bucket: str) -> list[Bar]:
    """The newest buckets up to the last one that has rows, in order of time, empty ones between them too."""
    _words, trunc, most = BUCKETS[bucket]
    rows = bare(question.rows()).filter(**{f"{part.path}__isnull": False})
    zone = timezone.get_current_timezone()
    counted = (
        rows.annotate(bucket=trunc(part.path, tzinfo=zone)).values_list("bucket").annotate(number=Count("pk"))
    )
    counts = {timezone.localtime(moment).date(): number for moment, number in counted.order_by()}
    if not counts:
        return []
    days = list(_buckets(min(counts), max(counts), bucket))[-most:]
    longest = max(counts.get(day, 0) for day in days)
    return [
        Bar(_name(day, bucket), counts.get(day, 0), 100 * counts.get(day, 0) / longest if longest else 0,
            url=_span(question, part, day, _after(day, bucket) - dt.timedelta(days=1)))
        for day in days
    ]  # fmt: skip


def _buckets(first: dt.date, last: dt.date, bucket: str) -> Iterable[dt.date]:
    day = first
    while day <= last:
        yield day
        day = _after(day, bucket)


def _after(day: dt.date, bucket: str) -> dt.date:
    if bucket == "month":
        return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return day + dt.timedelta(days=7 if bucket == "week" else 1)


def _name(day: dt.date, bucket: str) -> str:
    return f"{day:%Y-%m}" if bucket == "month" else f"{day:%Y-%m-%d}"


def _span(question: Question, part: DatesFilter, first: dt.date, last: dt.date) -> str:
    """The rows of the bucket that also lie within the days asked for already."""
    cleaned = question.cleaned()
    since, until = (cleaned.get(f"{part.name}_{end}") for end in ("from", "to"))
    first, last = max(first, since or first), min(last, until or last)
    given = question.given.copy()
    if given.get(part.mode_name) in (EMPTY, FILLED):
        given.pop(part.mode_name)
    given[f"{part.name}_from"], given[f"{part.name}_to"] = f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"
    return address(given, drop=("look", "by", "time", "bucket", "view"))
