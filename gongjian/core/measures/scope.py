"""What a number is asked about: a moment, areas, days, and single values of its dimensions."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gongjian.core.areas.path import within_any


@dataclass(frozen=True, slots=True)
class Scope:
    """Areas under `paths` (None: everywhere), from day `since` to day `until`, as things stood at `now`.

    Both days are included; None leaves that side open. `area_id` names the one area asked about, for addresses of
    lists; with `here` only what stands at that area itself, not below it. `chosen` holds (dimension, value) pairs.
    `memo` keeps what several numbers of one page need.
    """

    now: dt.datetime
    paths: tuple[str, ...] | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    area_id: int | None = None
    here: bool = False
    chosen: tuple[tuple[str, Any], ...] = ()
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def rows(self, queryset: "QuerySet[Any]", *, path: str = "area_path", at: str = "") -> "QuerySet[Any]":
        """Narrow rows by their path column, and by the day of their time column `at` when one is named."""
        queryset = self.in_areas(queryset, path=path)
        return queryset.filter(**span_of(at, self.since, self.until))

    def in_areas(self, queryset: "QuerySet[Any]", *, path: str) -> "QuerySet[Any]":
        """Narrow rows by their path column only."""
        if self.paths is None:
            return queryset
        if self.here:
            return queryset.filter(**{f"{path}__in": self.paths})
        return queryset.filter(within_any(path, self.paths))


def span_of(at: str, since: dt.date | None, until: dt.date | None, *, day: bool = False) -> dict[str, Any]:
    """The lookups of a span of days, both included, over a column of moments (`day`: of dates); none without a column."""
    found: dict[str, Any] = {}
    if not at:
        return found
    if since:
        found[f"{at}__gte"] = since if day else midnight(since)
    if until:
        found[f"{at}__lt"] = until + dt.timedelta(days=1) if day else midnight(until + dt.timedelta(days=1))
    return found


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day in the office's time zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
