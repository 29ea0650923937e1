"""Rows that a number counts: where they are, when they count, by what they can be cut, and which list shows them."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.measures.scope import Scope, span_of
from gongjian.core.orgs.models import Unit
from gongjian.core.words import Words


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to tell rows apart: `key` is their query path, `names(keys)` the words of its values, `param` the filter
    of the list that narrows by one value (with "_is=empty" for none). `tree`: that filter takes in what stands below a
    value, so the list is asked for the value alone ("_is=here")."""

    name: str
    label: Words
    key: str
    names: Callable[[Iterable[Any]], Mapping[Any, str]]
    param: str
    tree: bool = False

    def asked(self, value: Any) -> dict[str, Any]:
        """The list's parameters for one value."""
        if value is None:
            return {f"{self.param}_is": "empty"}
        return {self.param: value} | ({f"{self.param}_is": "here"} if self.tree else {})


def unit_names(keys: Iterable[Any]) -> Mapping[Any, str]:
    """Names of units by id."""
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=[key for key in keys if key])}


def by_unit(key: str = "item__unit_id", *, param: str = "unit") -> Dimension:
    """The unit that has the matter in hand."""
    return Dimension("unit", _("Unit"), key, unit_names, param)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`rows(now)` yields the rows as they stood at a moment, everywhere and always. `path` leads to the area path, `at`
    to the moment (`day`: date) that decides into which span a row falls.

    `page` with `params` is the list that shows exactly these rows, or with `exact=False` those on which they hang;
    `dates` is its filter of days over `at`. Without `dates` a span of days cannot be shown there.
    """

    rows: Callable[[dt.datetime], "QuerySet[Any]"]
    path: str = "item__area_path"
    at: str = "item__opened_at"
    day: bool = False
    page: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    dates: str = ""
    dimensions: tuple[Dimension, ...] = ()
    exact: bool = True

    def dimension(self, name: str) -> Dimension:
        """The dimension of this name; raises KeyError."""
        return {one.name: one for one in self.dimensions}[name]

    def within(self, scope: Scope) -> "QuerySet[Any]":
        """The rows of a scope."""
        found = self._placed(scope)
        return found.filter(**span_of(self.at, scope.since, scope.until, day=self.day))

    def count(self, scope: Scope) -> int:
        """How many there are; asked once per scope."""
        key = (id(self), "count", scope.since, scope.until)
        if key not in scope.memo:
            scope.memo[key] = self.within(scope).count()
        return int(scope.memo[key])

    def counts(self, scope: Scope, key: str) -> dict[Any, int]:
        """How many there are per value of a query path: one query."""
        grouped = self.within(scope).order_by().values_list(key).annotate(number=Count("pk"))
        return dict(grouped)

    def counts_in(self, scope: Scope, spans: Iterable[tuple[dt.date, dt.date]]) -> list[int]:
        """How many there are per span of days, in the order of the spans: one query, over the days they cover."""
        listed = list(spans)
        if not listed:
            return []
        parts = {
            f"span{place}": Count("pk", filter=Q(**span_of(self.at, first, last, day=self.day)))
            for place, (first, last) in enumerate(listed)
        }
        covered = min(first for first, _last in listed), max(last for _first, last in listed)
        found = (
            self._placed(scope)
            .filter(**span_of(self.at, *covered, day=self.day))
            .order_by()
            .aggregate(**parts)
        )
        return [found[name] for name in parts]

    def address(self, scope: Scope) -> str:
        """The list of exactly these rows; "" where no list shows them."""
        dated = bool(scope.since or scope.until) and bool(self.at)
        if not self.page or (dated and not self.dates):
            return ""
        given: dict[str, Any] = dict(self.params)
        if scope.area_id:
            given["area"] = scope.area_id
        if scope.here:
            given["area_is"] = "here"
        for name, value in scope.chosen:
            given |= self.dimension(name).asked(value)
        given |= {f"{self.dates}_from": scope.since.isoformat()} if scope.since else {}
        given |= {f"{self.dates}_to": scope.until.isoformat()} if scope.until else {}
        return f"{reverse(self.page)}?{urlencode(given, doseq=True)}"

    def _placed(self, scope: Scope) -> "QuerySet[Any]":
        found = scope.in_areas(self.rows(scope.now), path=self.path)
        return found.filter(*(_is(self.dimension(name).key, value) for name, value in scope.chosen))


def _is(key: str, value: Any) -> Q:
    return Q(**{f"{key}__isnull": True}) if value is None else Q(**{key: value})
