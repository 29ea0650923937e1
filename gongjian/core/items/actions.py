"""The loop's verbs: `make_move` is the only writer of an item's state; `opening.open_item` begins the loop."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.acts import one_act
from gongjian.core.compiled import Compiled
from gongjian.core.events import emit
from gongjian.core.files.actions import keep_picture
from gongjian.core.files.models import Stage
from gongjian.core.items.clocks import (
    hold_clocks,
    let_clocks_go,
    refresh_item,
    start_clocks,
    stop_clocks,
)
from gongjian.core.items.duty_clocks import fit_duties, keep_duties, word_given
from gongjian.core.items.etags import must_still_be, tag_of
from gongjian.core.items.events import ItemMoved
from gongjian.core.items.flow import Flow, Move, Phase
from gongjian.core.items.models import Item, Step
from gongjian.core.items.models.item import may_see
from gongjian.core.items.moves import Inputs, check_move
from gongjian.core.items.telling import tell_of_move
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.rows import add, change
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text

AT_HAND = ("office", "area", "unit", "handler")
IMAGE = ("state", "phase", "unit_id", "handler_id", "submitted_by_id", "result")
MOVED = (*IMAGE, "changed_at", "closed_at", "reopened", "due_at", "warn_at", "paused")
"""What a move may change; a hook that changes more of the item saves it itself."""


_LOCKED = Compiled(
    lambda pk: Item.objects.select_for_update(of=("self",)).select_related(*AT_HAND).filter(pk=pk), pk=-1
)


@one_act()
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
    seen: frozenset[str] = frozenset(),
    sees: Access | None = None,
) -> Step:
    """Make one move of the item's flow, or raise Refused and change nothing.

    Locks the item, checks the table, the person and the inputs, writes the step and the trail row, keeps pictures,
    sets the clocks and runs the move's hook, all in one transaction. `actor` None is the system itself. `seen`: the tags
    (`etags.tag_of`) of which one must still be the item's, where the mover demands that nobody changed it since. `sees`: to whom
    the item must be visible; raises Item.DoesNotExist where it is not, or there is none.
    """
    item = _LOCKED.first(pk=item_id)
    if item is None or (sees is not None and not may_see(item, sees)):
        raise Item.DoesNotExist
    must_still_be(tag_of(item), seen)
    move, before = _named(item.flow, name), item.phase
    inputs = Inputs(note, public_note, unit, handler, result, pictures)
    if actor is not None and access is None:
        access = access_of(actor, today=timezone.localtime(now).date())
    check_move(item, move, inputs, access=access)
    source, told = item.state, dict(data or {}) | ({"before": image_of(item)} if move.undo else {})
    step = Step(
        item=item, move=name, source=source, target=move.target, actor=actor, behalf=_behalf(item, access),
        unit=unit, handler=handler, note=masked(note), public_note=masked(public_note), data=told, at=now,
    )  # fmt: skip
    add(step)
    _settle(item, move, inputs, actor=actor, now=now)
    _keep_pictures(item, step, pictures, actor=actor, now=now)
    if move.hook is not None:
        move.hook(item=item, step=step, actor=actor, now=now)
    _run_clocks(item, move, before=before, told=bool(step.public_note), now=now)
    change(item, *MOVED)
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


def _run_clocks(item: Item, move: Move, *, before: str, told: bool, now: dt.datetime) -> None:
    """Closing stops every clock; otherwise stop first, then start, so that a clock in both begins anew."""
    closes = item.phase == Phase.CLOSED
    if not closes and not move.stops and not move.starts and item.phase == before and not told:
        return
    hold_clocks(item)
    if closes:
        stop_clocks(item, None, now=now)
    else:
        stop_clocks(item, move.stops, now=now)
        start_clocks(item, move.starts, now=now)
        keep_duties(item, before=before, now=now)
        if told:
            word_given(item, now=now)
    refresh_item(item)
    let_clocks_go(item)


@transaction.atomic
def keep_word(item_id: int, *, now: dt.datetime) -> None:
    """After a word to whoever reported it that was no move: duties that ask for one are kept."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    word_given(item, now=now)
    refresh_item(item)
    item.save(update_fields=["due_at", "warn_at", "paused"])


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
    running = list(item.clocks.filter(stopped_at__isnull=True, limit__isnull=False, duty__isnull=True))
    for clock in running:
        _switch_limit(item, clock, now=now)
    fit_duties(item, now=now)
    refresh_item(item)
    item.changed_at = now
    item.save()
    record_act(item, "recategorise", actor=actor, changes={"category": [before, category]}, now=now)
    return item


def _switch_limit(item: Item, clock: Any, *, now: dt.datetime) -> None:
    from gongjian.core.clock.limits import limit_for
    from gongjian.core.items.clocks import recompute

    day = timezone.localtime(clock.started_at).date()
    clock.limit = limit_for(item.kind, clock.name, category=item.category, office=item.office_id, on=day)
    recompute(clock)


def record_act(
    item: Item,
    name: str,
    *,
    actor: Person | None,
    now: dt.datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    behalf: Person | None = None,
) -> None:
    """Write the trail row of an act on an item, named "<module>.<name>"."""
    record(
        f"{item.flow.app}.{name}", actor=actor, behalf=behalf, obj=item, office=item.office, label=str(item),
        area_path=item.area_path, item=item, changes=dict(changes or {}), reason=reason, now=now,
    )  # fmt: skip
