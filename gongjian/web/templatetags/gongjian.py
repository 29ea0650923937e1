"""The tags of every page; a builtin library, so that templates need no load line."""

import uuid
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from gongjian.web import cells, fields, filter_fields, lights, strips, times
from gongjian.web.icons import draw_icon

register = template.Library()
FLEXIBLE = 260  # pixels of a column that takes what the others leave


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon; give a label only where no word stands beside it."""
    return draw_icon(name, label=label)


@register.simple_tag
def light(item: Any, now: Any) -> SafeString:
    """Word, icon and colour of an item's or a clock's light."""
    return cells.write_light(item, now)


@register.simple_tag
def state_badge(item: Any) -> SafeString:
    """Word, icon and colour of an item's state: the word is the module's own, the icon its phase's."""
    return cells.write_state(item)


@register.simple_tag
def status(word: str, drawn: str = "dash", tone: str = "") -> SafeString:
    """Any other status: `tone` is one of go, ok, warn, late or empty."""
    return cells.write_status(word, drawn, tone)


@register.simple_tag
def write_rows(rows: Any, columns: Any, now: Any, ticks: Any = None) -> cells.WrittenRows:
    """The rows of a list, `table` and `cards`; with something for `ticks` each can be ticked."""
    return cells.write_rows(rows, columns, now, ticks=bool(ticks))


@register.simple_tag
def track(percent: float, notch: int = 80) -> SafeString:
    """The bar alone: time used, with a notch at 80 %."""
    used = max(0, min(100, round(percent or 0)))
    return format_html(
        '<svg class="track" aria-hidden="true"><rect class="used" width="{}%" height="100%"/>'
        '<rect class="notch" x="{}%" width="1" height="100%"/></svg>',
        used,
        notch,
    )


@register.inclusion_tag("web/parts/clock.html", takes_context=True)
def clock_bar(context: template.Context, clock: Any) -> dict[str, Any]:
    """Light, bar and what is left of one clock: `light`, `used_pct`, `left_text`, and `of_text` if there is room."""
    return {"clock": clock, "found": lights.light_of(clock, context.get("now"))}


@register.simple_tag
def strip(clock: Any, now: Any) -> SafeString:
    """The days of a clock, from its start to its due moment, as a picture with words; nothing without `clock.strip`."""
    return strips.draw_clock(clock, now=now)


@register.simple_tag
def date(value: Any) -> SafeString | str:
    return times.write_date(value)


@register.simple_tag
def stamp(value: Any) -> SafeString | str:
    return times.write_stamp(value)


@register.simple_tag
def relative(value: Any, now: Any) -> str:
    return times.distance(value, now)


@register.simple_tag
def paragraphs(text: str | None) -> SafeString:
    """Somebody's words, escaped, with their own line breaks; a blank line starts a new paragraph."""
    blocks = [block.strip("\n") for block in str(text or "").replace("\r\n", "\n").split("\n\n")]
    return mark_safe("".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block))


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, why: str = "", size: str = "") -> dict[str, Any]:
    """A form field with label, hint, the reason why it is asked, and its error, all tied to the input."""
    return fields.describe(bound, why=why, size=size)


@register.simple_tag
def filter_field(bound: BoundField) -> SafeString:
    """An input of a list's filters with its label."""
    return filter_fields.write_filter_field(bound)


@register.simple_tag
def once() -> SafeString:
    """The hidden key by which a form sent twice is done once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def page_links(context: template.Context, page: Any, sizes: Any = ()) -> dict[str, Any]:
    """Newer and older; `page.previous` and `page.next` are cursors or empty."""
    query = context["request"].GET if "request" in context else QueryDict()
    return {
        "page": page,
        "sizes": sizes,
        "newer_url": _with_cursor(query, lights.take(page, "previous", "")),
        "older_url": _with_cursor(query, lights.take(page, "next", "")),
        "now": context.get("now"),
    }


@register.filter
def breadth(columns: list[Any]) -> int:
    """The least width at which a list's columns can be read, in whole hundreds of pixels; wider screens give more."""
    widths = [lights.take(column, "width", None) or FLEXIBLE for column in columns]
    return max(8, min(30, sum(widths) // 100))


def _with_cursor(query: QueryDict, cursor: str) -> str:
    if not cursor:
        return ""
    changed = query.copy()
    changed["cursor"] = cursor
    return f"?{changed.urlencode()}"
