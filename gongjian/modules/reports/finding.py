"""Reports found by the reporter's whole name or number, for the search over everything."""

from django.urls import reverse
from django.utils import timezone

from gongjian.core.people.access import Access
from gongjian.core.search.source import Hit
from gongjian.modules.reports.actions.contacts import find_by_contact


def find_contacts(q: str, access: Access, limit: int) -> list[Hit]:
    """For those who may find by number; to all others as if there were none."""
    found = find_by_contact(q, access, now=timezone.now(), limit=limit)
    return [
        Hit(
            str(report.item),
            reverse("reports:detail", args=[report.pk]),
            f"{report.name_shown} {report.phone_shown}",
        )
        for report in found
    ]
