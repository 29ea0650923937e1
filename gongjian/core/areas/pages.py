"""What an area's page shows: its place in the tree, what lies below, page by page, and its codes through time."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.areas.levels import levels_below
from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.sketch import is_sketch
from gongjian.core.people.access import Access
from gongjian.core.refusal import Refused
from gongjian.lib import keyset

ORDER = (keyset.Sort("name"), keyset.Sort("pk"))
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and the cursors around them, as the pager takes them."""

    rows: list[Any]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way down; without an address where the person may not look."""

    name: str
    url: str


def page_of(queryset: "QuerySet[Area]", *, cursor: str, size: int = PAGE_SIZE) -> Page:
    """One page of areas by name. Raises Refused for a cursor that is not ours."""
    place, back = _read(cursor)
    if place is not None:
        wanted = Q(pk__in=[])
        for lookups in keyset.seek(ORDER, place, back=back):
            wanted |= Q(**lookups)
        queryset = queryset.filter(wanted)
    order = ("-name", "-pk") if back else ("name", "pk")
    fetched = list(queryset.order_by(*order)[: size + 1])
    found = keyset.cut(
        fetched, size=size, place_of=lambda area: [area.name, area.pk], back=back, first=place is None
    )
    return Page(found.rows, _write(found.previous, back=True), _write(found.next, back=False))


def _read(cursor: str) -> tuple[list[Any] | None, bool]:
    if not cursor:
        return None, False
    try:
        place, back = keyset.decode(cursor, key=settings.SECRET_KEY.encode())
        name, number = place
        return [str(name), int(number)], back
    except (ValueError, TypeError) as error:
        words = _("The address of this page is damaged. Go back to the first page of the list.")
        raise Refused(words, field="cursor") from error


def _write(place: list[Any] | None, *, back: bool) -> str:
    return keyset.encode(place, back=back, key=settings.SECRET_KEY.encode()) if place else ""


def crumbs_of(area: Area, access: Access) -> list[Crumb]:
    """The areas above, each a link where the person may look."""
    return [
        Crumb(
            above.short_name,
            reverse("areas:detail", args=[above.pk]) if access.may("areas.view", above.path) else "",
        )
        for above in Area.objects.ancestors_of(area)
    ]


def counts_below(area: Area) -> list[tuple[str, int]]:
    """How many current areas of each level lie below, from large to small."""
    rows = Area.objects.current().within(area.path).exclude(pk=area.pk).order_by()
    counts = dict(rows.values_list("level").annotate(Count("pk")))
    return [(str(level.label), counts[level]) for level in Level if level in counts]


def children_of(area: Area, *, words: str, gone: bool) -> "QuerySet[Area]":
    """The areas directly below; with `words` those anywhere below whose name holds them; `gone` shows closed ones too."""
    rows = Area.objects.within(area.path).exclude(pk=area.pk) if words else Area.objects.filter(parent=area)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(codes__code=words, codes__until__isnull=True)
        ).distinct()
    return rows if gone else rows.current()


def describe(area: Area, access: Access, *, words: str, gone: bool, cursor: str) -> dict[str, Any]:
    """The context of the area's page."""
    managed = not area.gone_on and access.may("areas.manage", area.path)
    return {
        "area": area,
        "crumbs": crumbs_of(area, access),
        "counts": counts_below(area),
        "codes": area.codes.order_by("-since"),
        "page": page_of(children_of(area, words=words, gone=gone), cursor=cursor),
        "words": words,
        "gone": gone,
        "managed": managed,
        "may_add": managed and bool(levels_below(area.level)),
        "has_map": bool(area.outline),
        "is_sketch": is_sketch(area),
        "tiles": settings.MAP_TILES,
    }
