"""Chinese full text. `index(item, text)` lets an item be found, `matching(queryset, q)` finds it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongjian.core.items.models import Item, ItemQuerySet


def index(item: "Item", text: str) -> None:
    """See `search.indexing.index`."""
    from gongjian.core.search.indexing import index as write

    write(item, text)


def matching(queryset: "ItemQuerySet", q: str) -> "ItemQuerySet":
    """See `search.indexing.matching`."""
    from gongjian.core.search.indexing import matching as find

    return find(queryset, q)
