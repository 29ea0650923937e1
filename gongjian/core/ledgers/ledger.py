"""A list page as a value: one declaration gives the page, its exports, its saved views and its rows for the API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet

from gongjian.core.ledgers.filters import Filter
from gongjian.core.people.access import Access
from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.bulk.act import BulkAct
    from gongjian.core.intake.spec import Intake
    from gongjian.core.items.flow import Flow

Rows = Callable[[Access], "QuerySet[Any]"]


class Kind(StrEnum):
    """How a cell is shown. `state` and `light` take an item (or what looks like one) and draw its state or its clock
    light; `status` takes (word, icon, tone); `money` takes yuan and is written with its cents."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    STAMP = "stamp"
    STATE = "state"
    LIGHT = "light"
    STATUS = "status"


NUMERIC = (Kind.NUMBER, Kind.PERCENT, Kind.MONEY)
"""Kinds whose values are numbers: aligned right, sorted from the largest, numbers in a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` is a dotted path from the row ("item.number") or a function of the row.

    `sort` is the query path by which the column sorts ("item__number"); empty: it does not. `total="sum"` adds up
    `sort` over all rows that match, `total="counts"` counts them by the values of `sort` (`words` names the values, in
    the order in which they are told).
    `phone` keeps the column in the short form, `shown=False` leaves it to the column chooser. `sub` gives grey words
    after the value. `link` leads to the row's page and names the row in the short form. `width` is in pixels.
    """

    name: str
    label: Words
    value: str | Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    width: int | None = None
    sort: str = ""
    phone: bool = False
    shown: bool = True
    link: bool = False
    total: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    sub: str | Callable[[Any], Any] = ""

    @property
    def align(self) -> str:
        """Numbers stand right, all else left."""
        return "right" if self.kind in NUMERIC else "left"

    def of(self, row: Any) -> Any:
        """The raw value of the column in a row."""
        return follow(row, self.value)

    def ready(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows, made ready for sorting and adding up by this column; a declared one needs nothing."""
        return rows


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named choice of filters and order: `params` are the query parameters that a person could have set herself.

    A parameter may be a function of the person's access, for views such as "my unit's". `columns` are shown with it, if
    any. `own` and `shared` tell apart what people kept (`id`) from what is declared.
    """

    slug: str
    label: Words
    params: Mapping[str, str | Sequence[str] | Callable[[Access], Sequence[str]]] = field(
        default_factory=dict
    )
    columns: tuple[str, ...] = ()
    id: int = 0
    own: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class PrimaryAction:
    """The one filled button of the page."""

    label: Words
    url_name: str
    icon: str = "plus"
    permission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The declaration. `queryset(access)` yields the rows that the person may read, with all relations it shows
    selected: the page's number of queries must not depend on the number of rows.

    `default_sort` is a column's name, with "-" before it for the largest first. `row_url(row)` may be empty.
    `search(text)` is the condition of the search field `q`; without it there is none.
    Where rows are items or hang on one, `flow` is their flow and `item` the query path to it ("" : the row itself).
    `intake` says what the list takes in from workbooks. `acts` can be done to many rows beside the flow's moves.
    `looks` are what a list of items can be looked at as beside the table: map, board, chart.
    """

    slug: str
    title: Words
    permission: str
    queryset: Rows
    columns: tuple[Column, ...]
    default_sort: str
    url_name: str
    filters: tuple[Filter, ...] = ()
    views: tuple[SavedView, ...] = ()
    search: Callable[[str], Q] | None = None
    row_url: Callable[[Any], str] | None = None
    primary_action: PrimaryAction | None = None
    page_size: int = 20
    empty_title: Words = ""
    empty_text: Words = ""
    flow: "Flow | None" = None
    item: str = "item"
    intake: "Intake | None" = None
    acts: "tuple[BulkAct, ...]" = ()
    looks: tuple[str, ...] = ("map", "board", "chart")

    def __post_init__(self) -> None:
        columns = [column.name for column in self.columns]
        params = [name for part in self.filters for name in part.params()]
        if len(set(columns)) != len(columns) or len(set(params)) != len(params):
            raise ValueError(f"ledger {self.slug}: a column or a filter stands twice")
        if taken := RESERVED & set(params):
            raise ValueError(f"ledger {self.slug}: no filter may be called {sorted(taken)}")
        if self.default_sort.lstrip("-") not in self.sorts:
            raise ValueError(f"ledger {self.slug}: cannot sort by {self.default_sort}")

    @property
    def sorts(self) -> dict[str, str]:
        """Query path by the name of each column that sorts."""
        return {column.name: column.sort for column in self.columns if column.sort}

    def column(self, name: str) -> Column:
        """The column of this name; raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def sorted_by(self, sort: str, rows: "QuerySet[Any]") -> "tuple[QuerySet[Any], str]":
        """The rows ready for this order ("-due"), and the query path of its column."""
        column = self.column(sort.removeprefix("-"))
        return column.ready(rows), column.sort

    def view(self, slug: str) -> SavedView | None:
        """The saved view of this slug."""
        return next((view for view in self.views if view.slug == slug), None)


RESERVED = frozenset({
    "sort", "cursor", "view", "per", "columns", "export", "q", "look", "by", "time", "bucket", "box", "count",
})  # fmt: skip
ALL = "all"
"""The view that is none: all rows, where the list opens with another one."""


def follow(row: Model | Any, path: str | Callable[[Any], Any]) -> Any:
    """The value at a dotted path, or of a function; None as soon as a step is None."""
    if callable(path):
        return path(row)
    found: Any = row
    for step in path.split(".") if path else ():
        if found is None:
            return None
        found = getattr(found, step)
        if callable(found) and not isinstance(found, type):
            found = found()
    return found if path else None
