"""What a report's page says of its way by Open311: whence it came, where it was sent, and the button to send it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from gongjian.core.compiled import Compiled
from gongjian.core.items.models import Item
from gongjian.core.items.panel import ItemPanel
from gongjian.core.people.access import Access
from gongjian.modules.reports.models import Errand, ErrandState, MediaState, Open311Server, Receipt
from gongjian.modules.reports.open311.policy import may_send, may_send_again

MEDIA_DRAWN = {
    MediaState.WAITING: ("clock", ""),
    MediaState.KEPT: ("ok", "ok"),
    MediaState.FAILED: ("late", "warn"),
}
DRAWN = {
    ErrandState.WAITING: ("clock", ""),
    ErrandState.SENDING: ("sync", "go"),
    ErrandState.AWAY: ("send", "go"),
    ErrandState.STUCK: ("late", "late"),
    ErrandState.OVER: ("dash", ""),
}


_RECEIPT = Compiled(lambda pk: Receipt.objects.filter(pk=pk).select_related("key"), pk=-1)
_ERRANDS = Compiled(lambda pk: Errand.objects.filter(report=pk).select_related("server"), pk=-1)


def open311_panel(item: Item, access: Access) -> dict[str, Any] | None:
    """None for a report that came another way, was sent nowhere and cannot be sent."""
    receipt, errands = _RECEIPT.first(pk=item.pk), _ERRANDS.objects(pk=item.pk)
    send_url = _send_url(item, access)
    if receipt is None and not errands and not send_url:
        return None
    again = may_send_again(item, access)
    return {
        "receipt": receipt,
        "media": MEDIA_DRAWN.get(MediaState(receipt.media)) if receipt else None,
        "lines": [line_of(errand, again=again) for errand in errands],
        "send_url": send_url,
    }


def line_of(errand: Errand, *, again: bool) -> dict[str, Any]:
    """An errand with its drawing, and where it is tried again if it needs to be."""
    forgotten = errand.is_forgotten(timezone.now())
    needs = errand.state == ErrandState.STUCK or errand.failing_since is not None or forgotten
    url = reverse("reports:send_again", args=[errand.report_id, errand.pk]) if again and needs else ""
    return {
        "one": errand,
        "drawn": DRAWN[ErrandState(errand.state)],
        "again_url": url if not errand.ended_at else "",
    }


def _send_url(item: Item, access: Access) -> str:
    if not may_send(item, access):
        return ""
    category = item.report.category_id
    there_is = Open311Server.objects.open_for(item.office_id, category).exists()
    return reverse("reports:send_out", args=[item.pk]) if there_is else ""


PANEL = ItemPanel("report", "reports/open311/panel.html", open311_panel, order=50)
