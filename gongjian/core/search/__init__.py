"""Chinese full text. `index(item, text)` lets an item be found (`index_many` many of them), `matching(queryset, q)` finds it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Q

    from gongjian.core.items.models import Item, ItemQuerySet


def index(item: "Item", text: str) -> None:
    """See `search.indexing.index`."""
    from gongjian.core.search.indexing import index as write

    write(item, text)


def index_new(item: "Item", text: str) -> None:
    """See `search.indexing.index_new`."""
    from gongjian.core.search.indexing import index_new as write

    write(item, text)


def index_many(items_with_texts: "Sequence[tuple[Item, str]]") -> None:
    """See `search.indexing.index_many`."""
    from gongjian.core.search.indexing import index_many as write

    write(items_with_texts)


def matching(queryset: "ItemQuerySet", q: str) -> "ItemQuerySet":
    """See `search.finding.matching`."""
    from gongjian.core.search.finding import matching as find

    return find(queryset, q)


def holding(q: str, *, path: str) -> "Q":
    """See `search.finding.holding`."""
    from gongjian.core.search.finding import holding as condition

    return condition(q, path=path)
