"""The clocks of duties on a matter: they begin with it, stop when the duty is kept, and run on after a return.

Called by the loop's verbs inside their transaction; the due date is derived anew by the caller.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone

from gongjian.core.clock.duty_rows import ALWAYS, ORDER, duties_of
from gongjian.core.clock.limits import limits_for
from gongjian.core.clock.models import BY_HAND, Duty, End, Start, TimeLimit
from gongjian.core.items.clocks import clocks_of, keep_clocks, reckon, recompute, running, stop_now
from gongjian.core.items.flow import Phase
from gongjian.core.items.models import Clock, Item

BEFORE_ALL = -1


def begin_duties(item: Item, facts: frozenset[str], *, began: dt.datetime) -> None:
    """Start what holds from the opening on. `facts` are the circumstances of the kind that hold."""
    if duties := _automatic(item, facts, on=began):
        at = ORDER.index(item.phase)
        _start(item, [duty for duty in duties if _runs(duty, before=BEFORE_ALL, at=at)], began=began)


def keep_duties(item: Item, *, before: str, now: dt.datetime) -> None:
    """After a move from the phase `before`: stop what is kept, let run what the move undid, start what begins now.

    A matter that comes back from checking never gains time by it: the clock runs on from its own start. A reopened one
    has new time, under the same choice as before.
    """
    if (
        item.phase == Phase.CLOSED
        or item.phase == before
        or not duties_of(item.kind, office_id=item.office_id)
    ):
        return
    clocks = [clock for clock in clocks_of(item) if clock.duty_id and clock.dropped_at is None]
    if before == Phase.CLOSED:
        _again(item, clocks, now=now)
        return
    at, was = ORDER.index(item.phase), ORDER.index(before)
    for clock in clocks:
        if clock.stopped_at is None and _is_kept(clock, at):
            stop_now(clock, now=now)
    if at < was:
        _run_on(clocks, at=at, was=was)
    facts = _facts(item)
    begun = {clock.name for clock in clocks if clock.started_at >= _opened_last(item)}
    duties = [duty for duty in _automatic(item, facts, on=now) if duty.code not in begun]
    running = {clock.duty.choice for clock in clocks if clock.stopped_at is None and clock.duty}
    duties = [duty for duty in duties if not duty.choice or duty.choice not in running]
    _start(item, [duty for duty in duties if _runs(duty, before=was, at=at)], began=now)


def word_given(item: Item, *, now: dt.datetime) -> None:
    """Whoever reported the matter has had a word: what asks for that is kept."""
    if any(duty.end == End.TOLD for duty in duties_of(item.kind, office_id=item.office_id)):
        for clock in running(item):
            if clock.duty and clock.duty.end == End.TOLD:
                stop_now(clock, now=now)


def fit_duties(item: Item, *, now: dt.datetime) -> None:
    """After a change of category: what holds no longer is taken off, what holds now runs from the matter's beginning."""
    duties = duties_of(item.kind, office_id=item.office_id)
    if not duties or item.phase == Phase.CLOSED:
        return
    clocks = [clock for clock in running(item) if clock.duty_id]
    limits = limits_of(item, {clock.name for clock in clocks if clock.limit_id}, on=item.opened_at)
    for clock in clocks:
        if clock.limit_id and clock.name not in limits:
            drop(clock, now=now)
        elif clock.limit_id:
            clock.limit = limits[clock.name]
            recompute(clock)
    known = {clock.name for clock in clocks_of(item) if clock.duty_id and clock.dropped_at is None}
    new = [duty for duty in _automatic(item, _facts(item), on=item.opened_at) if duty.code not in known]
    at = ORDER.index(item.phase)
    _start(
        item,
        [duty for duty in new if not duty.choice and duty.start == Start.REPORTED and _runs(duty, before=BEFORE_ALL, at=at)],
        began=item.opened_at,
    )  # fmt: skip


def drop(clock: Clock, *, now: dt.datetime) -> None:
    """The duty does not hold for the matter: its clock stops and counts for nothing."""
    clock.stopped_at = clock.dropped_at = now
    clock.save(update_fields=["stopped_at", "dropped_at"])


def limits_of(item: Item, names: Iterable[str], *, on: dt.datetime) -> dict[str, TimeLimit]:
    """By name, the limits in force on the day for the item's category."""
    day = timezone.localtime(on).date()
    return limits_for(item.kind, names, category=item.category, office=item.office_id, on=day)


def duty_clock(item: Item, duty: Duty, *, limit: TimeLimit, began: dt.datetime, paper: str = "") -> Clock:
    """The duty's clock by a limit of the table (unsaved)."""
    clock = Clock(item=item, name=duty.code, duty=duty, limit=limit, started_at=began, paper=paper)
    reckon(clock, pauses=(), extensions=())
    return clock


def _automatic(item: Item, facts: frozenset[str], *, on: dt.datetime) -> list[Duty]:
    """Those in force that hold without anybody's doing."""
    day = timezone.localtime(on).date()
    return [
        duty
        for duty in duties_of(item.kind, office_id=item.office_id)
        if duty.holds_on(day) and (duty.when == ALWAYS or duty.when in facts)
    ]


def _facts(item: Item) -> frozenset[str]:
    holding = item.flow.holding
    return holding(item) if holding else frozenset()


def _runs(duty: Duty, *, before: int, at: int) -> bool:
    """Whether entering the phase `at` from `before` begins the duty, and it is not kept by that already."""
    return before < ORDER.index(duty.start) <= at and (duty.end == End.TOLD or at < ORDER.index(duty.end))


def _is_kept(clock: Clock, at: int) -> bool:
    assert clock.duty is not None
    return clock.duty.end != End.TOLD and at >= ORDER.index(clock.duty.end)


def _start(item: Item, duties: Sequence[Duty], *, began: dt.datetime) -> None:
    """Start the clocks that the table has a limit for; of those that stand for each other the one due first."""
    if not duties:
        return
    limits = limits_of(item, {duty.code for duty in duties}, on=began)
    made = [
        duty_clock(item, duty, limit=limits[duty.code], began=began) for duty in duties if duty.code in limits
    ]
    first: dict[str, Clock] = {}
    for clock in sorted(made, key=lambda one: one.due_at or began):
        first.setdefault(clock.duty.choice or f"={clock.name}" if clock.duty else clock.name, clock)
    keep_clocks(item, list(first.values()))


def _run_on(clocks: Sequence[Clock], *, at: int, was: int) -> None:
    """The matter is not yet where the duty wants it: its clock runs as if it had never stopped."""
    live = {clock.name for clock in clocks if clock.stopped_at is None}
    for name in {clock.name for clock in clocks} - live:
        last = max((clock for clock in clocks if clock.name == name), key=lambda clock: clock.started_at)
        assert last.duty is not None
        if last.duty.end != End.TOLD and at < ORDER.index(last.duty.end) <= was:
            last.stopped_at = None
            recompute(last)


def _again(item: Item, clocks: Sequence[Clock], *, now: dt.datetime) -> None:
    """A reopened matter: a dated duty runs on to its day, others begin anew; what was chosen stays chosen."""
    at = ORDER.index(item.phase)
    last = {clock.name: clock for clock in sorted(clocks, key=lambda one: one.started_at)}
    dated = [
        clock for clock in last.values() if clock.duty and clock.duty.by_date and not _is_kept(clock, at)
    ]
    for clock in dated:
        if clock.duty and clock.duty.end != End.TOLD:
            clock.stopped_at = None
            recompute(clock)
    chosen = [
        clock.duty
        for clock in last.values()
        if clock.duty and clock.duty.when == BY_HAND and not clock.duty.by_date
    ]
    taken = {duty.choice for duty in chosen if duty.choice}
    held = [duty for duty in _automatic(item, _facts(item), on=now) if duty.choice not in taken]
    duties = [duty for duty in (*chosen, *held) if duty.end != End.TOLD]
    _start(item, [duty for duty in duties if _runs(duty, before=BEFORE_ALL, at=at)], began=now)


def _opened_last(item: Item) -> dt.datetime:
    """When the present round began: the opening, or the last reopening."""
    if not item.reopened:
        return item.opened_at
    closed = [name for name in item.flow.states if item.flow.is_closed(name)]
    again = item.steps.filter(source__in=closed).exclude(target__in=closed).order_by("-at", "-pk").first()
    return again.at if again else item.opened_at
