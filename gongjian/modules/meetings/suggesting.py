"""What could be on the agenda: open matters that are late, handed over and stuck, or decided earlier and not done; and what
other modules raise."""

import datetime as dt
from typing import Any

from gongjian.core.items.models import Item
from gongjian.core.links.raised import Raised, raised_in
from gongjian.core.people.access import Access
from gongjian.modules.meetings.models import Meeting

SHOWN = 12


def suggested_for(meeting: Meeting, access: Access, *, now: dt.datetime) -> list[dict[str, Any]]:
    """The longest overdue matters of the meeting's area that the person may read and that are not on it yet, with why.
    Two queries."""
    on_it = meeting.points.filter(item__isnull=False).values("item_id")
    rows = Item.objects.visible_to(access).overdue(now).filter(area_path__within=meeting.area_path)
    late = rows.exclude(pk__in=on_it).select_related("area", "unit").order_by("due_at", "pk")[:SHOWN]
    return [
        {
            "item": item,
            "days": (now - item.due_at).days if item.due_at else 0,
            "unit": item.unit or item.area.short_name,
        }
        for item in late
    ]


def raised_for(meeting: Meeting, access: Access, *, now: dt.datetime) -> list[Raised]:
    """What other modules raise for the meeting's area and is not on it yet; one query per kind, and one."""
    on_it = {
        f"{model}:{pk}"
        for model, pk in meeting.points.filter(about_id__isnull=False).values_list("about_model", "about_id")
    }
    return [one for one in raised_in(meeting.area_path, access, now=now) if one.code not in on_it]
