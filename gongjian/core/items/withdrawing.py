"""Withdrawing items by the hundred: what should never have been opened is closed by a step of its own, nothing is lost.

A kind that takes rows from files has a state "withdrawn" and a move "withdraw" of the system, which demands a reason.
Lists and the trail go on showing such an item; figures leave it out.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from gongjian.core.events import emit, is_heard
from gongjian.core.items.actions import masked
from gongjian.core.items.events import ItemMoved
from gongjian.core.items.flow import WITHDRAW, Move, Phase
from gongjian.core.items.models import Clock, Item, Step
from gongjian.core.items.models.clock import Decision, Pause
from gongjian.core.items.moves import Inputs, facts_for, refusal_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.rows import build, insert, reserve_ids
from gongjian.core.trail.actions import Act, record_many

MOST = 500
STEP = tuple(column.attname for column in Step._meta.concrete_fields)


@transaction.atomic
def withdraw_items(
    ids: Sequence[int], *, reason: str, actor: Person | None, now: dt.datetime
) -> dict[int, Item | Refused]:
    """Withdraw items of one office and kind, each with step and trail row; by id the item, or why it stays.

    The caller has checked who may. A number of queries that does not depend on how many; raises ValueError beyond 500.
    """
    if len(ids) > MOST:
        raise ValueError(f"{len(ids)} items at once; withdraw at most {MOST} in a transaction")
    locked = Item.objects.select_for_update(of=("self",)).select_related("office").order_by("pk")
    items = list(locked.filter(pk__in=ids))
    if not items:
        return {}
    move, inputs = items[0].flow.move(WITHDRAW), Inputs(note=reason)
    facts = facts_for(items, move, inputs)
    answers: dict[int, Item | Refused] = {
        item.pk: refusal_of(item, move, inputs, access=None, facts=facts) or item for item in items
    }
    _withdraw([item for item in items if answers[item.pk] is item], move, reason=reason, actor=actor, now=now)
    return answers


def _withdraw(
    items: Sequence[Item], move: Move, *, reason: str, actor: Person | None, now: dt.datetime
) -> None:
    if not items:
        return
    sources = {item.pk: item.state for item in items}
    _close(items, move, now=now)
    steps = _store_steps(items, move, sources, reason=reason, actor=actor, now=now)
    acts = [
        Act(
            action=f"{item.flow.app}.{move.name}", obj=item, item=item, label=str(item), reason=reason, now=now,
            changes={"state": [sources[item.pk], item.state], "result": item.result},
        )
        for item in items
    ]  # fmt: skip
    record_many(acts, actor=actor, office=items[0].office)
    if is_heard(ItemMoved):
        for item, values in zip(items, steps, strict=True):
            emit(ItemMoved(item, build(Step, **values)))


def _close(items: Sequence[Item], move: Move, *, now: dt.datetime) -> None:
    """State, result and clocks of all of them, as `make_move` sets them when it closes."""
    facts: dict[str, Any] = {
        "state": move.target, "phase": Phase.CLOSED, "result": move.result, "closed_at": now, "changed_at": now,
        "due_at": None, "warn_at": None, "paused": False,
    }  # fmt: skip
    for item in items:
        for name, value in facts.items():
            setattr(item, name, value)
    ids = [item.pk for item in items]
    Item.objects.filter(pk__in=ids).update(**facts)
    running = Clock.objects.filter(item__in=ids, stopped_at__isnull=True)
    Pause.objects.filter(clock__in=running, decision=Decision.GRANTED, ended_at__isnull=True).update(
        ended_at=now
    )
    running.update(stopped_at=now)


def _store_steps(
    items: Sequence[Item],
    move: Move,
    sources: dict[int, str],
    *,
    reason: str,
    actor: Person | None,
    now: dt.datetime,
) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [
        {
            "id": pk, "item_id": item.pk, "move": move.name, "source": sources[item.pk], "target": move.target,
            "actor_id": actor.pk if actor else None, "behalf_id": None, "unit_id": None, "handler_id": None,
            "note": masked(reason), "public_note": "", "data": {}, "at": now,
        }
        for item, pk in zip(items, reserve_ids(Step, len(items)), strict=True)
    ]  # fmt: skip
    insert(Step, STEP, ([values[name] for name in STEP] for values in steps))
    return steps
