"""How a loop begins: `open_item` writes an item with its number, first step, clocks and trail."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.core.acts import one_act
from gongjian.core.areas.models import Area
from gongjian.core.events import emit
from gongjian.core.items.actions import masked, record_act
from gongjian.core.items.clocks import (
    hold_clocks,
    refresh_item,
    start_clocks,
    start_fixed_clock,
    write_clocks,
)
from gongjian.core.items.duty_clocks import begin_duties
from gongjian.core.items.events import ItemOpened
from gongjian.core.items.flow import Flow
from gongjian.core.items.models import Item, Step
from gongjian.core.items.numbers import next_number
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.rows import add

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)


@one_act()
def open_item(
    flow: Flow,
    *,
    office: Area,
    area: Area,
    title: str,
    now: dt.datetime,
    actor: Person | None = None,
    place: str = "",
    lat: float | None = None,
    lon: float | None = None,
    opened_at: dt.datetime | None = None,
    urgent: bool = False,
    category: str = "",
    unit: Unit | None = None,
    handler: Person | None = None,
    due_at: dt.datetime | None = None,
    note: str = "",
    public_note: str = "",
    with_clocks: bool = True,
    facts: frozenset[str] = frozenset(),
) -> Item:
    """Begin a loop: number, first step, clocks, trail. Call from a module's action, which adds its own facts.

    `opened_at` is when the matter reached the office (default `now`, never later); `due_at` fixes the clock "due" to
    a date set by a plan; `with_clocks=False` for matters of the past that were never under today's limits. `facts` are
    the circumstances of the flow that hold, on which duties depend.
    """
    began = opened_at or now
    check_opening(office, area, title, began=began, now=now, due_at=due_at)
    item = Item(
        office=office, area=area, area_path=area.path, kind=flow.kind, title=masked(title), place=masked(place),
        lat=lat, lon=lon, urgent=urgent, category=category, reporter=actor, unit=unit, handler=handler,
        state=flow.start, phase=flow.states[flow.start].phase, opened_at=began, changed_at=now,
        number=next_number(office, flow.number_prefix, began),
    )  # fmt: skip
    hold_clocks(item)
    if with_clocks:
        start_clocks(item, flow.starts, now=began)
        begin_duties(item, facts, began=began)
    if due_at is not None:
        start_fixed_clock(item, "due", due_at=due_at, now=began)
    refresh_item(item)
    add(item)
    step = Step(
        item=item, move="open", target=flow.start, actor=actor, unit=unit, handler=handler,
        note=masked(note), public_note=masked(public_note), at=began,
    )  # fmt: skip
    add(step)
    write_clocks(item)
    record_act(item, "open", actor=actor, changes={"state": ["", flow.start]}, now=now)
    emit(ItemOpened(item, step))
    return item


def check_opening(
    office: Area, area: Area, title: str, *, began: dt.datetime, now: dt.datetime, due_at: dt.datetime | None
) -> None:
    """Raise Refused unless an item may begin like this. No queries."""
    if not title.strip():
        raise Refused(_("Say in a few words what it is about."), field="title")
    if len(title.strip()) > 200:
        raise Refused(_("The title is too long: at most 200 characters."), field="title")
    if not area.path.startswith(office.path):
        raise Refused(_("That place does not belong to this office."), field="area")
    if began < EARLIEST:
        raise Refused(_("The time of receipt lies before 1990. Check the year."), field="opened_at")
    if began > now:
        raise Refused(_("The time of receipt lies in the future. Check the date."), field="opened_at")
    if due_at is not None and due_at <= began:
        raise Refused(_("The due date lies before the beginning. Check the date."), field="due_at")
