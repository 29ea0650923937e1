"""The acts beside the moves, as one table: who may begin one, which form it asks for, which action it calls."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items import actions, duty_acts, more_time, side
from gongjian.core.items.forms import (
    AnswerForm,
    DecideForm,
    DutyForm,
    EmptyForm,
    EndHandOverForm,
    HandOverForm,
    HelpForm,
    MoreTimeForm,
    NoteForm,
    PauseForm,
    ReasonForm,
    TextForm,
)
from gongjian.core.items.models import Clock, Extension, HandOver, Helper, Item, Pause, Urging
from gongjian.core.items.moves import may_make
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.words import Words

Cleaned = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """`target` is the model of the row that the act answers (empty for acts that begin something).

    `may` says whose act it is, whatever the state: asked of the item, or of the row that is answered. `open` says
    whether an act that begins something can be begun now (empty: always).
    """

    name: str
    label: Words
    consequence: Words
    form: Callable[..., forms.Form]
    run: Callable[..., object]
    may: Callable[[Any, Access], bool]
    target: Any = None
    open: Callable[[Item, Access], bool] | None = None
    takes_item: bool = False


def in_my_hands(item: Item, access: Access) -> bool:
    """The handler, her stand-in, or a member of the handling unit, while the item is open."""
    mine = item.handler_id in access.person_ids or item.unit_id in access.unit_ids
    return mine and not item.is_closed and item.handler_id is not None


def _mine(item: Item, access: Access) -> bool:
    """The handler, her stand-in, or a member of the handling unit, open or closed."""
    return item.handler_id in access.person_ids or item.unit_id in access.unit_ids


def _may_hand_over(item: Item, access: Access) -> bool:
    move = next((one for one in item.flow.moves if one.name == "hand_over"), None)
    return move is not None and may_make(item, move, access)


def _can_hand_over(item: Item, access: Access) -> bool:
    return item.flow.permits(item.state, "hand_over") and _may_hand_over(item, access)


def _may_note(item: Item, access: Access) -> bool:
    return access.may("items.note", item.area_path) or in_my_hands(item, access)


def _may_urge(item: Item, access: Access) -> bool:
    return access.may("items.urge", item.area_path)


def _can_urge(item: Item, access: Access) -> bool:
    return not item.is_closed and _may_urge(item, access)


def _was_asked(row: Helper, access: Access) -> bool:
    return row.person_id in access.person_ids or row.unit_id in access.unit_ids


def _was_urged(row: Urging, access: Access) -> bool:
    return _mine(row.item, access)


def _is_outside(row: HandOver, access: Access) -> bool:
    return row.unit_id in access.unit_ids


def _has_part(row: HandOver, access: Access) -> bool:
    return _is_outside(row, access) or _mine(row.item, access)


def _decides(row: Extension | Pause, access: Access) -> bool:
    return access.may("items.decide_time", row.clock.item.area_path)


def _may_resume(row: Pause, access: Access) -> bool:
    return _decides(row, access) or _mine(row.clock.item, access)


def _can_set_duty(item: Item, access: Access) -> bool:
    return duty_acts.may_set(item, access) and bool(duty_acts.to_put_on(item, on=timezone.localdate()))


def _may_set_duty(item: Item, access: Access) -> bool:
    return access.may(duty_acts.PERMISSION, item.area_path)


def _may_drop_duty(row: Clock, access: Access) -> bool:
    return _may_set_duty(row.item, access)


def _has_clock(item: Item, access: Access) -> bool:
    return in_my_hands(item, access) and (item.due_at is not None) and not item.paused


def _ask_time(item: Item, cleaned: Cleaned, *, actor: Person, now: dt.datetime) -> object:
    return more_time.ask_extension(
        cleaned["clock"].pk,
        actor=actor,
        amount=cleaned["amount"],
        unit=cleaned["unit"],
        reason=cleaned["reason"],
        now=now,
    )


def _ask_pause(item: Item, cleaned: Cleaned, *, actor: Person, now: dt.datetime) -> object:
    return more_time.ask_pause(cleaned["clock"].pk, actor=actor, reason=cleaned["reason"], now=now)


def _begin(action: Callable[..., object]) -> Callable[..., object]:
    def run(item: Item, cleaned: Cleaned, *, actor: Person, now: dt.datetime) -> object:
        return action(item.pk, actor=actor, now=now, **cleaned)

    return run


def _note(item: Item, cleaned: Cleaned, *, actor: Person, now: dt.datetime) -> object:
    return actions.add_note(item, cleaned["note"], actor=actor, now=now)


def _reply(action: Callable[..., object]) -> Callable[..., object]:
    def run(row: Any, cleaned: Cleaned, *, actor: Person, now: dt.datetime) -> object:
        return action(row.pk, actor=actor, now=now, **cleaned)

    return run


def _decide(row: Any, cleaned: Cleaned, *, actor: Person, now: dt.datetime) -> object:
    return more_time.decide(row, actor=actor, grant=cleaned["grant"], answer=cleaned["answer"], now=now)


BEGIN = (
    Act("note", _("Add a note…"), _("Written down for the office; nothing else changes."), NoteForm, _note, _may_note),
    Act(
        "help", _("Ask for help…"), _("They see the item and are told; you keep the lead and the limit."),
        HelpForm, _begin(side.ask_help), _mine, open=in_my_hands, takes_item=True,
    ),
    Act(
        "hand-over", _("Hand over to an outside unit…"),
        _("The item waits for them; without an answer in time it is listed as stuck. The limit runs on."),
        HandOverForm, _begin(side.hand_over), _may_hand_over, open=_can_hand_over, takes_item=True,
    ),
    Act(
        "extension", _("Ask for more time…"), _("Somebody else decides; until then the old date holds."),
        MoreTimeForm, _ask_time, _mine, open=_has_clock, takes_item=True,
    ),
    Act(
        "pause", _("Ask for a pause…"), _("Somebody else decides; the clock stands still until it is resumed."),
        PauseForm, _ask_pause, _mine, open=_has_clock, takes_item=True,
    ),
    Act(
        "urge", _("Urge…"), _("Those who handle it must answer before the item can be closed."),
        TextForm, _begin(side.urge), _may_urge, open=_can_urge,
    ),
    Act(
        "duty", _("Put a duty on it…"), _("A further limit runs on it, with a light of its own; those who handle it are told."),
        DutyForm, _begin(duty_acts.put_on), _may_set_duty, open=_can_set_duty, takes_item=True,
    ),
)  # fmt: skip

REPLY = (
    Act("answer-help", _("Answer the request for help"), _("The one who asked is told."), AnswerForm,
        _reply(side.answer_help), _was_asked, Helper),
    Act("answer-urging", _("Answer the urging"), _("The one who urged is told."), AnswerForm,
        _reply(side.answer_urging), _was_urged, Urging),
    Act("accept-hand-over", _("Take it on"), _("The office sees that you have it."), EmptyForm,
        _reply(side.accept_hand_over), _is_outside, HandOver),
    Act("end-hand-over", _("Answer the hand-over"), _("The item goes back to its handler."), EndHandOverForm,
        _reply(side.end_hand_over), _has_part, HandOver),
    Act("decide-extension", _("Decide on more time"), _("The due date is reckoned anew if you grant it."), DecideForm,
        _decide, _decides, Extension),
    Act("decide-pause", _("Decide on a pause"), _("The clock stands still from now on if you grant it."), DecideForm,
        _decide, _decides, Pause),
    Act("resume", _("Resume the clock"), _("The clock runs on from where it stood."), EmptyForm,
        _reply(more_time.resume), _may_resume, Pause),
    Act("drop-duty", _("Take the duty off"), _("Put on by mistake: its clock counts for nothing from now on."), ReasonForm,
        _reply(duty_acts.take_off), _may_drop_duty, Clock),
)  # fmt: skip

ACTS = {act.name: act for act in (*BEGIN, *REPLY)}


def open_acts(item: Item, access: Access) -> list[Act]:
    """The acts that this person may begin on the item now."""
    return [act for act in BEGIN if (act.open or act.may)(item, access)]


def item_of(row: Any) -> int:
    """The id of the item that a reply's row belongs to."""
    return int(row.clock.item_id if isinstance(row, Extension | Pause) else row.item_id)


NAMES: dict[str, Words] = {
    "open": pgettext_lazy("step", "Received"),
    "note": _("Note"),
    "ask_help": _("Asked for help"),
    "answer_help": _("Helper answered"),
    "accept_hand_over": _("Outside unit took it on"),
    "urge": _("Urged"),
    "answer_urging": _("Urging answered"),
    "ask_extension": _("Asked for more time"),
    "grant_extension": _("More time granted"),
    "refuse_extension": _("More time not granted"),
    "ask_pause": _("Asked for a pause"),
    "grant_pause": _("Pause granted"),
    "refuse_pause": _("Pause not granted"),
    "resume": _("Clock resumed"),
    "recategorise": _("Category changed"),
    "undo": _("Taken back"),
    "set_fields": _("Fields filled in"),
    "set_duty": _("Duty put on"),
    "drop_duty": _("Duty taken off"),
}


def words_of_step(item: Item, move: str) -> Words:
    """What a step is called on a timeline: the move's own label, the module's word, or the loop's."""
    flow = item.flow
    found = next((one.label for one in flow.moves if one.name == move), None)
    return found or flow.acts.get(move) or NAMES.get(move) or move
