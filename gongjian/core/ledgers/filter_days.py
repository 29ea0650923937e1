"""Days: from one to another, or a span that moves with the calendar, so that a saved view stays true tomorrow."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.asking import Asked, Choices, Filter
from gongjian.core.words import Words

Span = tuple[dt.date, dt.date]
DAY = dt.timedelta(days=1)


def _month(day: dt.date) -> Span:
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def _week(day: dt.date) -> Span:
    first = day - day.weekday() * DAY
    return first, first + 6 * DAY


MOVING: dict[str, tuple[Words, Callable[[dt.date], Span]]] = {
    "today": (pgettext_lazy("span of days", "Today"), lambda day: (day, day)),
    "yesterday": (pgettext_lazy("span of days", "Yesterday"), lambda day: (day - DAY, day - DAY)),
    "this_week": (pgettext_lazy("span of days", "This week"), _week),
    "last_week": (pgettext_lazy("span of days", "Last week"), lambda day: _week(day - 7 * DAY)),
    "this_month": (pgettext_lazy("span of days", "This month"), _month),
    "last_month": (pgettext_lazy("span of days", "Last month"), lambda day: _month(day.replace(day=1) - DAY)),
    "last_30_days": (pgettext_lazy("span of days", "Last 30 days"), lambda day: (day - 29 * DAY, day)),
    "next_7_days": (pgettext_lazy("span of days", "Next 7 days"), lambda day: (day, day + 6 * DAY)),
    "this_year": (
        pgettext_lazy("span of days", "This year"),
        lambda day: (day.replace(month=1, day=1), day.replace(month=12, day=31)),
    ),
}
"""Spans that move, both days included; weeks begin on Monday."""


@dataclass(frozen=True, slots=True)
class DatesFilter(Filter):
    """From one day to another, both included, in the office's own time zone; or `<name>_is` a span that moves. `path` is
    a date or a moment. Given both, both hold."""

    moments: bool = True

    def own_params(self) -> tuple[str, ...]:
        """Two: the first day and the last."""
        return (f"{self.name}_from", f"{self.name}_to")

    def modes(self) -> Choices:
        """The moving spans, and nothing entered where that can be."""
        return [*((name, words) for name, (words, _span) in MOVING.items()), *Filter.modes(self)]

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """Two dates."""
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        labels = (_("%(what)s from") % {"what": self.label}, _("%(what)s to") % {"what": self.label})
        return {
            name: forms.DateField(
                label=label, required=False, widget=day, input_formats=["%Y-%m-%d", "%Y/%m/%d"]
            )
            for name, label in zip(self.own_params(), labels, strict=True)
        }

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """The half-open span of days."""
        first, last = (given.get(name) for name in self.own_params())
        found = self._between(first, last)
        if (moving := given.get(self.mode_name)) in MOVING:
            found &= self._between(*MOVING[moving][1](timezone.localdate(asked.now)))
        return found

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """Both ends, as far as given, or the moving span's words."""
        first, last = (given.get(name) for name in self.own_params())
        told = [f"{first or '…'} – {last or '…'}"] if first or last else []
        if (moving := given.get(self.mode_name)) in MOVING:
            told.append(str(MOVING[moving][0]))
        return "、".join(told)

    def _between(self, first: dt.date | None, last: dt.date | None) -> Q:
        found = Q()
        if first:
            found &= Q(**{f"{self.path}__gte": self._edge(first)})
        if last:
            found &= Q(**{f"{self.path}__lt": self._edge(last + DAY)})
        return found

    def _edge(self, day: dt.date) -> dt.date | dt.datetime:
        if not self.moments:
            return day
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDatesFilter(DatesFilter):
    """The day of something that hangs on the row: `path` leads to it in the query set that `rows()` makes of the same
    model. A row matches when one such thing falls into the span."""

    rows: Callable[[], Any]

    def _between(self, first: dt.date | None, last: dt.date | None) -> Q:
        span = DatesFilter._between(self, first, last)
        return Q(pk__in=self.rows().filter(span).values("pk")) if span else span
