"""The loop's verbs: `open_item` begins it, `make_move` is the only writer of an item's state."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.events import emit
from gongjian.core.files.actions import keep_picture
from gongjian.core.files.models import Stage
from gongjian.core.items.clocks import refresh_item, start_clock, start_fixed_clock, stop_clocks
from gongjian.core.items.events import ItemMoved, ItemOpened
from gongjian.core.items.flow import Flow, Move, Phase
from gongjian.core.items.models import Item, Step
from gongjian.core.items.moves import Inputs, check_move
from gongjian.core.items.numbers import next_number
from gongjian.core.items.telling import tell_of_move
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
IMAGE = ("state", "phase", "unit_id", "handler_id", "submitted_by_id", "result")


@transaction.atomic
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
) -> Item:
    """Begin a loop: number, first step, clocks, trail. Call from a module's action, which adds its own facts.

    `opened_at` is when the matter reached the office (default `now`, never later); `due_at` fixes the clock "due" to
    a date set by a plan; `with_clocks=False` for matters of the past that were never under today's limits.
    """
    began = opened_at or now
    check_opening(office, area, title, began=began, now=now, due_at=due_at)
    item = Item(
        office=office, area=area, area_path=area.path, kind=flow.kind, title=masked(title), place=masked(place),
        lat=lat, lon=lon, urgent=urgent, category=category, reporter=actor, unit=unit, handler=handler,
        state=flow.start, phase=flow.states[flow.start].phase, opened_at=began, changed_at=now,
        number=next_number(office, flow.number_prefix, began),
    )  # fmt: skip
    item.save()
    step = Step.objects.create(
        item=item, move="open", target=flow.start, actor=actor, unit=unit, handler=handler,
        note=masked(note), public_note=masked(public_note), at=began,
    )  # fmt: skip
    if with_clocks:
        for name in flow.starts:
            start_clock(item, name, now=began)
    if due_at is not None:
        start_fixed_clock(item, "due", due_at=due_at, now=began)
    refresh_item(item)
    item.save(update_fields=["due_at", "warn_at", "paused"])
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


@transaction.atomic
def make_move(
    item_id: int,
    name: str,
    *,
    now: dt.datetime,
    actor: Person | None = None,
    access: Access | None = None,
    note: str = "",
    public_note: str = "",
    unit: Unit | None = None,
    handler: Person | None = None,
    result: str = "",
    pictures: Sequence[bytes] = (),
    data: Mapping[str, Any] | None = None,
) -> Step:
    """Make one move of the item's flow, or raise Refused and change nothing.

    Locks the item, checks the table, the person and the inputs, writes the step and the trail row, keeps pictures,
    sets the clocks and runs the move's hook, all in one transaction. `actor` None is the system itself.
    """
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    move = _named(item.flow, name)
    inputs = Inputs(note, public_note, unit, handler, result, pictures)
    if actor is not None and access is None:
        access = access_of(actor, today=timezone.localtime(now).date())
    check_move(item, move, inputs, access=access)
    source, told = item.state, dict(data or {}) | ({"before": image_of(item)} if move.undo else {})
    step = Step(
        item=item, move=name, source=source, target=move.target, actor=actor, behalf=_behalf(item, access),
        unit=unit, handler=handler, note=masked(note), public_note=masked(public_note), data=told, at=now,
    )  # fmt: skip
    step.save()
    _settle(item, move, inputs, actor=actor, now=now)
    _keep_pictures(item, step, pictures, actor=actor, now=now)
    if move.hook is not None:
        move.hook(item=item, step=step, actor=actor, now=now)
    _run_clocks(item, move, now=now)
    item.save()
    changes = {"state": [source, item.state]} | ({"result": item.result} if move.result or result else {})
    record_act(item, name, actor=actor, behalf=step.behalf, changes=changes, reason=note, now=now)
    tell_of_move(item, step, move, now=now)
    emit(ItemMoved(item, step))
    return step


def image_of(item: Item) -> dict[str, Any]:
    """What a move may change on the item, kept with its step so that it can be taken back; ids, no names."""
    return {name: getattr(item, name) for name in IMAGE}


def masked(text: str) -> str:
    """The text without edges, telephone and identity numbers in it masked: what the loop stores is read by many."""
    return mask_text(text.strip()).text if text else ""


def _named(flow: Flow, name: str) -> Move:
    try:
        return flow.move(name)
    except KeyError:
        raise Refused(_("There is no such step for this kind of item."), code="unknown_move") from None


def _behalf(item: Item, access: Access | None) -> Person | None:
    """Whom the mover stands in for, when she moves another's item."""
    if access and item.handler_id != access.person_id and item.handler_id in access.stands_in_for:
        return item.handler
    return None


def _settle(item: Item, move: Move, inputs: Inputs, *, actor: Person | None, now: dt.datetime) -> None:
    """Write state, phase, hands and result. A reopened item loses its result; a returned one loses its unit."""
    flow, before = item.flow, item.phase
    state = flow.states[move.target]
    was_closed = item.is_closed
    item.state, item.phase, item.changed_at = move.target, state.phase, now
    item.result = inputs.result or move.result or ("" if was_closed else item.result)
    if inputs.unit is not None:
        item.unit, item.handler = inputs.unit, None
    if inputs.handler is not None:
        item.handler = inputs.handler
    if state.phase is Phase.REPORTED:
        item.unit = item.handler = None
    if state.phase is Phase.HANDLING and before == Phase.DISPATCHED and item.handler is None:
        item.handler = actor
    if state.phase is Phase.CHECKING:
        item.submitted_by = actor
    item.closed_at = now if state.phase is Phase.CLOSED else None
    if was_closed and state.phase is not Phase.CLOSED:
        item.reopened += 1


def _keep_pictures(
    item: Item, step: Step, pictures: Sequence[bytes], *, actor: Person | None, now: dt.datetime
) -> None:
    stage = Stage.BEFORE if item.phase in (Phase.REPORTED, Phase.DISPATCHED) else Stage.AFTER
    for picture in pictures:
        keep_picture(picture, office=item.office, by=actor, now=now, item=item, step=step, stage=stage)


def _run_clocks(item: Item, move: Move, *, now: dt.datetime) -> None:
    """Closing stops every clock; otherwise stop first, then start, so that a clock in both begins anew."""
    if item.phase == Phase.CLOSED:
        stop_clocks(item, None, now=now)
    elif not move.stops and not move.starts:
        return
    else:
        stop_clocks(item, move.stops, now=now)
        for name in move.starts:
            start_clock(item, name, now=now)
    refresh_item(item)


@transaction.atomic
def add_note(item: Item, text: str, *, actor: Person, now: dt.datetime) -> Step:
    """Write down progress without moving the item. Whoever may see it may add to it, unless she only audits."""
    if not text.strip():
        raise Refused(_("Write a note: what was found or done."), field="note")
    if len(text) > 5000:
        raise Refused(_("The text is too long: at most 5,000 characters."), field="note")
    step = Step.objects.create(
        item=item, move="note", source=item.state, target=item.state, actor=actor, note=masked(text), at=now
    )
    record_act(item, "note", actor=actor, now=now)
    return step


@transaction.atomic
def recategorise(item_id: int, category: str, *, actor: Person | None, now: dt.datetime) -> Item:
    """Give the item another category: running clocks go on from their start under the new category's limits."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.category == category:
        return item
    before, item.category = item.category, category
    running = list(item.clocks.filter(stopped_at__isnull=True, limit__isnull=False))
    for clock in running:
        _switch_limit(item, clock, now=now)
    refresh_item(item)
    item.changed_at = now
    item.save()
    record_act(item, "recategorise", actor=actor, changes={"category": [before, category]}, now=now)
    return item


def _switch_limit(item: Item, clock: Any, *, now: dt.datetime) -> None:
    from gongjian.core.clock.limits import limit_for
    from gongjian.core.items.clocks import recompute

    day = timezone.localtime(clock.started_at).date()
    clock.limit = limit_for(item.kind, clock.name, category=item.category, office=item.office, on=day)
    recompute(clock)


def record_act(
    item: Item,
    act: str,
    *,
    actor: Person | None,
    now: dt.datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    behalf: Person | None = None,
) -> None:
    """Write the trail row of an act on an item, named "<module>.<act>"."""
    record(
        f"{item.flow.app}.{act}", actor=actor, behalf=behalf, obj=item, office=item.office, label=str(item),
        area_path=item.area_path, item=item, changes=dict(changes or {}), reason=reason, now=now,
    )  # fmt: skip
