"""Icons by name, drawn inline, so that old in-app browsers and a strict content policy take them.

The drawings stand in templates/web/icons.html as symbols on a 24 x 24 sheet, one path each.
"""

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SHEET = Path(__file__).parent / "templates" / "web" / "icons.html"
SYMBOL = re.compile(r'<symbol id="i-(?P<name>[a-z]+)" viewBox="0 0 24 24"><path d="(?P<path>[^"]+)"')


@cache
def icon_paths() -> dict[str, str]:
    """Path of every icon by its name."""
    return {found["name"]: found["path"] for found in SYMBOL.finditer(SHEET.read_text())}


def draw_icon(name: str, *, label: str = "") -> SafeString:
    """An icon as inline SVG; without a label it is hidden from screen readers. Raises KeyError for an unknown name."""
    return _drawn(name, format_html('role="img" aria-label="{}"', label)) if label else _unlabelled(name)


@cache
def _unlabelled(name: str) -> SafeString:
    return _drawn(name, mark_safe('aria-hidden="true"'))


def _drawn(name: str, told: SafeString) -> SafeString:
    frame = '<svg class="ic" width="18" height="18" viewBox="0 0 24 24" {}><path d="{}"/></svg>'
    return format_html(frame, told, icon_paths()[name])
