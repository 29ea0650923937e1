"""A report as others read it by Open311: what the public list shows and not a word more."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery

from gongjian.core.areas.models import Area
from gongjian.core.items.flow import Phase
from gongjian.core.items.models import Clock
from gongjian.lib.georeport import write_moment
from gongjian.lib.masks import erase_masked
from gongjian.modules.reports.models import Report, ReportQuerySet
from gongjian.modules.reports.spots import spot_of
from gongjian.modules.reports.story import status_of


def with_relations(rows: ReportQuerySet) -> Iterable[Report]:
    """The rows with all that `shown` asks for, in one query."""
    promised = Clock.objects.filter(item=OuterRef("pk"), name="close", stopped_at__isnull=True)
    return rows.select_related("item__area", "item__office", "category").annotate(
        promised_at=Subquery(promised.values("due_at")[:1])
    )


def shown(report: Report) -> dict[str, Any]:
    """By the standard's names; the place is a spot somewhere in the community, the words those of the public list."""
    item, category = report.item, report.category
    lat, lon = spot_of(item.area, key=item.number) if item.area.lat is not None else (None, None)
    closed = item.phase == Phase.CLOSED
    return {
        "service_request_id": item.number,
        "status": "closed" if closed else "open",
        "status_notes": str(status_of(item)[0]),
        "service_name": category.name if category else None,
        "service_code": category.code if category else None,
        "description": erase_masked(item.title) if is_published(report) else None,
        "agency_responsible": item.office.short_name,
        "service_notice": None,
        "requested_datetime": write_moment(item.opened_at),
        "updated_datetime": write_moment(item.closed_at or item.changed_at),
        "expected_datetime": None if closed else write_moment(getattr(report, "promised_at", None)),
        "address": address_of(item.area, item.office),
        "address_id": None,
        "zipcode": None,
        "lat": lat,
        "long": lon,
        "media_url": None,
    }


def is_published(report: Report) -> bool:
    """Whether the desk has read it and left it on the public list; one row's answer to `ReportQuerySet.published`."""
    shown_at_all = report.public and report.merged_into_id is None
    return shown_at_all and report.item.phase != Phase.REPORTED


def address_of(area: Area, office: Area) -> str:
    """The community and its office, from small to large as the standard wants it."""
    return office.short_name if area.pk == office.pk else f"{area.short_name}, {office.short_name}"
