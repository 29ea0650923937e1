"""Starts, stops, pauses and extends the clocks of an item, and keeps its derived due date true."""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict

from django.utils import timezone

from gongjian.core.clock.calendar import office_calendar
from gongjian.core.clock.limits import limits_for
from gongjian.core.compiled import Compiled, hold_rows
from gongjian.core.items.models import Clock, Extension, Item, Pause
from gongjian.core.items.models.clock import Decision
from gongjian.core.rows import add, change
from gongjian.lib import worktime
from gongjian.lib.worktime import Calendar, Due


def hold_clocks(item: Item) -> None:
    """Read the item's clocks once: what this module and that of duties then do with them needs no further look. For the
    length of an act that has the item locked; `let_clocks_go` ends it."""
    item.held_clocks = _read(item) if item.pk else []


def let_clocks_go(item: Item) -> None:
    """The next question reads the clocks again."""
    item.held_clocks = None


def clocks_of(item: Item) -> list[Clock]:
    """All clocks of an item, those of the past and those that were dropped too."""
    held = item.held_clocks
    return _read(item) if held is None else list(held)


_OF_ITEM = Compiled(lambda pk: Clock.objects.filter(item=pk).select_related("duty", "limit"), pk=-1)


def _read(item: Item) -> list[Clock]:
    found = _OF_ITEM.objects(pk=item.pk)
    for clock in found:
        clock.item = item
    return found


def running(item: Item) -> list[Clock]:
    """The clocks that run or are paused."""
    return [clock for clock in clocks_of(item) if clock.stopped_at is None]


def start_clock(item: Item, name: str, *, now: dt.datetime) -> Clock | None:
    """Start a clock by the limit in force today; none when the table has no limit for it. A running one goes on."""
    return next(iter(start_clocks(item, (name,), now=now)), None)


def start_clocks(item: Item, names: Iterable[str], *, now: dt.datetime) -> list[Clock]:
    """`start_clock` of several at once: those that were started. None starts before the item itself, should the machine's clock
    have been set back since."""
    now = max(now, item.opened_at)
    live = {clock.name for clock in running(item)}
    wanted = [name for name in names if name not in live]
    if not wanted:
        return []
    limits = limits_for(
        item.kind, wanted, category=item.category, office=item.office_id, on=timezone.localdate(now)
    )
    begun = [
        Clock(item=item, name=name, limit=limits[name], started_at=now) for name in wanted if name in limits
    ]
    calendar = office_calendar() if begun else None
    for clock in begun:
        reckon(clock, pauses=(), extensions=(), calendar=calendar)
    return keep_clocks(item, begun)


def keep_clocks(item: Item, begun: list[Clock]) -> list[Clock]:
    """Write new clocks, in one statement; those of an item that is not written yet wait in hand for `write_clocks`."""
    if item.held_clocks is not None:
        item.held_clocks.extend(begun)
    if item.pk is not None:
        add(*begun)
    return begun


def write_clocks(item: Item) -> None:
    """Write the clocks that were begun before the item itself was written."""
    add(*item.held_clocks or ())
    let_clocks_go(item)


def start_fixed_clock(item: Item, name: str, *, due_at: dt.datetime, now: dt.datetime) -> Clock:
    """Start a clock that runs to a date fixed by a plan; it warns when 80 % of the time is used."""
    clock = Clock(item=item, name=name, fixed_due_at=due_at, started_at=now)
    reckon(clock, pauses=(), extensions=())
    return keep_clocks(item, [clock])[0]


def set_fixed_clock(item: Item, name: str, *, due_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """Move the running clock of that name to another fixed date, or start one; the date it had before."""
    clock = next((one for one in running(item) if one.name == name), None)
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
    for clock in running(item):
        if names is None or clock.name in names:
            stop_now(clock, now=now)


def stop_now(clock: Clock, *, now: dt.datetime) -> None:
    """Stop one clock, never before it started; its open pause ends with it."""
    clock.stopped_at = max(now, clock.started_at)
    if _end_pause(clock, now=now):
        recompute(clock)
    else:
        change(clock, "stopped_at")


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


class Adjustments(TypedDict):
    """Pauses from and until when, extensions by how much."""

    pauses: tuple[tuple[dt.datetime, dt.datetime | None], ...]
    extensions: tuple[tuple[int, worktime.Unit], ...]


def adjustments(clock: Clock) -> Adjustments:
    """The granted pauses and extensions of a clock, as the reckoning takes them."""
    granted = [row for row in clock.pauses.all() if row.decision == Decision.GRANTED]
    added = [row for row in clock.extensions.all() if row.decision == Decision.GRANTED]
    return {
        "pauses": tuple((row.began_at, row.ended_at) for row in granted if row.began_at),
        "extensions": tuple((row.amount, worktime.Unit(row.unit)) for row in added),
    }


def reckon(
    clock: Clock,
    *,
    pauses: tuple,  # type: ignore[type-arg]
    extensions: tuple,  # type: ignore[type-arg]
    calendar: Calendar | None = None,
) -> Due | None:
    """Set `warn_at` and `due_at` on the clock (unsaved); the steps come with the answer, None for a fixed date.
    `calendar` is the office's, where it is at hand."""
    if clock.fixed_due_at is not None:
        return _reckon_fixed(clock, pauses=pauses, extensions=extensions)
    limit = clock.limit
    assert limit is not None
    due = worktime.due_at(
        clock.started_at,
        limit.amount,
        worktime.Unit(limit.unit),
        calendar or office_calendar(),
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
    clocks = running(item)
    live = [clock for clock in clocks if clock.due_at]
    first = min(live, key=lambda clock: clock.due_at or clock.started_at, default=None)
    item.due_at = first.due_at if first else None
    item.warn_at = first.warn_at if first else None
    item.paused = bool(clocks) and not live


_PAUSES = Compiled(
    lambda pk: Pause.objects.filter(clock__item=pk).select_related("asked_by", "decided_by"), pk=-1
)
_EXTENSIONS = Compiled(
    lambda pk: Extension.objects.filter(clock__item=pk).select_related("asked_by", "decided_by"), pk=-1
)


def clocks_with_reasons(item: Item) -> list[Clock]:
    """The item's clocks with limit, pauses and extensions at hand: three queries, however many clocks."""
    clocks = {clock.pk: clock for clock in _read(item) if clock.dropped_at is None}
    for relation, rows in (
        ("pauses", _PAUSES.objects(pk=item.pk)),
        ("extensions", _EXTENSIONS.objects(pk=item.pk)),
    ):
        by_clock: dict[int, list[Pause | Extension]] = {pk: [] for pk in clocks}
        for row in rows:
            if row.clock_id in clocks:
                row.clock = clocks[row.clock_id]
                by_clock[row.clock_id].append(row)
        for pk, clock in clocks.items():
            hold_rows(clock, relation, by_clock[pk])
    return list(clocks.values())


def clocks_for(items: list[Item]) -> dict[int, Clock]:
    """The earliest running clock of each item, with what its reckoning needs: three queries for the whole list."""
    if not items:
        return {}
    rows = Clock.objects.filter(item__in=items, stopped_at__isnull=True).select_related("limit")
    found: dict[int, Clock] = {}
    for clock in rows.prefetch_related("pauses", "extensions"):
        best = found.get(clock.item_id)
        if best is None or (clock.due_at and (best.due_at is None or clock.due_at < best.due_at)):
            found[clock.item_id] = clock
    return found
