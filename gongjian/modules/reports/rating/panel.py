"""What a report's page says about the rates it is left out of, or is asked to be."""

from typing import Any

from django.urls import reverse

from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.modules.reports.models import RateExclusion
from gongjian.modules.reports.rating.exclusions import ASK, DECIDE


def panel_of(item: Item, access: Access) -> dict[str, Any] | None:
    """The requests on this report, and the way to a new one; None where there is neither."""
    rows = RateExclusion.objects.filter(report=item.pk).select_related("asked_by", "decided_by")
    ask = reverse("reports:ask_exclusion", args=[item.pk]) if access.may(ASK, item.area_path) else ""
    found = list(rows)
    if not found and not ask:
        return None
    return {"rows": found, "ask_url": ask, "may_decide": access.may(DECIDE, item.area_path)}
