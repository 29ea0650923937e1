"""One thing that can be done to many items at once, as a value; every move of a flow makes one of itself."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.items.flow import Flow, Move, Who
from gongjian.core.items.forms import move_form
from gongjian.core.items.models import Item
from gongjian.core.items.moves import Inputs, check_many
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.words import Words

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What doing it to one item left: its step, if there is one, and what stood before, as JSON."""

    step_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


class Check(Protocol):
    """Why it would be refused, by item id, in a bounded number of queries; `known`: the inputs were given."""

    def __call__(
        self, items: Sequence[Item], given: Given, *, access: Access, known: bool
    ) -> Mapping[int, Refused]: ...


class Do(Protocol):
    """Do it to one item, inside the caller's savepoint, or raise Refused."""

    def __call__(
        self, item: Item, given: Given, *, actor: Person, access: Access, now: dt.datetime
    ) -> Outcome: ...


class Back(Protocol):
    """Take it back from one item that nobody has touched since, by what stood `before`, or raise Refused."""

    def __call__(
        self, item: Item, before: Given, *, actor: Person, access: Access, now: dt.datetime
    ) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAct:
    """`form(office, data)` asks for what the act needs, once for all items. `may(access)` says whether to offer it at
    all; what it says of one item is `check`'s. `sources`: states it can begin from (empty: any). Without `back` it is
    taken back as a move is, by its step; an act that leaves neither a step nor a way back cannot be undone.
    """

    name: str
    label: Words
    form: Callable[[Area, Mapping[str, Any] | None], forms.Form]
    check: Check
    do: Do
    may: Callable[[Access], bool]
    consequence: Words = ""
    icon: str = "right"
    primary: bool = False
    danger: bool = False
    sources: tuple[str, ...] = ()
    back: Back | None = None
    undo: bool = False


def move_act(flow: Flow, move: Move) -> BulkAct:
    """The move as an act on many items of the flow."""

    def form(office: Area, data: Mapping[str, Any] | None) -> forms.Form:
        made = move_form(Item(office=office, kind=flow.kind), move, data)
        made.fields.pop("pictures", None)
        return made

    def check(items: Sequence[Item], given: Given, *, access: Access, known: bool) -> Mapping[int, Refused]:
        return check_many(items, move, Inputs(**given), access=access, inputs_known=known)

    def do(item: Item, given: Given, *, actor: Person, access: Access, now: dt.datetime) -> Outcome:
        return Outcome(make_move(item.pk, move.name, actor=actor, access=access, now=now, **given).pk)

    def may(access: Access) -> bool:
        return access.may_anywhere(move.by) or (move.who is not Who.SCOPE and bool(access.stands_in_for))

    return BulkAct(
        name=f"move-{move.name}", label=move.label, consequence=move.consequence, icon=move.icon,
        primary=move.primary, danger=move.danger, sources=move.source, form=form, check=check, do=do, may=may,
        undo=move.undo,
    )  # fmt: skip


WHY_APART = gettext_lazy("“%(move)s” is done one by one: it needs more of each than one form can ask.")
WHY_PICTURE = gettext_lazy("“%(move)s” is done one by one: it needs a picture of each.")


def why_single(flow: Flow, access: Access) -> list[str]:
    """The moves that this person may make but not on many at once, each with the reason."""
    found = []
    for move in flow.moves:
        if move.in_bulk or move.who is Who.SYSTEM or not access.may_anywhere(move.by):
            continue
        words = WHY_APART if move.apart else WHY_PICTURE
        found.append(str(words) % {"move": move.label})
    return found


def gone() -> Refused:
    """Of an item that the person can no longer read."""
    return Refused(_("You can no longer see this one."), code="gone")
