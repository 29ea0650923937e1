"""The item and everything that hangs on it."""

from gongjian.core.items.models.clock import Clock, Extension, Pause
from gongjian.core.items.models.item import Item, ItemQuerySet, NumberSeries, Step
from gongjian.core.items.models.side import HandOver, Helper, Urging

__all__ = [
    "Clock",
    "Extension",
    "HandOver",
    "Helper",
    "Item",
    "ItemQuerySet",
    "NumberSeries",
    "Pause",
    "Step",
    "Urging",
]
