"""The cells of a list, written without a template of their own: a page has hundreds of them."""

import datetime as dt
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from gongjian.web import lights, times
from gongjian.web.icons import draw_icon

EMPTY = mark_safe('<span class="ink3">—</span>')


def write_status(word: Any, drawn: str, tone: str) -> SafeString:
    """A word with its icon, in its colour."""
    return format_html(
        '<span class="st{}">{}{}</span>', f" st-{tone}" if tone else "", draw_icon(drawn), word
    )


def write_light(item: Any, now: dt.datetime | None) -> SafeString:
    """Word, icon and colour of an item's or a clock's light."""
    found = lights.light_of(item, now)
    return write_status(found.word, found.icon, found.tone)


def write_state(item: Any) -> SafeString:
    """Word, icon and colour of an item's state: the word is the module's own, the icon its phase's."""
    return write_status(lights.state_word(item), *lights.state_mark(item))


def write_cell(cell: Any, row_url: str, now: dt.datetime | None) -> SafeString | str:
    """What stands in a cell, by its kind; a grey dash for nothing."""
    match cell.kind:
        case "link":
            return format_html('<a href="{}">{}</a>{}', cell.url or row_url, cell.text, _beside(cell))
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
    return conditional_escape(cell.text) + _beside(cell)


def write_table_cell(cell: Any, row_url: str, now: dt.datetime | None) -> SafeString:
    """The cell with its place in a table; what may be cut short says all of itself when pointed at."""
    marks = ""
    if cell.kind == "number" or cell.align == "right":
        marks = mark_safe(' class="num"')
    elif cell.kind in ("stamp", "date"):
        marks = mark_safe(' class="ink2"')
    if cell.kind in ("text", "link"):
        told = f"{cell.text} {cell.sub}" if cell.sub else cell.text
        marks += format_html(' title="{}"', told)
    return format_html("<td{}>{}</td>", marks, write_cell(cell, row_url, now))


def _beside(cell: Any) -> SafeString | str:
    return format_html('<span class="sub">{}</span>', cell.sub) if cell.sub else ""
