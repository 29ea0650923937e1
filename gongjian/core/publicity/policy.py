"""Who may publish."""

from gongjian.core.items.models import Item
from gongjian.core.people.access import Access


def may_publish(item: Item, access: Access) -> bool:
    """Those who answer for what the office says in public, for the area of the matter."""
    return access.may("publicity.publish", item.area_path)
