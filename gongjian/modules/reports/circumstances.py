"""The circumstances of a report on which a duty of the table may depend."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.items.models import Item
from gongjian.modules.reports.models import Channel, Report

CIRCUMSTANCES = {
    "hotline": _("it came as a 12345 order"),
    "hotline_urgent": _("it came as a 12345 order marked urgent"),
    "web": _("it was told on the public page"),
    "urgent": _("it is marked urgent"),
}


def facts_of(channel: str, *, urgent: bool) -> frozenset[str]:
    """Which of them hold for a report that came by the channel."""
    hotline = channel == Channel.HOTLINE
    found = {
        "hotline": hotline,
        "hotline_urgent": hotline and urgent,
        "web": channel == Channel.WEB,
        "urgent": urgent,
    }
    return frozenset(name for name, holds in found.items() if holds)


def facts_of_item(item: Item) -> frozenset[str]:
    """Which of them hold for the item's report: one query."""
    channel = Report.objects.filter(pk=item.pk).values_list("channel", flat=True).first()
    return facts_of(channel or "", urgent=item.urgent)
