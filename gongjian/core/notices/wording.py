"""What a message says when it leaves the house: number, kind, area, state, due date and a link. Never a title, a name
or anybody's words, as these may tell of a person."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.manifest import flows
from gongjian.core.notices.kinds import kind_named

if TYPE_CHECKING:
    from gongjian.core.items.models import Item

LONGEST_SUBJECT = 200


def line_of(item: "Item") -> str:
    """One matter in one line: `GJ2603-00001 诉求 · 文化路社区 · 处理中 · 到期 2026-03-05 17:30`."""
    flow = flows().get(item.kind)
    state = flow.states.get(item.state) if flow else None
    parts = [f"{item.number} {flow.label if flow else ''}".strip(), item.area.short_name]
    if state is not None:
        parts.append(str(state.label))
    if item.due_at is not None and item.closed_at is None:
        due = timezone.localtime(item.due_at).strftime("%Y-%m-%d %H:%M")
        parts.append(_("due {moment}").format(moment=due))
    if item.urgent:
        parts.append(_("urgent"))
    return " · ".join(parts)


def link_to(item: "Item | None") -> str:
    """The matter's page, or "" while nobody has said under which address the product is reached."""
    return site_link(reverse("items:detail", args=[item.pk])) if item is not None else ""


def site_link(path: str) -> str:
    """An address of the product in full, or ""."""
    return f"{settings.SITE}{path}" if settings.SITE else ""


def subject_of(kind: str, item: "Item | None") -> str:
    """The subject of a letter about one matter."""
    words = str(kind_named(kind).words)
    return (f"[{item.number}] {words}" if item is not None else words)[:LONGEST_SUBJECT]


def letter_of(kind: str, item: "Item | None", *, standing_in: bool) -> str:
    """The text of a letter about one matter."""
    told = [str(kind_named(kind).words)]
    if standing_in:
        told.append(_("You are told because you stand in for a colleague."))
    if item is not None:
        told.append(line_of(item))
    return letter([*told, link_to(item)])


def letter(paragraphs: Iterable[str]) -> str:
    """Paragraphs with what every letter ends with."""
    end = _("This letter was written by the product. Choose what you get by mail under My notice settings.")
    settings_link = site_link(reverse("notices:settings"))
    return "\n\n".join(one for one in (*paragraphs, "-- \n" + end, settings_link) if one)
