"""What a report's page says about the rates it is left out of, or is asked to be."""

from typing import Any

from django.urls import reverse

from gongjian.core.compiled import Compiled
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.modules.reports.models import RateExclusion
from gongjian.modules.reports.rating.exclusions import ASK, DECIDE

_EXCLUSIONS = Compiled(
    lambda pk: RateExclusion.objects.filter(report=pk).select_related("asked_by", "decided_by"), pk=-1
)


def panel_of(item: Item, access: Access) -> dict[str, Any] | None:
    """The requests on this report, and the way to a new one; None where there is neither."""
    ask = reverse("reports:ask_exclusion", args=[item.pk]) if access.may(ASK, item.area_path) else ""
    found = _EXCLUSIONS.objects(pk=item.pk)
    if not found and not ask:
        return None
    return {"rows": found, "ask_url": ask, "may_decide": access.may(DECIDE, item.area_path)}
