"""Who may hang files on a matter, and take them off again."""

from gongjian.core.files.models import Attachment
from gongjian.core.items.acts import in_my_hands
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access


def may_add_files(item: Item, access: Access) -> bool:
    """Whoever may write a note on it: those in charge of the area, and whoever has it in hand."""
    return access.may("items.note", item.area_path) or in_my_hands(item, access)


def may_withdraw(kept: Attachment, access: Access) -> bool:
    """Whoever added it, while she may still add to the matter; and those who may withdraw anybody's for the area. A
    file that hangs on no matter belongs to a draft and goes with it."""
    item = kept.item
    if item is None:
        return False
    own = kept.by_id is not None and kept.by_id == access.person_id
    return (own and may_add_files(item, access)) or access.may("files.withdraw", item.area_path)
