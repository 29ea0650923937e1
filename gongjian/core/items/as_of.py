"""How matters stood at a moment: open or closed, and whether their clocks had run out by then."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongjian.core.items.models import Clock


def came_by(now: dt.datetime, *, under: str = "item__") -> Q:
    """Matters that had reached the office. `under` is the query path to the item, with its two underscores."""
    return Q(**{f"{under}opened_at__lte": now})


def open_at(now: dt.datetime, *, under: str = "item__") -> Q:
    """Matters that had come and were not closed. A matter that was reopened since counts as open all along."""
    still = Q(**{f"{under}closed_at__isnull": True}) | Q(**{f"{under}closed_at__gt": now})
    return came_by(now, under=under) & still


def closed_by(now: dt.datetime, *, under: str = "item__") -> Q:
    """Matters that were closed."""
    return Q(**{f"{under}closed_at__lte": now})


def overdue_at(now: dt.datetime, *, under: str = "item__") -> Q:
    """Open matters of which a running clock had passed its time. For the present this is the red light."""
    running = Q(stopped_at__isnull=True) | Q(stopped_at__gt=now)
    return open_at(now, under=under) & Q(Exists(_clocks(under).filter(running, due_at__lte=now)))


def in_time_by(now: dt.datetime, *, under: str = "item__") -> Q:
    """Closed matters that had clocks, all of them stopped in time."""
    late = _clocks(under).filter(stopped_at__gt=F("due_at"))
    return closed_by(now, under=under) & Q(Exists(_clocks(under))) & ~Q(Exists(late))


def limited_by(now: dt.datetime, *, under: str = "item__") -> Q:
    """What a rate of punctuality counts: closed matters that had clocks, and open ones that are overdue."""
    closed = closed_by(now, under=under) & Q(Exists(_clocks(under)))
    return closed | overdue_at(now, under=under)


def _clocks(under: str) -> "QuerySet[Clock]":
    return Clock.objects.filter(item=OuterRef(f"{under}pk"), dropped_at__isnull=True)
