"""What goes on beside the moves: asking for help, hand-over to an outside unit, urging."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.clock.calendar import office_calendar
from gongjian.core.clock.limits import limit_for
from gongjian.core.items.actions import make_move, masked, record_act
from gongjian.core.items.models import HandOver, Helper, Item, Step, Urging
from gongjian.core.items.telling import hands_of, tell
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.lib import worktime

OUTCOMES = ("done", "refused", "withdrawn")
DAYS_FOR_OUTSIDE_UNIT = 3
HOURS_FOR_URGING = 4
LONGEST = 5000


def in_hands(item: Item, person: Person, *, now: dt.datetime) -> bool:
    """Whether the person handles the item, stands in for its handler, or is of the handling unit."""
    access = access_of(person, today=timezone.localtime(now).date())
    return item.handler_id in access.person_ids or item.unit_id in access.unit_ids


def locked(item_id: int) -> Item:
    """The item, locked until the transaction ends."""
    return Item.objects.select_for_update(of=("self",)).get(pk=item_id)


def words(text: str, *, field: str) -> str:
    """The text without edges and with numbers masked; refuses an empty or a too long one, naming the field."""
    text = text.strip()
    if not text:
        raise Refused(_("Write what it is about; this must not be empty."), field=field)
    if len(text) > LONGEST:
        raise Refused(_("The text is too long: at most 5,000 characters."), field=field)
    return masked(text)


def must_be_open(item: Item) -> None:
    """Refuse acts on a closed item."""
    if item.is_closed:
        raise Refused(
            _("The item is closed. Reopen it first if something is left to do."), code="wrong_state"
        )


@transaction.atomic
def ask_help(
    item_id: int,
    *,
    actor: Person,
    request: str,
    now: dt.datetime,
    unit: Unit | None = None,
    person: Person | None = None,
    by_desk: bool = False,
) -> Helper:
    """The handler asks a unit or a person to help; she keeps the lead and the clock runs on. `by_desk`: whoever dispatches
    asks those who help with every matter of the kind, and the caller has made sure that she may."""
    item = locked(item_id)
    must_be_open(item)
    if not by_desk and not in_hands(item, actor, now=now):
        raise Refused(_("Only those who handle the item ask for help with it."), code="not_allowed")
    if unit is None and person is None:
        raise Refused(_("Choose the unit or the person to ask."), field="unit")
    if (unit and unit.office_id != item.office_id) or (person and person.office_id != item.office_id):
        raise Refused(_("Help is asked within the own office; hand over to others instead."), field="unit")
    if item.helpers.filter(unit=unit, person=person, answered_at__isnull=True).exists():
        raise Refused(_("They have been asked already and have not answered yet."), field="unit")
    helper = Helper.objects.create(
        item=item,
        unit=unit,
        person=person,
        request=words(request, field="request"),
        asked_by=actor,
        asked_at=now,
    )
    asked = [person] if person else _heads(unit)
    _step(item, "ask_help", actor=actor, note=request, now=now, unit=unit, handler=person)
    tell(asked, "help_asked", item, cause=f"helper:{helper.pk}", now=now)
    return helper


@transaction.atomic
def answer_help(helper_id: int, *, actor: Person, answer: str, now: dt.datetime) -> Helper:
    """The one asked answers; the one who asked is told."""
    helper = Helper.objects.select_related("item").get(pk=helper_id)
    item = locked(helper.item_id)
    helper.refresh_from_db()
    access = access_of(actor, today=timezone.localtime(now).date())
    if helper.person_id not in access.person_ids and helper.unit_id not in access.unit_ids:
        raise Refused(_("Somebody else was asked for help here."), code="not_allowed")
    if helper.answered_at:
        raise Refused(_("This request was answered already."), code="wrong_state")
    helper.answer, helper.answered_by, helper.answered_at = words(answer, field="answer"), actor, now
    helper.save()
    _step(item, "answer_help", actor=actor, note=answer, now=now)
    tell([helper.asked_by], "help_answered", item, cause=f"helper-answer:{helper.pk}", now=now)
    return helper


@transaction.atomic
def hand_over(item_id: int, *, actor: Person, unit: Unit, request: str, now: dt.datetime) -> HandOver:
    """Hand the item over to an outside unit: it waits in a state of its own and, unanswered in time, counts as stuck.

    The flow must hold the moves "hand_over" and "take_back"; the office's own clocks run on.
    """
    item = locked(item_id)
    if not unit.is_outside or not unit.active:
        raise Refused(_("Choose an outside or a partner unit; own units are dispatched to."), field="unit")
    if unit.office_id != item.office_id:
        raise Refused(_("That unit belongs to another office."), field="unit")
    request = words(request, field="request")
    make_move(
        item.pk, "hand_over", actor=actor, note=request, now=now, data={"unit": unit.pk, "name": str(unit)}
    )
    live = HandOver.objects.create(
        item=item, unit=unit, request=request, sent_by=actor, sent_at=now, answer_by=_answer_by(item, now)
    )
    tell(_heads(unit), "handed_over", item, cause=f"handover:{live.pk}", now=now)
    return live


def _answer_by(item: Item, now: dt.datetime) -> dt.datetime:
    """When the outside unit's silence counts as stuck: the limit "outside", else three work days."""
    return _within(item, "outside", DAYS_FOR_OUTSIDE_UNIT, worktime.Unit.WORK_DAYS, now)


def _within(item: Item, name: str, amount: int, unit: worktime.Unit, now: dt.datetime) -> dt.datetime:
    day = timezone.localtime(now).date()
    try:
        limit = limit_for(item.kind, name, category=item.category, office=item.office_id, on=day)
        amount, unit = limit.amount, worktime.Unit(limit.unit)
    except LookupError:
        pass
    due = worktime.due_at(now, amount, unit, office_calendar()).due
    assert due is not None
    return due


@transaction.atomic
def accept_hand_over(handover_id: int, *, actor: Person, now: dt.datetime) -> HandOver:
    """The outside unit's contact says that it has taken the item on."""
    live = HandOver.objects.select_for_update(of=("self",)).get(pk=handover_id)
    if live.ended_at or live.accepted_at:
        raise Refused(_("This hand-over was answered already."), code="wrong_state")
    if live.unit_id not in access_of(actor).unit_ids:
        raise Refused(_("The item was handed over to another unit."), code="not_allowed")
    live.accepted_at = now
    live.save(update_fields=["accepted_at"])
    _step(live.item, "accept_hand_over", actor=actor, note="", now=now, unit=live.unit)
    return live


@transaction.atomic
def end_hand_over(
    handover_id: int, *, actor: Person, outcome: str, answer: str, now: dt.datetime
) -> HandOver:
    """The outside unit answered (done or refused), or the handler withdraws: the item comes back to the handler."""
    live = HandOver.objects.select_related("item", "unit").get(pk=handover_id)
    item = locked(live.item_id)
    live.refresh_from_db(fields=["ended_at"])
    if live.ended_at:
        raise Refused(_("This hand-over was answered already."), code="wrong_state")
    if outcome not in OUTCOMES:
        raise Refused(_("Choose how the hand-over ended."), field="outcome")
    contact = live.unit_id in access_of(actor).unit_ids
    if not contact and not in_hands(item, actor, now=now):
        raise Refused(
            _("Only the handling unit or the outside unit can end the hand-over."), code="not_allowed"
        )
    if contact and outcome == "withdrawn":
        raise Refused(_("Only the office withdraws a hand-over; refuse it instead."), field="outcome")
    live.outcome, live.answer = outcome, words(answer, field="answer")
    live.ended_by, live.ended_at = actor, now
    live.save()
    make_move(
        item.pk,
        "take_back",
        actor=None,
        note=answer,
        now=now,
        data={"outcome": outcome, "name": str(live.unit)},
    )
    tell(hands_of(item), "hand_over_ended", item, cause=f"handover-end:{live.pk}", now=now)
    return live


@transaction.atomic
def urge(item_id: int, *, actor: Person, text: str, now: dt.datetime) -> Urging:
    """督办: press those who handle the item. It must be answered before the item can close."""
    item = locked(item_id)
    must_be_open(item)
    if not access_of(actor, today=timezone.localtime(now).date()).may("items.urge", item.area_path):
        raise Refused(_("You do not hold the role that may do this for this area."), code="not_allowed")
    if item.urgings.filter(by=actor, answered_at__isnull=True).exists():
        raise Refused(_("You have urged already and the answer is still due."), code="wrong_state")
    urging = Urging.objects.create(
        item=item, text=words(text, field="text"), by=actor, to=item.handler, to_unit=item.unit, at=now,
        answer_by=_within(item, "urging", HOURS_FOR_URGING, worktime.Unit.WORK_HOURS, now),
    )  # fmt: skip
    _step(item, "urge", actor=actor, note=text, now=now)
    tell(hands_of(item), "urged", item, cause=f"urging:{urging.pk}", now=now)
    return urging


@transaction.atomic
def answer_urging(urging_id: int, *, actor: Person, answer: str, now: dt.datetime) -> Urging:
    """Those who handle the item answer; the one who urged is told."""
    urging = Urging.objects.select_related("item", "by").get(pk=urging_id)
    item = locked(urging.item_id)
    urging.refresh_from_db(fields=["answered_at"])
    if urging.answered_at:
        raise Refused(_("This urging was answered already."), code="wrong_state")
    if not in_hands(item, actor, now=now):
        raise Refused(_("Only those who handle the item answer an urging."), code="not_allowed")
    urging.answer, urging.answered_by, urging.answered_at = words(answer, field="answer"), actor, now
    urging.save()
    _step(item, "answer_urging", actor=actor, note=answer, now=now)
    tell([urging.by], "urging_answered", item, cause=f"urging-answer:{urging.pk}", now=now)
    return urging


def _heads(unit: Unit | None) -> list[Person]:
    members = Membership.objects.filter(unit=unit, until__isnull=True, person__is_active=True).select_related(
        "person"
    )
    rows = list(members)
    return [row.person for row in rows if row.is_head] or [row.person for row in rows]


def _step(
    item: Item, act: str, *, actor: Person, note: str, now: dt.datetime, unit: Unit | None = None,
    handler: Person | None = None,
) -> None:  # fmt: skip
    Step.objects.create(
        item=item, move=act, source=item.state, target=item.state, actor=actor, note=masked(note), unit=unit,
        handler=handler, at=now,
    )  # fmt: skip
    record_act(item, act, actor=actor, reason=note, now=now)
