"""Which moves are open to whom, and why a move is refused."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.core.items.flow import Move, Who
from gongjian.core.items.models import HandOver, Item, Urging
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Inputs:
    """What came with a move. `note` doubles as the reason where a reason is asked."""

    note: str = ""
    public_note: str = ""
    unit: Unit | None = None
    handler: Person | None = None
    result: str = ""
    pictures: Sequence[bytes] = ()


def open_moves(item: Item, access: Access, now: dt.datetime) -> list[Move]:
    """The moves the table permits now and this person may make, primary first."""
    return sorted(
        (move for move in item.flow.moves_from(item.state) if may_make(item, move, access)),
        key=lambda move: (not move.primary, move.danger),
    )


def may_make(item: Item, move: Move, access: Access) -> bool:
    """Whether the person's roles and her part in the item allow the move."""
    return why_not(item, move, access) == ""


def why_not(item: Item, move: Move, access: Access) -> str:
    """The reason, in words, why this person may not make the move; empty when she may."""
    if move.who is Who.SYSTEM or access.person_id is None:
        return _("This is done by the system itself, not by hand.")
    if "second_person" in move.needs and access.person_ids & {item.handler_id, item.submitted_by_id}:
        return _("Whoever did the work cannot check it: a second person has to do this.")
    if move.who is Who.SCOPE:
        allowed = access.may(move.by, item.area_path)
    else:
        allowed = _has_part(item, move, access)
    return "" if allowed else _("You do not hold the role that may do this for this area.")


def _has_part(item: Item, move: Move, access: Access) -> bool:
    """The stand-in of the handler acts for her even without a role of her own."""
    if item.handler_id in access.stands_in_for:
        return True
    if not access.may_anywhere(move.by):
        return False
    if item.handler_id == access.person_id:
        return True
    units = access.unit_ids if move.who is Who.UNIT else access.headed_unit_ids
    return item.unit_id in units


def check_move(item: Item, move: Move, inputs: Inputs, *, access: Access | None) -> None:
    """Raise Refused with the reason unless the move may be made now with these inputs. `access` None: the system."""
    flow = item.flow
    if not flow.permits(item.state, move.name):
        words = {"move": move.label, "state": flow.states[item.state].label}
        raise Refused(
            _(
                "“%(move)s” cannot be done while the item is “%(state)s”. Reload the page to see what can be done now."
            )
            % words,
            code="wrong_state",
        )
    if access is not None and (reason := why_not(item, move, access)):
        raise Refused(reason, code="not_allowed")
    check_inputs(item, move, inputs)
    if flow.is_closed(move.target):
        _check_closing(item)


def check_inputs(item: Item, move: Move, inputs: Inputs) -> None:
    """Raise Refused naming the first input that is missing or does not fit."""
    missing = {
        "note": (not inputs.note.strip(), _("Write a note: what was found or done.")),
        "reason": (not inputs.note.strip(), _("Give the reason in a few words.")),
        "public_note": (not inputs.public_note.strip(), _("Write the answer that the resident will read.")),
        "unit": (inputs.unit is None, _("Choose the unit that will handle it.")),
        "handler": (inputs.handler is None, _("Choose the person who will handle it.")),
        "result": (not (inputs.result or move.result), _("Choose the result.")),
        "picture": (not inputs.pictures, _("Add at least one picture.")),
    }
    for need in move.needs:
        lacking, words = missing.get(need, (False, ""))
        if lacking:
            raise Refused(words, field="note" if need == "reason" else need, code="missing")
    _check_fit(item, inputs)


def _check_fit(item: Item, inputs: Inputs) -> None:
    if inputs.unit is not None:
        if inputs.unit.office_id != item.office_id:
            raise Refused(_("That unit belongs to another office."), field="unit")
        if inputs.unit.is_outside or not inputs.unit.active:
            raise Refused(_("Items are dispatched to the office's own units only."), field="unit")
    if inputs.handler is not None:
        unit_id = inputs.unit.pk if inputs.unit else item.unit_id
        member = inputs.handler.memberships.filter(unit=unit_id, until__isnull=True).exists()
        if not member or not inputs.handler.is_active:
            raise Refused(_("The handler must belong to the unit that handles the item."), field="handler")
    if inputs.result and inputs.result not in item.flow.results:
        raise Refused(_("Choose one of the results offered."), field="result")
    for name in ("note", "public_note"):
        if len(getattr(inputs, name)) > 5000:
            raise Refused(_("The text is too long: at most 5,000 characters."), field=name)


def _check_closing(item: Item) -> None:
    if Urging.objects.filter(item=item, answered_at__isnull=True).exists():
        raise Refused(
            _("An urging is still without answer: answer it first, then close."), code="urging_open"
        )
    if HandOver.objects.filter(item=item, ended_at__isnull=True).exists():
        raise Refused(_("The item is still with an outside unit: take it back first."), code="handed_over")
