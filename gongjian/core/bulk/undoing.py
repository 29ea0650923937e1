"""Taking an act on many back: each row that nobody has touched since, by its step or by what stood before."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.bulk.act import BulkAct, Given, Outcome
from gongjian.core.bulk.models import BulkRow, BulkRun, RowState
from gongjian.core.items.models import Item, Step
from gongjian.core.items.undo import UNDO_FOR, last_steps, take_back, why_not_back
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused

UNDO = "undo"


def undo_act(run: BulkRun, act: BulkAct | None) -> BulkAct | None:
    """The act that takes the run back; None when its own act is offered no more."""
    if act is None:
        return None
    original = act

    def form(office: Area, data: Mapping[str, Any] | None) -> forms.Form:
        return forms.Form(data)

    def check(items: Sequence[Item], given: Given, *, access: Access, known: bool) -> Mapping[int, Refused]:
        return _reasons(run, original, items, access, now=timezone.now())

    def do(item: Item, given: Given, *, actor: Person, access: Access, now: dt.datetime) -> Outcome:
        return _take_row_back(run, original, item, actor=actor, access=access, now=now)

    return BulkAct(
        name=UNDO, label=gettext_lazy("Take back what was done to many"), icon="history", form=form, check=check, do=do,
        may=lambda access: True,
        consequence=gettext_lazy(
            "Each goes back to where it stood, and its timeline says so. What somebody has touched since stays."
        ),
    )  # fmt: skip


def _take_row_back(
    run: BulkRun, act: BulkAct, item: Item, *, actor: Person, access: Access, now: dt.datetime
) -> Outcome:
    row = run.rows.select_for_update(of=("self",)).get(item=item)
    if row.state != RowState.DONE:
        raise Refused(_("This one was taken back already."))
    outcome = Outcome()
    if act.back is None:
        assert row.step_id is not None
        outcome = Outcome(take_back(row.step_id, actor=actor, now=now).pk)
    else:
        current = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if reason := _touched(current, row, last_steps([item.pk]).get(item.pk), now=now):
            raise Refused(reason)
        act.back(current, row.before, actor=actor, access=access, now=now)
    row.state = RowState.UNDONE
    row.save(update_fields=["state"])
    return outcome


def _touched(item: Item, row: BulkRow, last_step: int | None, *, now: dt.datetime) -> str:
    """For acts with a way back of their own: whether something else has happened to the item since, or it is too late.

    The act's own step must be the newest; an act without a step is told by the moment of the item's last change.
    """
    newest = row.step_id == last_step if row.step_id else item.changed_at == row.at
    if row.at is None or not newest:
        return _("Something else has happened to it since.")
    return _("It can be taken back for half an hour only.") if now - row.at > UNDO_FOR else ""


def _reasons(
    run: BulkRun, act: BulkAct, items: Sequence[Item], access: Access, *, now: dt.datetime
) -> dict[int, Refused]:
    rows = {row.item_id: row for row in run.rows.filter(item__in=[item.pk for item in items])}
    steps = Step.objects.in_bulk([row.step_id for row in rows.values() if row.step_id])
    last = last_steps([item.pk for item in items])
    found = {}
    for item in items:
        row = rows[item.pk]
        step = steps.get(row.step_id) if row.step_id else None
        if row.state != RowState.DONE:
            reason = _("This one was taken back already.")
        elif step is None or act.back is not None:
            reason = _touched(item, row, last.get(item.pk), now=now)
        else:
            step.item = item
            reason = why_not_back(step, last_step=last.get(item.pk), person_id=access.person_id, now=now)
        if reason:
            found[item.pk] = Refused(reason, code="not_undone")
    return found
