"""Lists that the product makes itself: whose matters of a span can be drawn, when it is over. A module adds its own from
its `receivers.py`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.asking.models import Sample
    from gongjian.core.items.models import Item


@dataclass(frozen=True, slots=True)
class Source:
    """`items(office, start, end)` are the matters ended in the span, from `start` up to, but without, `end`; the unit that
    handled one is its stratum. `phone(item)` is the number left with it, in clear. `confirm` is what a caller has to
    confirm before a “not satisfied” takes the matter up again; `reopens` says so beforehand."""

    label: Words
    items: "Callable[[Area, dt.datetime, dt.datetime], QuerySet[Item]]"
    phone: "Callable[[Item], str]"
    confirm: Words
    reopens: Words = ""


_sources: dict[str, Source] = {}


def add_source(name: str, source: Source) -> None:
    """Register a list; `name` is "module.list" and stands in the sample's row."""
    _sources[name] = source


def sources() -> dict[str, Source]:
    """All of them, by name."""
    return dict(_sources)


def source_of(sample: "Sample") -> Source | None:
    """Where the sample's list comes from; None where people fill it. A source that is no longer installed is none."""
    return _sources.get(sample.source) if sample.source else None


def start_of(day: dt.date) -> dt.datetime:
    """The day's first moment, local time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def ended_items(sample: "Sample") -> "QuerySet[Any]":
    """The matters of the sample's span as they are now; none for a sample without a source."""
    from gongjian.core.items.models import Item

    source = source_of(sample)
    if source is None or sample.since is None or sample.until is None:
        return Item.objects.none()
    return source.items(sample.office, start_of(sample.since), start_of(sample.until))


def judged_items(sample: "Sample") -> "QuerySet[Any]":
    """The matters on which residents are asked: those listed, or before the list is made those ended so far."""
    from gongjian.core.items.models import Item

    if not sample.is_drawn:
        return ended_items(sample)
    return Item.objects.filter(pk__in=sample.respondents.values("item"))
