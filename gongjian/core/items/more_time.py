"""More time: a pause or an extension is asked for with a reason and decided by another person."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import masked, record_act
from gongjian.core.items.clocks import recompute, refresh_item
from gongjian.core.items.models import Clock, Extension, Item, Pause, Step
from gongjian.core.items.models.clock import Decision
from gongjian.core.items.side import in_hands, locked, words
from gongjian.core.items.telling import holders_of, tell
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused

MOST = {"minutes": 1440, "work_hours": 240, "work_days": 60, "calendar_days": 90}
Asked = Pause | Extension


@transaction.atomic
def ask_extension(
    clock_id: int, *, actor: Person, amount: int, unit: str, reason: str, now: dt.datetime
) -> Extension:
    """Ask for more time on one clock; until somebody grants it the old date holds."""
    clock, item = _live(clock_id, actor, now=now)
    if unit not in dict(TimeLimit.UNITS):
        raise Refused(_("Choose hours or days."), field="unit")
    if not 1 <= amount <= MOST[unit]:
        raise Refused(_("Ask for between 1 and %(most)s.") % {"most": MOST[unit]}, field="amount")
    row = Extension.objects.create(
        clock=clock,
        amount=amount,
        unit=unit,
        reason=words(reason, field="reason"),
        asked_by=actor,
        asked_at=now,
    )
    _tell_asked(item, row, "ask_extension", actor=actor, reason=reason, now=now)
    return row


@transaction.atomic
def ask_pause(clock_id: int, *, actor: Person, reason: str, now: dt.datetime) -> Pause:
    """Ask that a clock stand still, from the moment it is granted until it is resumed."""
    clock, item = _live(clock_id, actor, now=now)
    if clock.pauses.filter(decision=Decision.GRANTED, ended_at__isnull=True).exists():
        raise Refused(_("This clock is paused already."), code="wrong_state")
    row = Pause.objects.create(
        clock=clock, reason=words(reason, field="reason"), asked_by=actor, asked_at=now
    )
    _tell_asked(item, row, "ask_pause", actor=actor, reason=reason, now=now)
    return row


@transaction.atomic
def decide(row: Asked, *, actor: Person, grant: bool, answer: str, now: dt.datetime) -> Asked:
    """Grant or refuse what was asked. Nobody decides her own request; a refusal needs a reason."""
    item = locked(row.clock.item_id)
    row = type(row).objects.select_related("clock", "asked_by").get(pk=row.pk)
    if row.decision != Decision.ASKED:
        raise Refused(_("This request was decided already."), code="wrong_state")
    if row.asked_by_id == actor.pk:
        raise Refused(_("Nobody decides her own request: another person has to."), code="not_allowed")
    if not access_of(actor, today=timezone.localtime(now).date()).may("items.decide_time", item.area_path):
        raise Refused(_("You do not hold the role that may do this for this area."), code="not_allowed")
    if not grant:
        words(answer, field="answer")
    if row.clock.stopped_at:
        raise Refused(
            _("The clock has stopped in the meantime; there is nothing left to decide."), code="wrong_state"
        )
    row.decision = Decision.GRANTED if grant else Decision.REFUSED
    row.decided_by, row.decided_at, row.answer = actor, now, masked(answer)
    if grant and isinstance(row, Pause):
        row.began_at = now
    row.save()
    act = _act(row)
    _apply(item, row.clock)
    _step(item, act, actor=actor, note=answer, now=now, data=_data(row))
    tell([row.asked_by], act, item, cause=f"{act}:{row.pk}", now=now)
    return row


@transaction.atomic
def resume(pause_id: int, *, actor: Person, now: dt.datetime) -> Pause:
    """End a pause: the clock runs on from where it stood. The handling unit or the one who granted it does this."""
    pause = Pause.objects.select_related("clock").get(pk=pause_id)
    item = locked(pause.clock.item_id)
    pause.refresh_from_db()
    if pause.decision != Decision.GRANTED or pause.ended_at:
        raise Refused(_("This clock is not paused."), code="wrong_state")
    may = access_of(actor, today=timezone.localtime(now).date()).may("items.decide_time", item.area_path)
    if not may and not in_hands(item, actor, now=now):
        raise Refused(
            _("Only those who handle the item, or who granted the pause, end it."), code="not_allowed"
        )
    pause.ended_at = now
    pause.save(update_fields=["ended_at"])
    _apply(item, pause.clock)
    _step(item, "resume", actor=actor, note="", now=now, data=_data(pause))
    return pause


def _live(clock_id: int, actor: Person, *, now: dt.datetime) -> tuple[Clock, Item]:
    clock = Clock.objects.get(pk=clock_id)
    item = locked(clock.item_id)
    clock.refresh_from_db()
    if clock.stopped_at or item.is_closed:
        raise Refused(_("This clock has stopped; there is nothing to prolong."), code="wrong_state")
    if not in_hands(item, actor, now=now):
        raise Refused(_("Only those who handle the item ask for more time."), code="not_allowed")
    asked = Decision.ASKED
    if clock.pauses.filter(decision=asked).exists() or clock.extensions.filter(decision=asked).exists():
        raise Refused(_("More time was asked for already; wait for the answer."), code="wrong_state")
    return clock, item


def _apply(item: Item, clock: Clock) -> None:
    recompute(Clock.objects.get(pk=clock.pk))
    refresh_item(item)
    item.save(update_fields=["due_at", "warn_at", "paused"])


def _act(row: Asked) -> str:
    noun = "pause" if isinstance(row, Pause) else "extension"
    return f"{'grant' if row.decision == Decision.GRANTED else 'refuse'}_{noun}"


def _data(row: Asked) -> dict[str, str | int]:
    told: dict[str, str | int] = {"clock": row.clock.name}
    return told | ({"amount": row.amount, "unit": row.unit} if isinstance(row, Extension) else {})


def _tell_asked(item: Item, row: Asked, act: str, *, actor: Person, reason: str, now: dt.datetime) -> None:
    _step(item, act, actor=actor, note=reason, now=now, data=_data(row))
    people = [person for person in holders_of("items.decide_time", item.area_path) if person.pk != actor.pk]
    tell(people, act, item, cause=f"{act}:{row.pk}", now=now)


def _step(
    item: Item, act: str, *, actor: Person, note: str, now: dt.datetime, data: dict[str, str | int]
) -> None:
    Step.objects.create(
        item=item,
        move=act,
        source=item.state,
        target=item.state,
        actor=actor,
        note=masked(note),
        data=data,
        at=now,
    )
    record_act(item, act, actor=actor, changes=data, reason=note, now=now)
