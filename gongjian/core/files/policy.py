"""Who may hang files on a matter."""

from gongjian.core.items.acts import in_my_hands
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access


def may_add_files(item: Item, access: Access) -> bool:
    """Whoever may write a note on it: those in charge of the area, and whoever has it in hand."""
    return access.may("items.note", item.area_path) or in_my_hands(item, access)
