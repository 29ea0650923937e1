"""What the loop tells other modules."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongjian.core.items.models import Item, Step


@dataclass(frozen=True, slots=True)
class ItemOpened:
    item: "Item"
    step: "Step"


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """`step.source` and `step.target` are the states before and after."""

    item: "Item"
    step: "Step"
