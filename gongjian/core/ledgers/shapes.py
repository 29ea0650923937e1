"""What the ledger page is handed: plain values, written down for template authors in docs/shapes/template.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.cells import Cell
from gongjian.core.ledgers.filters import FilterForm
from gongjian.core.ledgers.page import Page

WIDTHS = (
    (80, pgettext_lazy("width of a column", "narrow")),
    (130, pgettext_lazy("width of a column", "medium")),
    (220, pgettext_lazy("width of a column", "wide")),
    (360, pgettext_lazy("width of a column", "very wide")),
)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: `sort_url` turns the order, `sorted` is ascending, descending or empty."""

    name: str
    label: Any
    kind: str
    align: str
    width: int | None
    phone: bool
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its page's address and its cells, one per shown column."""

    id: Any
    url: str
    title: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Total:
    """A cell of the totals row."""

    text: str
    align: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A link with its words: a saved view, a page size, an export, the primary action."""

    label: Any
    url: str
    current: bool = False
    icon: str = ""
    count: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: Any
    value: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the column chooser: `place` counts from 1 in her order, `width` is hers in pixels, if any."""

    name: str
    label: Any
    shown: bool
    place: int = 0
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One filter in the form of all: its inputs, whether it is on, and whether it is only handed on unseen."""

    label: Any
    inputs: list[Any]
    on: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands where rows would."""

    title: Any
    text: Any = ""
    url: str = ""
    label: Any = ""


@dataclass(slots=True)
class Shown:
    """What `web/ledger.html` gets as `ledger`."""

    slug: str
    title: Any
    filters: FilterForm | None
    empty: Empty
    columns: list[Head] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    counts_text: str = ""
    page: Page = field(default_factory=Page)
    views: list[Tab] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    column_choices: list[Choice] = field(default_factory=list)
    sizes: list[Tab] = field(default_factory=list)
    export_urls: list[Tab] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    kept_beside_filters: list[tuple[str, str]] = field(default_factory=list)
    search: str | None = None
    primary_action: Tab | None = None
    import_url: str = ""
    problems: list[str] = field(default_factory=list)
    bulk: dict[str, Any] | None = None
    parts: list[Part] = field(default_factory=list)
    save_view_url: str = ""
    views_url: str = ""
    counts_url: str = ""
    columns_url: str = ""
    back: str = ""
    widths: Sequence[tuple[int, Any]] = WIDTHS
    looks: list[Tab] = field(default_factory=list)
    look: str = ""
    looked: dict[str, Any] = field(default_factory=dict)
    clear_url: str = "?"
    columns_name: str = "columns"
