"""Taking a move back: for half an hour, by whoever made it, while nobody has touched the item since.

Nothing is deleted: the taking back is a step of its own, and the clocks run again as if the move had not been made.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gongjian.core.events import emit
from gongjian.core.items.actions import record_act
from gongjian.core.items.clocks import recompute, refresh_item
from gongjian.core.items.events import ItemMoved
from gongjian.core.items.flow import Move
from gongjian.core.items.models import Item, Step
from gongjian.core.items.models.clock import Decision
from gongjian.core.items.telling import hands_of, tell
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused

UNDO_FOR = dt.timedelta(minutes=30)
UNDO = "undo"


@transaction.atomic
def take_back(step_id: int, *, actor: Person, now: dt.datetime) -> Step:
    """Put the item back to where it stood before the step, or raise Refused and change nothing.

    Writes a step "undo" and a trail row; clocks that the move started end now, those that it stopped run on from
    their own start. Those who were told that the item came to them are told that it was taken back.
    """
    step = Step.objects.select_related("item").get(pk=step_id)
    item = Item.objects.select_for_update(of=("self",)).get(pk=step.item_id)
    step.item = item
    last = item.steps.aggregate(last=Max("pk"))["last"]
    if reason := why_not_back(step, last_step=last, person_id=actor.pk, now=now):
        raise Refused(reason, code="not_undone")
    told, source = hands_of(item), item.state
    for name, value in step.data["before"].items():
        setattr(item, name, value)
    item.changed_at = now
    back = Step.objects.create(
        item=item, move=UNDO, source=source, target=item.state, actor=actor,
        data={"undoes": step.pk, "move": step.move}, at=now,
    )  # fmt: skip
    _turn_clocks_back(item, step, now=now)
    item.save()
    changes = {"state": [source, item.state], "move": step.move}
    record_act(item, UNDO, actor=actor, changes=changes, now=now)
    people = [person for person in told if person.pk != actor.pk]
    tell(people, "taken_back", item, cause=f"step:{back.pk}", now=now)
    emit(ItemMoved(item, back))
    return back


def why_not_back(step: Step, *, last_step: int | None, person_id: int | None, now: dt.datetime) -> str:
    """Why the step cannot be taken back, in words; empty when it can. `step.item` must be at hand; asks no query."""
    item, move = step.item, _move_of(step)
    if step.actor_id != person_id:
        return _("Only whoever did it can take it back.")
    if step.pk != last_step or item.changed_at != step.at:
        return _("Something else has happened to it since.")
    if now - step.at > UNDO_FOR:
        return _("It can be taken back for half an hour only.")
    if step.public_note:
        return _("The resident has been answered: that cannot be taken back.")
    if item.is_closed:
        return _("It is closed, and that cannot be taken back: reopen it instead.")
    if move is None or not move.undo or "before" not in step.data:
        return _("This step cannot be taken back.")
    return ""


def why_not_back_many(steps: Iterable[Step], *, person_id: int | None, now: dt.datetime) -> dict[int, str]:
    """The same of many steps with their items at hand, by step id: one query."""
    rows = list(steps)
    last = last_steps([step.item_id for step in rows])
    reasons = {
        step.pk: why_not_back(step, last_step=last.get(step.item_id), person_id=person_id, now=now)
        for step in rows
    }
    return {pk: reason for pk, reason in reasons.items() if reason}


def last_steps(item_ids: Sequence[int]) -> dict[int, int]:
    """The newest step's id of each item: one query."""
    found = Step.objects.filter(item__in=item_ids).order_by().values_list("item_id")
    return dict(found.annotate(last=Max("pk")))


def to_take_back(item: Item, *, person_id: int | None, now: dt.datetime) -> Step | None:
    """The newest step, if this person can take it back now. No query for an item untouched for half an hour."""
    if person_id is None or now - item.changed_at > UNDO_FOR:
        return None
    step = item.steps.select_related("unit", "handler").order_by("-pk").first()
    if step is None:
        return None
    step.item = item
    return None if why_not_back(step, last_step=step.pk, person_id=person_id, now=now) else step


def _move_of(step: Step) -> Move | None:
    return next((move for move in step.item.flow.moves if move.name == step.move), None)


def _turn_clocks_back(item: Item, step: Step, *, now: dt.datetime) -> None:
    """First end what the move started, then let run what it stopped: a name may run once only."""
    move, clocks = _move_of(step), list(item.clocks.all())
    assert move is not None
    for clock in clocks:
        if (
            (clock.duty_id or clock.name in move.starts)
            and clock.started_at == step.at
            and clock.stopped_at is None
        ):
            clock.stopped_at = now
            clock.save(update_fields=["stopped_at"])
    for clock in clocks:
        if (
            (clock.duty_id or clock.name in move.stops)
            and clock.stopped_at == step.at
            and clock.started_at < step.at
        ):
            clock.stopped_at = None
            clock.pauses.filter(decision=Decision.GRANTED, ended_at=step.at).update(ended_at=None)
            recompute(clock)
    refresh_item(item)
