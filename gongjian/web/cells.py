"""The rows of a list, written without a template of their own: a page has hundreds of cells."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongjian.web import lights, times
from gongjian.web.icons import draw_icon

EMPTY = '<span class="ink3">—</span>'
GREY = ("stamp", "date")


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """The rows of a list twice: of a table, and as the short form of a phone. What a cell says is written once for both."""

    table: SafeString
    cards: SafeString


def write_status(word: Any, drawn: str, tone: str) -> SafeString:
    """A word with its icon, in its colour."""
    return _status(str(conditional_escape(word)), drawn, tone)


@lru_cache(maxsize=1000)
def _status(word: str, drawn: str, tone: str) -> SafeString:
    """States and lights are few; `word` is safe already."""
    colour = f" st-{tone}" if tone else ""
    return format_html('<span class="st{}">{}{}</span>', colour, draw_icon(drawn), mark_safe(word))


def write_light(item: Any, now: dt.datetime | None) -> SafeString:
    """Word, icon and colour of an item's or a clock's light."""
    found = lights.light_of(item, now)
    return write_status(found.word, found.icon, found.tone)


def write_state(item: Any) -> SafeString:
    """Word, icon and colour of an item's state: the word is the module's own, the icon its phase's."""
    return write_status(lights.state_word(item), *lights.state_mark(item))


def write_rows(
    rows: Iterable[Any], columns: Sequence[Any], now: dt.datetime | None, *, ticks: bool = False
) -> WrittenRows:
    """`rows` have `id url title cells` (and `selected`), their cells stand as the columns do. With `ticks` each can be
    ticked. In the short form a cell that says nothing is left out, and the one that leads to the row's page, which its
    title does; of many columns only those for the phone stand there, if any is."""
    places = [place for place, column in enumerate(columns) if lights.take(column, "phone")]
    places = places or list(range(len(columns)))
    labels = [
        f'<span class="ink3">{conditional_escape(lights.take(column, "label", ""))}</span> '
        for column in columns
    ]
    tick = _("Tick %(title)s") if ticks else ""
    table: list[str] = []
    cards: list[str] = []
    for row in rows:
        url, title = _safe(row.url), _safe(row.title)
        written = [_cell(cell, cell.kind, row.url, now) for cell in row.cells]
        marked = ' aria-selected="true"' if getattr(row, "selected", False) else ""
        box = f'type="checkbox" name="rows" value="{_safe(row.id)}"' if ticks else ""
        told = tick % {"title": title} if ticks else ""
        table.append(f"<tr data-row{marked}>")
        if ticks:
            checked = " checked" if marked else ""
            table.append(f'<td class="tick"><input {box}{checked} aria-label="{told}"></td>')
        table += [f"<td{_marks(cell)}>{inside}</td>" for cell, inside in zip(row.cells, written, strict=True)]
        table.append("</tr>\n")
        cards.append(
            f'<li class="ticks" data-row><label class="tick-card"><input {box}><span class="sr">{told}</span></label>'
            if ticks
            else "<li>"
        )
        cards.append(f'<a class="b" href="{url}">{title}</a><ul class="card-line">')
        for place in places:
            cell = row.cells[place]
            kind = cell.kind
            if kind != "link" and (cell.text or cell.value or cell.item):
                cards.append(f'<li class="card-{kind}">{labels[place]}{written[place]}</li>')
        cards.append("</ul></li>\n")
    return WrittenRows(mark_safe("".join(table)), mark_safe("".join(cards)))


def _cell(cell: Any, kind: str, row_url: str, now: dt.datetime | None) -> str:
    """What stands in a cell, by its kind; a grey dash for nothing."""
    match kind:
        case "link":
            return f'<a href="{_safe(cell.url or row_url)}">{_safe(cell.text)}</a>{_beside(cell)}'
        case "date":
            return times.write_date(cell.value)
        case "stamp":
            return times.write_stamp(cell.value)
        case "state":
            return write_state(cell.item)
        case "light":
            return write_light(cell.item, now)
        case "status":
            return write_status(cell.text, cell.drawn or "dash", cell.tone or "")
    if cell.text == "" or cell.text is None:
        return EMPTY
    return _safe(cell.text) + _beside(cell)


def _marks(cell: Any) -> str:
    """The attributes of a cell's place in a table; what may be cut short says all of itself when pointed at."""
    kind = cell.kind
    marks = ""
    if kind == "number" or cell.align == "right":
        marks = ' class="num"'
    elif kind in GREY:
        marks = ' class="ink2"'
    if kind in ("text", "link"):
        told = f"{cell.text} {cell.sub}" if cell.sub else cell.text
        marks += f' title="{_safe(told)}"'
    return marks


def _beside(cell: Any) -> str:
    return f'<span class="sub">{_safe(cell.sub)}</span>' if cell.sub else ""


def _safe(value: Any) -> str:
    """As `conditional_escape`, without the detour by which that makes a safe string of each."""
    return escape(value) if type(value) is str else str(conditional_escape(value))
