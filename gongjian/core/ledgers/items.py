"""Columns and filters that every list of items shares; `prefix` leads from the row to its item ("item", or "" )."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import Flow
from gongjian.core.items.models import Clock, Item
from gongjian.core.ledgers.filters import (
    AreaFilter,
    ChoiceFilter,
    ConditionFilter,
    DatesFilter,
    Filter,
    UnitFilter,
)
from gongjian.core.ledgers.ledger import Column, Kind
from gongjian.core.search import holding


def item_columns(flow: Flow, *, prefix: str = "item") -> dict[str, Column]:
    """By name, to be put in a list's own order: number, title, state, area, place, unit, handler, opened, due, light,
    result, closed."""
    dot, under = (f"{prefix}.", f"{prefix}__") if prefix else ("", "")
    state_words = {name: state.label for name, state in flow.states.items()}
    results = {"": "", **flow.results}
    whole = prefix or (lambda row: row)
    columns = (
        Column("number", pgettext_lazy("column", "Number"), f"{dot}number", width=96, sort=f"{under}number", phone=True),
        Column("title", pgettext_lazy("column", "Matter"), f"{dot}title", link=True, phone=True),
        Column("state", _("State"), whole, Kind.STATE, width=100, sort=f"{under}state", phone=True,
               total="counts", words=state_words),
        Column("area", _("Area"), f"{dot}area.short_name", width=136, sort=f"{under}area__path", sub=f"{dot}place"),
        Column("unit", _("Unit"), f"{dot}unit", width=110, sort=f"{under}unit__name", phone=True),
        Column("handler", _("Handler"), f"{dot}handler", width=80, sort=f"{under}handler__name"),
        Column("opened", _("Entered"), f"{dot}opened_at", Kind.STAMP, width=132, sort=f"{under}opened_at"),
        Column("light", _("Clock"), lambda row: _lit(row, prefix), Kind.LIGHT, width=84, phone=True),
        Column("due", _("Due"), f"{dot}due_at", Kind.STAMP, width=132, sort=f"{under}due_at"),
        Column("result", _("Result"), lambda row: results.get(_item(row, prefix).result, ""), width=100,
               sort=f"{under}result", shown=False),
        Column("closed", _("Closed on"), f"{dot}closed_at", Kind.STAMP, width=132, sort=f"{under}closed_at",
               shown=False),
    )  # fmt: skip
    return {column.name: column for column in columns}


def item_filters(flow: Flow, *, prefix: str = "item", everybody: bool = False) -> tuple[Filter, ...]:
    """State, area, unit (`everybody`: partners and Party organisations too), clock, day entered, day due, day closed,
    result."""
    under = f"{prefix}__" if prefix else ""
    return (
        ChoiceFilter(
            "state", _("State"), f"{under}state", [(name, state.label) for name, state in flow.states.items()]
        ),
        AreaFilter("area", _("Area"), f"{under}area_path"),
        UnitFilter("unit", _("Unit"), f"{under}unit_id", everybody=everybody),
        ConditionFilter("light", _("Clock"), "", LIGHT_WORDS, conditions=light_conditions(under)),
        DatesFilter("opened", _("Entered"), f"{under}opened_at"),
        DatesFilter("due", _("Due"), f"{under}due_at", blank="null"),
        DatesFilter("closed", _("Closed on"), f"{under}closed_at", blank="null"),
        ChoiceFilter("result", _("Result"), f"{under}result", list(flow.results.items()), blank="text"),
    )


LIGHT_WORDS = (
    ("late", pgettext_lazy("clock light", "Overdue")),
    ("soon", pgettext_lazy("clock light", "Due soon")),
    ("ok", pgettext_lazy("clock light", "In time")),
    ("paused", pgettext_lazy("clock light", "Paused")),
    ("kept", pgettext_lazy("clock light", "Closed in time")),
    ("kept_late", pgettext_lazy("clock light", "Closed too late")),
    ("free", pgettext_lazy("clock light", "Without a limit")),
)


def light_conditions(under: str) -> dict[str, Callable[[dt.datetime], Q]]:
    """The rows of each light."""
    open_ = Q(**{f"{under}closed_at__isnull": True})
    running = open_ & Q(**{f"{under}paused": False})
    return {
        "late": lambda now: running & Q(**{f"{under}due_at__lte": now}),
        "soon": lambda now: running & Q(**{f"{under}warn_at__lte": now, f"{under}due_at__gt": now}),
        "ok": lambda now: running & Q(**{f"{under}due_at__gt": now}) & ~Q(**{f"{under}warn_at__lte": now}),
        "paused": lambda now: open_ & Q(**{f"{under}paused": True}),
        "kept": lambda now: ~open_ & Q(Exists(_clocks(under))) & ~Q(Exists(_late_clocks(under))),
        "kept_late": lambda now: ~open_ & Q(Exists(_late_clocks(under))),
        "free": lambda now: ~Q(Exists(_clocks(under))),
    }


def _clocks(under: str) -> QuerySet[Clock]:
    """Clocks of the row's item."""
    return Clock.objects.filter(item=OuterRef(f"{under}pk"), dropped_at__isnull=True)


def _late_clocks(under: str) -> QuerySet[Clock]:
    """Those that were stopped after their time."""
    return _clocks(under).filter(stopped_at__gt=F("due_at"))


def item_search(*, prefix: str = "item") -> Callable[[str], Q]:
    """The condition of a list's search field: the product's own full-text search."""

    def search(words: str) -> Q:
        return holding(words, path=prefix or "pk")

    return search


def item_relations(*, prefix: str = "item") -> tuple[str, ...]:
    """What a list must select so that its columns cost no query per row."""
    under = f"{prefix}__" if prefix else ""
    own = (prefix,) if prefix else ()
    return (*own, f"{under}area", f"{under}unit", f"{under}handler")


def with_lights(rows: "QuerySet[Any]", *, prefix: str = "item") -> "QuerySet[Any]":
    """Rows that know of a closed item whether one of its clocks was stopped too late; no query more.

    Asked for the first late clock and not whether there is one: of a condition PostgreSQL makes a table of all late clocks
    before it looks at the first row.
    """
    under = f"{prefix}__" if prefix else ""
    first = _late_clocks(under).annotate(late=Value(True)).values("late")[:1]
    lit: QuerySet[Any] = rows.annotate(
        closed_late=Coalesce(Subquery(first), False, output_field=BooleanField())
    )
    return lit


def _lit(row: Any, prefix: str) -> Item:
    item = _item(row, prefix)
    item.closed_late = getattr(row, "closed_late", None)  # type: ignore[attr-defined]
    return item


def _item(row: object, prefix: str) -> Item:
    return getattr(row, prefix) if prefix else row  # type: ignore[return-value]
