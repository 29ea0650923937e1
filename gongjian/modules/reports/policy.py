"""Who may do what with a report beyond the moves of its loop."""

from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.modules.reports.models import Report


def in_hands(item: Item, access: Access) -> bool:
    """Whether the person handles it, stands in for its handler, or is of the handling unit."""
    return item.handler_id in access.person_ids or (
        item.unit_id is not None and item.unit_id in access.unit_ids
    )


def may_reveal(report: Report, access: Access) -> bool:
    """The desk of the area, and those who have to call the reporter back; never an auditor or an administrator."""
    path = report.item.area_path
    if access.may("reports.dispatch", path):
        return True
    return access.may_anywhere("reports.reveal") and in_hands(report.item, access)


def may_answer(report: Report, access: Access) -> bool:
    """Desk and checker of the area, and those who handle it."""
    path = report.item.area_path
    if access.may("reports.dispatch", path) or access.may("reports.check", path):
        return True
    return access.may_anywhere("reports.answer") and in_hands(report.item, access)


def may_sort(report: Report, access: Access) -> bool:
    """Whether the person dispatches the reports of this area."""
    return access.may("reports.dispatch", report.item.area_path)
