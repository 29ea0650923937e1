"""Opening items by the hundred: the same rules, rows and trail as `open_item`, in a few queries for all of them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.events import emit, is_heard
from gongjian.core.items.actions import masked
from gongjian.core.items.bulk_clocks import ClockMaker
from gongjian.core.items.events import ItemMoved, ItemOpened
from gongjian.core.items.flow import Flow, Move
from gongjian.core.items.models import Clock, Item, Step
from gongjian.core.items.moves import Inputs, check_inputs
from gongjian.core.items.numbers import reserve_numbers
from gongjian.core.items.opening import check_opening
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.rows import build, insert, insert_objects, reserve_ids
from gongjian.core.search import index_many
from gongjian.core.trail.actions import Act, record_many

MOST = 500
STEP = tuple(column.attname for column in Step._meta.concrete_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a matter of the past ended: the move that closes it from its first state, made by nobody of the product."""

    move: str
    at: dt.datetime
    note: str = ""
    public_note: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One item to open; the fields are those of `open_item`. `search_text` None: the item is not indexed here.

    `closed`: the loop has ended already, elsewhere; its clocks stop at that moment.
    """

    area: Area
    title: str
    opened_at: dt.datetime
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    category: str = ""
    unit: Unit | None = None
    handler: Person | None = None
    due_at: dt.datetime | None = None
    urgent: bool = False
    note: str = ""
    public_note: str = ""
    search_text: str | None = None
    closed: Closing | None = None


@dataclass(slots=True)
class _Opening:
    """A draft on its way: its item, its steps, its clocks."""

    draft: Draft
    item: Item
    opened: dict[str, Any]
    move: Move | None = None
    moved: dict[str, Any] | None = None


@transaction.atomic
def open_items(
    flow: Flow,
    drafts: Sequence[Draft],
    *,
    office: Area,
    now: dt.datetime,
    actor: Person | None = None,
    with_clocks: bool = True,
    hang: Callable[[Sequence[tuple[int, Item]]], None] | None = None,
) -> list[Item | Refused]:
    """Open each draft as `open_item` does, and close it as `make_move` does where it has ended; one answer per draft.

    A draft that is refused leaves the others. `hang` is called with (place of the draft, item) of all that were opened,
    before any of them closes: a module writes its own facts there. At most 500 drafts, so that a transaction stays
    short; raises ValueError beyond.
    """
    if len(drafts) > MOST:
        raise ValueError(f"{len(drafts)} drafts at once; open at most {MOST} in a transaction")
    answers: list[Item | Refused | None] = [None] * len(drafts)
    openings: dict[int, _Opening] = {}
    for place, draft in enumerate(drafts):
        try:
            openings[place] = _opening(flow, draft, office=office, now=now, actor=actor)
        except Refused as refused:
            answers[place] = refused
    made = list(openings.values())
    _number(made, office=office, flow=flow)
    clocks = _set_clocks(made, ClockMaker(flow, office=office) if with_clocks else ClockMaker.silent())
    _store(made, clocks)
    index_many([(one.item, one.draft.search_text) for one in made if one.draft.search_text is not None])
    _record(made, flow=flow, office=office, actor=actor, now=now)
    if hang is not None:
        hang([(place, one.item) for place, one in openings.items()])
    _record_closings(made, flow=flow, office=office)
    for place, one in openings.items():
        answers[place] = one.item
    _tell(made)
    return answers  # type: ignore[return-value]


def _opening(flow: Flow, draft: Draft, *, office: Area, now: dt.datetime, actor: Person | None) -> _Opening:
    """The item and its steps as they will be written; raises Refused. No queries."""
    began, end = draft.opened_at, draft.closed
    check_opening(office, draft.area, draft.title, began=began, now=now, due_at=draft.due_at)
    unit_id, handler_id = (one.pk if one else None for one in (draft.unit, draft.handler))
    item = build(
        Item, office_id=office.pk, area_id=draft.area.pk, area_path=draft.area.path, kind=flow.kind, title=masked(draft.title),
        place=masked(draft.place), lat=draft.lat, lon=draft.lon, urgent=draft.urgent, category=draft.category,
        reporter_id=actor.pk if actor else None, unit_id=unit_id, handler_id=handler_id, state=flow.start,
        phase=flow.states[flow.start].phase, opened_at=began, changed_at=now,
    )  # fmt: skip
    opened = {
        "move": "open", "source": "", "target": flow.start, "actor_id": actor.pk if actor else None, "unit_id": unit_id,
        "handler_id": handler_id, "note": masked(draft.note), "public_note": masked(draft.public_note), "at": began,
    }  # fmt: skip
    one = _Opening(draft, item, opened)
    if end is not None:
        _close(one, flow, end, now=now)
    return one


def _close(one: _Opening, flow: Flow, end: Closing, *, now: dt.datetime) -> None:
    """Put the item into its last state; raises Refused where the end does not fit."""
    move = flow.move(end.move)
    if not flow.permits(flow.start, end.move) or not flow.is_closed(move.target) or move.hook is not None:
        raise ValueError(
            f"{flow.kind}.{end.move} does not close an item that was just opened, or runs a hook"
        )
    if end.at < one.draft.opened_at:
        raise Refused(_("It would end before it began. Check both times."), field="closed_at")
    if end.at > now:
        raise Refused(_("The time of its end lies in the future. Check the date."), field="closed_at")
    check_inputs(one.item, move, Inputs(end.note, end.public_note, result=end.result))
    item = one.item
    item.state, item.phase, item.result = (
        move.target,
        flow.states[move.target].phase,
        end.result or move.result,
    )
    item.closed_at = item.changed_at = end.at
    one.move = move
    one.moved = {
        "move": move.name, "source": flow.start, "target": move.target, "actor_id": None, "unit_id": None,
        "handler_id": None, "note": masked(end.note), "public_note": masked(end.public_note), "at": end.at,
    }  # fmt: skip


def _number(made: Sequence[_Opening], *, office: Area, flow: Flow) -> None:
    moments = [one.item.opened_at for one in made]
    for one, number in zip(made, reserve_numbers(office, flow.number_prefix, moments), strict=True):
        one.item.number = number


def _set_clocks(made: Sequence[_Opening], maker: ClockMaker) -> list[tuple[_Opening, Clock]]:
    """The clocks of every item, stopped where it has ended; what the item derives from them is set on it."""
    found: list[tuple[_Opening, Clock]] = []
    for one in made:
        clocks = maker.clocks(one.draft.category, began=one.draft.opened_at, due_at=one.draft.due_at)
        if one.draft.closed is not None:
            for clock in clocks:
                clock.stopped_at = one.draft.closed.at
        elif clocks:
            first = min(clocks, key=lambda clock: clock.due_at or clock.started_at)
            one.item.due_at, one.item.warn_at = first.due_at, first.warn_at
        found += [(one, clock) for clock in clocks]
    return found


def _store(made: Sequence[_Opening], clocks: Sequence[tuple[_Opening, Clock]]) -> None:
    for one, pk in zip(made, reserve_ids(Item, len(made)), strict=True):
        one.item.pk = pk
    insert_objects(Item, [one.item for one in made])
    _store_steps(made)
    for (one, clock), pk in zip(clocks, reserve_ids(Clock, len(clocks)), strict=True):
        clock.pk, clock.item_id = pk, one.item.pk
    insert_objects(Clock, [clock for _one, clock in clocks])


def _store_steps(made: Sequence[_Opening]) -> None:
    """The first steps before all closing ones, as plain rows: what nobody listens to needs no object."""
    steps = [(one, one.opened) for one in made] + [(one, one.moved) for one in made if one.moved is not None]
    for (one, values), pk in zip(steps, reserve_ids(Step, len(steps)), strict=True):
        values |= {"id": pk, "item_id": one.item.pk, "behalf_id": None, "data": {}}
    insert(Step, STEP, ([values[name] for name in STEP] for _one, values in steps))


def _tell(made: Sequence[_Opening]) -> None:
    opened, moved = is_heard(ItemOpened), is_heard(ItemMoved)
    for one in made if opened or moved else ():
        if opened:
            emit(ItemOpened(one.item, build(Step, **one.opened)))
        if moved and one.moved is not None:
            emit(ItemMoved(one.item, build(Step, **one.moved)))


def _record(
    made: Sequence[_Opening], *, flow: Flow, office: Area, actor: Person | None, now: dt.datetime
) -> None:
    changes = {"state": ["", flow.start]}
    acts = [
        Act(action=f"{flow.app}.open", obj=one.item, item=one.item, label=str(one.item), changes=changes, now=now)
        for one in made
    ]  # fmt: skip
    record_many(acts, actor=actor, office=office)


def _record_closings(made: Sequence[_Opening], *, flow: Flow, office: Area) -> None:
    acts = []
    for one in made:
        if one.move is None or one.draft.closed is None:
            continue
        changes: dict[str, Any] = {"state": [flow.start, one.item.state]}
        if one.item.result:
            changes["result"] = one.item.result
        acts.append(
            Act(
                action=f"{flow.app}.{one.move.name}", obj=one.item, item=one.item, label=str(one.item), changes=changes,
                reason=one.draft.closed.note, now=one.draft.closed.at,
            )
        )  # fmt: skip
    record_many(acts, actor=None, office=office)
