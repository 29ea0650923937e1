"""Who sends a report on to another system."""

from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.modules.reports.models.open311 import SET_UP
from gongjian.modules.reports.policy import in_hands


def may_send(item: Item, access: Access) -> bool:
    """Those who may hand it over, while it is in hand."""
    return item.state == "handling" and access.may_anywhere("reports.handle") and in_hands(item, access)


def may_send_again(item: Item, access: Access) -> bool:
    """Those who handle it, and those who look after the connections of its office."""
    return access.may(SET_UP, item.area_path) or (
        access.may_anywhere("reports.handle") and in_hands(item, access)
    )
