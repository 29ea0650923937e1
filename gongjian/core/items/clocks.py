"""Starts, stops, pauses and extends the clocks of an item, and keeps its derived due date true."""

import datetime as dt

from django.db.models import Prefetch
from django.utils import timezone

from gongjian.core.clock.calendar import office_calendar
from gongjian.core.clock.limits import limit_for
from gongjian.core.items.models import Clock, Extension, Item, Pause
from gongjian.core.items.models.clock import Decision
from gongjian.lib import worktime
from gongjian.lib.worktime import Due


def start_clock(item: Item, name: str, *, now: dt.datetime) -> Clock | None:
    """Start a clock by the limit in force today; none when the table has no limit for it. A running one goes on."""
    if item.clocks.filter(name=name, stopped_at__isnull=True).exists():
        return None
    try:
        limit = limit_for(
            item.kind, name, category=item.category, office=item.office, on=timezone.localtime(now).date()
        )
    except LookupError:
        return None
    clock = Clock(item=item, name=name, limit=limit, started_at=now)
    reckon(clock, pauses=(), extensions=())
    clock.save()
    return clock


def start_fixed_clock(item: Item, name: str, *, due_at: dt.datetime, now: dt.datetime) -> Clock:
    """Start a clock that runs to a date fixed by a plan; it warns when 80 % of the time is used."""
    clock = Clock(item=item, name=name, fixed_due_at=due_at, started_at=now)
    reckon(clock, pauses=(), extensions=())
    clock.save()
    return clock


def set_fixed_clock(item: Item, name: str, *, due_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """Move the running clock of that name to another fixed date, or start one; the date it had before."""
    clock = item.clocks.filter(name=name, stopped_at__isnull=True).first()
    if clock is None:
        start_fixed_clock(item, name, due_at=due_at, now=now)
        return None
    before, clock.fixed_due_at = clock.fixed_due_at, due_at
    recompute(clock)
    return before


def stop_clocks(item: Item, names: "tuple[str, ...] | None", *, now: dt.datetime) -> None:
    """Stop the named clocks, or all that run when `names` is None; an open pause ends with its clock.

    What is derived changes by stopping only where a pause was open.
    """
    if names is not None and not names:
        return
    running = item.clocks.filter(stopped_at__isnull=True)
    stopped = list(running if names is None else running.filter(name__in=names))
    for clock in stopped:
        clock.stopped_at = now
        if _end_pause(clock, now=now):
            recompute(clock)
        else:
            clock.save(update_fields=["stopped_at"])


def _end_pause(clock: Clock, *, now: dt.datetime) -> bool:
    """End the clock's open pause; whether there was one. A clock that is due some time is not paused."""
    if clock.due_at is not None:
        return False
    open_one = clock.pauses.filter(decision=Decision.GRANTED, ended_at__isnull=True)
    return bool(open_one.update(ended_at=now))


def recompute(clock: Clock) -> Due | None:
    """Reckon the clock again from its limit, pauses and extensions, and save what is derived."""
    due = reckon(clock, **adjustments(clock))
    clock.save()
    return due


def adjustments(
    clock: Clock,
) -> "dict[str, tuple[tuple[dt.datetime, dt.datetime | None], ...] | tuple[tuple[int, worktime.Unit], ...]]":
    """The granted pauses and extensions of a clock, as the reckoning takes them."""
    granted = [row for row in clock.pauses.all() if row.decision == Decision.GRANTED]
    added = [row for row in clock.extensions.all() if row.decision == Decision.GRANTED]
    return {
        "pauses": tuple((row.began_at, row.ended_at) for row in granted if row.began_at),
        "extensions": tuple((row.amount, worktime.Unit(row.unit)) for row in added),
    }


def reckon(clock: Clock, *, pauses: tuple, extensions: tuple) -> Due | None:  # type: ignore[type-arg]
    """Set `warn_at` and `due_at` on the clock (unsaved); the steps come with the answer, None for a fixed date."""
    if clock.fixed_due_at is not None:
        return _reckon_fixed(clock, pauses=pauses, extensions=extensions)
    limit = clock.limit
    assert limit is not None
    due = worktime.due_at(
        clock.started_at,
        limit.amount,
        worktime.Unit(limit.unit),
        office_calendar(),
        pauses=pauses,
        extensions=extensions,
        roll=limit.roll,
    )
    clock.warn_at, clock.due_at = due.warn, due.due
    return due


def _reckon_fixed(clock: Clock, *, pauses: tuple, extensions: tuple) -> Due | None:  # type: ignore[type-arg]
    """A fixed date moves by its extensions only, one after the other; while paused it has no due date."""
    moment = clock.fixed_due_at
    assert moment is not None
    due: Due | None = None
    for amount, unit in extensions:
        due = worktime.due_at(moment, amount, unit, office_calendar())
        moment = due.due or moment
    paused = any(until is None for _begin, until in pauses)
    clock.due_at = None if paused else moment
    clock.warn_at = None if paused else clock.started_at + (moment - clock.started_at) * 0.8
    return due


def refresh_item(item: Item) -> None:
    """Derive the item's due date, warning and pause from its running clocks (unsaved)."""
    running = list(item.clocks.filter(stopped_at__isnull=True))
    live = [clock for clock in running if clock.due_at]
    first = min(live, key=lambda clock: clock.due_at or clock.started_at, default=None)
    item.due_at = first.due_at if first else None
    item.warn_at = first.warn_at if first else None
    item.paused = bool(running) and not live


def clocks_with_reasons(item: Item) -> list[Clock]:
    """The item's clocks with limit, pauses and extensions at hand: three queries, however many clocks."""
    people = ("asked_by", "decided_by")
    return list(
        item.clocks.select_related("limit").prefetch_related(
            Prefetch("pauses", Pause.objects.select_related(*people)),
            Prefetch("extensions", Extension.objects.select_related(*people)),
        )
    )


def clocks_for(items: list[Item]) -> dict[int, Clock]:
    """The earliest running clock of each item, with what its reckoning needs: three queries for the whole list."""
    if not items:
        return {}
    running = Clock.objects.filter(item__in=items, stopped_at__isnull=True).select_related("limit")
    found: dict[int, Clock] = {}
    for clock in running.prefetch_related("pauses", "extensions"):
        best = found.get(clock.item_id)
        if best is None or (clock.due_at and (best.due_at is None or clock.due_at < best.due_at)):
            found[clock.item_id] = clock
    return found
