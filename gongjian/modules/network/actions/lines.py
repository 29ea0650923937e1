"""What the verbs share: the agreement under its lock, a step in its course, the trail row."""

import datetime as dt
from typing import Any

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item, Step
from gongjian.core.people.models import Person
from gongjian.core.trail.actions import record
from gongjian.modules.network.models import Agreement


def trail(act: str, row: Any, office: Area, *, actor: Person | None, now: dt.datetime, **more: Any) -> None:
    """One row of the trail."""
    record(f"network.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)


def locked(pk: int) -> Agreement:
    """The agreement, whose item is held until the transaction ends."""
    Item.objects.select_for_update(of=("self",)).get(pk=pk)
    return Agreement.objects.with_all().get(pk=pk)


def step(item: Item, act: str, *, note: str, actor: Person | None, now: dt.datetime) -> None:
    """Something that happened to an agreement without moving it."""
    Step.objects.create(
        item=item, move=act, source=item.state, target=item.state, actor=actor, note=note, at=now
    )
