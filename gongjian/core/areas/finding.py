"""Areas found by name, for the search over everything."""

from django.urls import reverse

from gongjian.core.areas.models import Area
from gongjian.core.people.access import Access
from gongjian.core.search.source import Hit


def find_areas(q: str, access: Access, limit: int) -> list[Hit]:
    """Existing areas under those the person may see, the larger ones first."""
    seen = Area.objects.under_any(access.paths("areas.view")).current().filter(name__icontains=q)
    rows = seen.select_related("parent").order_by("depth", "path")[:limit]
    return [
        Hit(
            area.short_name,
            reverse("areas:detail", args=[area.pk]),
            area.parent.short_name if area.parent else "",
        )
        for area in rows
    ]
