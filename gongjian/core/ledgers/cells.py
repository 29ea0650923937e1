"""Cells: what a column's value says as text on the page, in a file, and for a program."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gongjian.core.ledgers.ledger import NUMERIC, Column, Kind, follow


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the tags `cell` and `table_cell` take it: `text` is what is read, `value` is raw, `sub` grey words after it."""

    column: Column
    value: Any
    text: str
    sub: str = ""
    url: str = ""

    @property
    def kind(self) -> str:
        """The column's kind; `link` where the cell leads to a page, and text for a percentage."""
        if self.url:
            return "link"
        if self.text == "" and self.column.kind not in (Kind.STATE, Kind.LIGHT):
            return "text"
        return "number" if self.column.kind is Kind.PERCENT else self.column.kind.value

    @property
    def align(self) -> str:
        """The column's side."""
        return self.column.align

    @property
    def item(self) -> Any:
        """The item of a state or a light."""
        return self.value

    @property
    def drawn(self) -> str:
        """The icon of a status."""
        return str(self.value[1])

    @property
    def tone(self) -> str:
        """The colour of a status."""
        return str(self.value[2])


def cell_of(column: Column, row: Any, *, url: str = "") -> Cell:
    """The cell of a column in a row; `url` is the row's page."""
    value = column.of(row)
    sub = follow(row, column.sub) if column.sub else ""
    return Cell(column, value, text_of(column, value), str(sub or ""), url if column.link else "")


def text_of(column: Column, value: Any) -> str:
    """The value in words; empty for none. Days are 2026-03-05, moments 2026-03-05 14:50 in the office's time."""
    if value is None or value == "":
        return ""
    match column.kind:
        case Kind.STATE:
            return str(value.flow.states[value.state].label)
        case Kind.LIGHT:
            return _day_and_time(value.due_at) if value.due_at else ""
        case Kind.STATUS:
            return str(value[0])
        case Kind.STAMP:
            return _day_and_time(value)
        case Kind.DATE:
            return f"{_local(value):%Y-%m-%d}"
        case Kind.PERCENT:
            return f"{number_format(value, use_l10n=True)}%"
        case Kind.NUMBER:
            return str(number_format(_bare(value), force_grouping=True))
        case Kind.MONEY:
            return f"{value:,.2f}"
        case Kind.TEXT if isinstance(value, bool):
            return _("Yes") if value else _("No")
    return str(value)


def data_of(column: Column, value: Any) -> Any:
    """The value for a spreadsheet: numbers stay numbers, times become naive local times, all else text."""
    if value is None:
        return ""
    if column.kind in NUMERIC and isinstance(value, int | float | Decimal):
        return value
    if column.kind in (Kind.STAMP, Kind.DATE) and isinstance(value, dt.datetime):
        return _local(value).replace(tzinfo=None)
    if column.kind is Kind.LIGHT:
        return _local(value.due_at).replace(tzinfo=None) if value.due_at else ""
    return value if isinstance(value, dt.date) else text_of(column, value)


def json_of(column: Column, value: Any) -> Any:
    """The value for a program: codes instead of words, ISO times with their offset."""
    if column.kind is Kind.STATE:
        return {"code": value.state, "phase": value.phase, "label": text_of(column, value)} if value else None
    if column.kind is Kind.LIGHT:
        return value.due_at.isoformat() if value and value.due_at else None
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _bare(value: Any) -> Any:
    """A decimal number without zeros at its end."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else value.normalize()


def _local(value: Any) -> Any:
    aware = isinstance(value, dt.datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value


def _day_and_time(value: dt.datetime) -> str:
    return f"{_local(value):%Y-%m-%d %H:%M}"
