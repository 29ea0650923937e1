"""Which moves are open to whom, and why a move is refused."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.compiled import Compiled
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


@dataclass(frozen=True, slots=True)
class Facts:
    """What a move's check must know beside the items themselves; asked of the database once for all of them."""

    handler_units: frozenset[int] = frozenset()
    urged: frozenset[int] = frozenset()
    outside: frozenset[int] = frozenset()
    lacking: Mapping[int, str] = field(default_factory=dict)


def _unanswered() -> Any:
    return Urging.objects.filter(answered_at__isnull=True).values_list("item_id")


def _outside() -> Any:
    return HandOver.objects.filter(ended_at__isnull=True).values_list("item_id")


_UNANSWERED: Compiled[Urging] = Compiled(lambda pk: _unanswered().filter(item=pk), pk=-1)
_OUTSIDE: Compiled[HandOver] = Compiled(lambda pk: _outside().filter(item=pk), pk=-1)


def facts_for(items: Sequence[Item], move: Move, inputs: Inputs) -> Facts:
    """At most three queries for items of one kind, however many, and what the move's own `lacking` asks."""
    member = _units_of(inputs.handler)
    urged = outside = frozenset[int]()
    if items and items[0].flow.is_closed(move.target):
        ids = [item.pk for item in items]
        urged = _those(ids, of_one=_UNANSWERED, of_many=_unanswered)
        outside = _those(ids, of_one=_OUTSIDE, of_many=_outside)
    return Facts(member, urged, outside)


def _those(ids: list[int], *, of_one: Compiled[Any], of_many: Callable[[], Any]) -> frozenset[int]:
    rows = of_one.rows(pk=ids[0]) if len(ids) == 1 else of_many().filter(item__in=ids)
    return frozenset(pk for (pk,) in rows)


def _units_of(handler: Person | None) -> frozenset[int]:
    """The units in which the person may be given items."""
    if handler is None or not handler.is_active:
        return frozenset()
    return frozenset(handler.memberships.filter(until__isnull=True).values_list("unit_id", flat=True))


def check_move(item: Item, move: Move, inputs: Inputs, *, access: Access | None) -> None:
    """Raise Refused with the reason unless the move may be made now with these inputs. `access` None: the system."""
    if refused := refusal_of(item, move, inputs, access=access, facts=facts_for([item], move, inputs)):
        raise refused


def check_many(
    items: Sequence[Item], move: Move, inputs: Inputs, *, access: Access, inputs_known: bool = True
) -> dict[int, Refused]:
    """Why the move would be refused, by item id: the same words as `check_move`, in a bounded number of queries.

    The items are of one kind. `inputs_known=False` asks before the form was filled in: only state, person and what
    stands in the way of closing are looked at.
    """
    facts = facts_for(items, move, inputs)
    if move.lacking is not None:
        ready = [item for item in items if item.flow.permits(item.state, move.name)]
        facts = replace(facts, lacking=move.lacking(ready))
    found = {}
    for item in items:
        refused = refusal_of(item, move, inputs, access=access, facts=facts, inputs_known=inputs_known)
        if refused is not None:
            found[item.pk] = refused
    return found


def refusal_of(
    item: Item, move: Move, inputs: Inputs, *, access: Access | None, facts: Facts, inputs_known: bool = True
) -> Refused | None:
    """The refusal of one item's move, or None; asks nothing of the database."""
    flow = item.flow
    if not flow.permits(item.state, move.name):
        words = {"move": move.label, "state": flow.states[item.state].label}
        return Refused(
            _(
                "“%(move)s” cannot be done while the item is “%(state)s”. Reload the page to see what can be done now."
            )
            % words,
            code="wrong_state",
        )
    if access is not None and (reason := why_not(item, move, access)):
        return Refused(reason, code="not_allowed")
    if inputs_known and (refused := _input_refusal(item, move, inputs, facts)):
        return refused
    if flow.is_closed(move.target) and (refused := _closing_refusal(item, facts)):
        return refused
    return Refused(facts.lacking[item.pk], code="missing") if item.pk in facts.lacking else None


def check_inputs(item: Item, move: Move, inputs: Inputs) -> None:
    """Raise Refused naming the first input that is missing or does not fit."""
    if refused := _input_refusal(item, move, inputs, Facts(_units_of(inputs.handler))):
        raise refused


def _input_refusal(item: Item, move: Move, inputs: Inputs, facts: Facts) -> Refused | None:
    """The first input that is missing or does not fit."""
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
            return Refused(words, field="note" if need == "reason" else need, code="missing")
    return _unfit(item, inputs, facts)


def _unfit(item: Item, inputs: Inputs, facts: Facts) -> Refused | None:
    if inputs.unit is not None:
        if inputs.unit.office_id != item.office_id:
            return Refused(_("That unit belongs to another office."), field="unit")
        if inputs.unit.is_outside or not inputs.unit.active:
            return Refused(_("Items are dispatched to the office's own units only."), field="unit")
    if inputs.handler is not None:
        unit_id = inputs.unit.pk if inputs.unit else item.unit_id
        if unit_id not in facts.handler_units:
            return Refused(_("The handler must belong to the unit that handles the item."), field="handler")
    if inputs.result and inputs.result not in item.flow.results:
        return Refused(_("Choose one of the results offered."), field="result")
    for name in ("note", "public_note"):
        if len(getattr(inputs, name)) > 5000:
            return Refused(_("The text is too long: at most 5,000 characters."), field=name)
    return None


def _closing_refusal(item: Item, facts: Facts) -> Refused | None:
    if item.pk in facts.urged:
        return Refused(
            _("An urging is still without answer: answer it first, then close."), code="urging_open"
        )
    if item.pk in facts.outside:
        return Refused(_("The item is still with an outside unit: take it back first."), code="handed_over")
    return None
