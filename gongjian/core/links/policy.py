"""Who may tie and take off links."""

from gongjian.core.items.models import Item
from gongjian.core.people.access import Access


def may_tie(item: Item, access: Access) -> bool:
    """Those who sort or handle matters where this one lies."""
    return access.may("links.tie", item.area_path)
