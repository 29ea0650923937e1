"""By hand: a duty is put on a matter, another of the same choice takes its place, or it is taken off again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.clock.duty_rows import ORDER, duties_of
from gongjian.core.clock.models import BY_HAND, Duty, End
from gongjian.core.items.actions import masked, record_act
from gongjian.core.items.clocks import clocks_of, reckon, refresh_item
from gongjian.core.items.duty_clocks import drop, duty_clock, limits_of
from gongjian.core.items.models import Clock, Item, Step
from gongjian.core.items.side import locked, must_be_open, words
from gongjian.core.items.telling import hands_of, tell
from gongjian.core.items.verbs import last_minute
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused

PERMISSION = "items.set_duties"
LONGEST_DAYS = 3653


def may_set(item: Item, access: Access) -> bool:
    """Whether the person decides on the duties of the matter: never those who have to keep them."""
    return access.may(PERMISSION, item.area_path) and not item.is_closed


def to_put_on(item: Item, *, on: dt.date) -> list[Duty]:
    """The duties that can be put on it: those entered by hand, and what stands beside one that runs."""
    running = [clock for clock in clocks_of(item) if clock.duty_id and clock.stopped_at is None]
    names = {clock.name for clock in running}
    choices = {clock.duty.choice for clock in running if clock.duty and clock.duty.choice}
    at = ORDER.index(item.phase)
    return [
        duty
        for duty in duties_of(item.kind, office_id=item.office_id)
        if duty.holds_on(on)
        and duty.code not in names
        and (duty.when == BY_HAND or duty.choice in choices)
        and (duty.end == End.TOLD or at < ORDER.index(duty.end))
    ]


@transaction.atomic
def put_on(
    item_id: int,
    *,
    duty: Duty,
    reason: str,
    actor: Person,
    now: dt.datetime,
    paper: str = "",
    due_on: dt.date | None = None,
) -> Clock:
    """Put a duty on a matter; one that stands for another takes its place and its start. Those who handle it are told.

    Raises Refused where it does not fit the matter, the one it replaces is overdue (ask for more time instead), the
    table has no limit, or the day of a dated one is missing or past.
    """
    item = _mine(item_id, actor, now=now)
    if duty.pk not in {one.pk for one in to_put_on(item, on=timezone.localdate(now))}:
        raise Refused(_("That duty cannot be put on this matter now. Reload the page."), field="duty")
    reason, paper = words(reason, field="reason"), masked(paper)
    before = _replaced(item, duty, now=now)
    began = before.started_at if before else item.opened_at if duty.when != BY_HAND else now
    clock = (
        _dated(item, duty, due_on, paper=paper, now=now)
        if duty.by_date
        else _limited(item, duty, began, paper)
    )
    if before:
        drop(before, now=now)
    clock.save()
    told = {"duty": duty.label, "paper": paper, "instead of": before.label if before else ""}
    _write(item, "set_duty", told, reason=reason, actor=actor, now=now)
    people = [person for person in hands_of(item) if person.pk != actor.pk]
    tell(people, "duty_set", item, cause=f"duty:{clock.pk}", now=now, duty=duty.label)
    return clock


@transaction.atomic
def take_off(clock_id: int, *, reason: str, actor: Person, now: dt.datetime) -> Clock:
    """It was put on by mistake: its clock counts for nothing. Refused once it is overdue: what is late stays late."""
    clock = Clock.objects.select_related("duty").get(pk=clock_id)
    item = _mine(clock.item_id, actor, now=now)
    clock.refresh_from_db(fields=["stopped_at", "due_at"])
    if clock.duty is None or clock.stopped_at:
        raise Refused(_("This clock has stopped already."), code="wrong_state")
    _not_late(clock, now=now)
    reason = words(reason, field="reason")
    drop(clock, now=now)
    _write(item, "drop_duty", {"duty": clock.duty.label}, reason=reason, actor=actor, now=now)
    return clock


def _mine(item_id: int, actor: Person, *, now: dt.datetime) -> Item:
    """The matter, locked, if the person may decide on its duties."""
    item = locked(item_id)
    must_be_open(item)
    if not access_of(actor, today=timezone.localdate(now)).may(PERMISSION, item.area_path):
        raise Refused(_("You do not hold the role that may do this for this area."), code="not_allowed")
    return item


def _replaced(item: Item, duty: Duty, *, now: dt.datetime) -> Clock | None:
    if not duty.choice:
        return None
    running = item.clocks.filter(duty__choice=duty.choice, stopped_at__isnull=True).select_related("duty")
    if before := running.first():
        _not_late(before, now=now)
    return before


def _not_late(clock: Clock, *, now: dt.datetime) -> None:
    if clock.due_at is not None and clock.due_at < now:
        raise Refused(
            _("It is overdue already, and that stays so. Ask for more time on it instead."), code="overdue"
        )


def _limited(item: Item, duty: Duty, began: dt.datetime, paper: str) -> Clock:
    limits = limits_of(item, [duty.code], on=began)
    if duty.code not in limits:
        raise Refused(
            _("The table has no limit of “%(duty)s” for this category. Enter one first.")
            % {"duty": duty.label},
            field="duty",
        )
    return duty_clock(item, duty, limit=limits[duty.code], began=began, paper=paper)


def _dated(item: Item, duty: Duty, due_on: dt.date | None, *, paper: str, now: dt.datetime) -> Clock:
    today = timezone.localdate(now)
    if due_on is None:
        raise Refused(_("Enter the day that the paper sets."), field="due_on")
    if not paper:
        raise Refused(_("Enter the number of the paper that sets the day."), field="paper")
    if due_on < today:
        raise Refused(_("That day has passed. Check the date."), field="due_on")
    if (due_on - today).days > LONGEST_DAYS:
        raise Refused(_("That day lies more than ten years ahead. Check the year."), field="due_on")
    end = last_minute(due_on)
    clock = Clock(item=item, name=duty.code, duty=duty, fixed_due_at=end, started_at=now, paper=paper)
    reckon(clock, pauses=(), extensions=())
    return clock


def _write(
    item: Item, act: str, told: dict[str, Any], *, reason: str, actor: Person, now: dt.datetime
) -> None:
    refresh_item(item)
    item.changed_at = now
    item.save(update_fields=["due_at", "warn_at", "paused", "changed_at"])
    subject = " ".join(word for word in (told["duty"], told.get("paper")) if word)
    Step.objects.create(
        item=item, move=act, source=item.state, target=item.state, actor=actor, note=f"{subject}: {masked(reason)}", data=told,
        at=now,
    )  # fmt: skip
    record_act(item, act, actor=actor, changes=told, reason=reason, now=now)
