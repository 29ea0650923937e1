"""What a report's page says of its way by Open311."""

from typing import Any

from gongjian.core.items.models import Item
from gongjian.core.items.panel import ItemPanel
from gongjian.core.people.access import Access
from gongjian.modules.reports.models import MediaState, Receipt

DRAWN = {
    MediaState.WAITING: ("clock", ""),
    MediaState.KEPT: ("ok", "ok"),
    MediaState.FAILED: ("late", "warn"),
}


def open311_panel(item: Item, access: Access) -> dict[str, Any] | None:
    """By which key it came and what became of its picture; None for a report that came another way."""
    receipt = Receipt.objects.filter(pk=item.pk).select_related("key").first()
    if receipt is None:
        return None
    return {"receipt": receipt, "media": DRAWN.get(MediaState(receipt.media))}


PANEL = ItemPanel("report", "reports/open311/panel.html", open311_panel, order=50)
