"""What turns out not to be done is taken up again: the same unit, new time, and whoever passed it as done is told."""

import datetime as dt

from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item, Step
from gongjian.core.notices.actions import notify

REOPENS = "reopen_by_proof"


def reopen_unless_open(item_id: int, *, words: str, now: dt.datetime) -> Step | None:
    """Take the report up again with these words as the reason; None where it is under way again already."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.state != "closed":
        return None
    checked = item.steps.filter(move="check_pass", actor__isnull=False).select_related("actor").last()
    step = make_move(item.pk, REOPENS, note=words, now=now)
    if checked is not None and checked.actor is not None:
        data = {"move": step.move}
        notify(checked.actor, kind="reopened", cause=f"step:{step.pk}", item=item, data=data, now=now)
    return step
