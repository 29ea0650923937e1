"""The yearly question whether a unit goes on: asked by a private link, listed while unanswered, then a pause."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.invites.actions import invite
from gongjian.core.items.verbs import line
from gongjian.core.notices.actions import notify
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.network.actions.joining import pause, resume
from gongjian.modules.network.actions.lines import trail
from gongjian.modules.network.models import Confirmation, Joining, JoiningState

DAYS = 30
CHUNK = 200
PURPOSE = "network.confirm"


def ask_confirmations(now: dt.datetime) -> int:
    """Ask every member that joined in an earlier year and was not asked in this one; says how many. A missed run is made
    up for by the next: what counts is the year, not the day."""
    year = timezone.localdate(now).year
    asked = Confirmation.objects.filter(year=year).values("joining")
    waiting = Joining.objects.filter(
        state=JoiningState.MEMBER, since__year__lt=year, unit__active=True
    ).exclude(pk__in=asked)
    found = list(waiting.select_related("office", "unit__area", "unit__office")[:CHUNK])
    for joining in found:
        ask(joining, year=year, now=now)
    return len(found)


@transaction.atomic
def ask(joining: Joining, *, year: int, now: dt.datetime) -> Confirmation:
    """Ask one unit, once a year: its contact by a private link, and by a notice where she has an account."""
    due_on = timezone.localdate(now) + dt.timedelta(days=DAYS)
    row, made = Confirmation.objects.get_or_create(
        joining=joining, year=year,
        defaults={
            "asked_at": now, "due_on": due_on, "office": joining.office, "area_path": joining.area_path,
        },
    )  # fmt: skip
    if made and joining.unit is not None:
        contact = unseal(joining, "contact")
        invite(row, purpose=PURPOSE, unit=joining.unit, contact=contact, by=None, now=now, days=DAYS)
        trail(
            "ask",
            row,
            joining.office,
            actor=None,
            now=now,
            area_path=joining.area_path,
            changes={"due": [None, due_on]},
        )
        for membership in joining.unit.memberships.filter(until__isnull=True).select_related("person"):
            notify(membership.person, kind="confirm_asked", cause=f"confirm:{row.pk}", now=now)
    return row


@transaction.atomic
def answer_confirmation(
    confirmation: Confirmation,
    *,
    goes_on: bool,
    now: dt.datetime,
    unit: Unit | None = None,
    reason: str = "",
    actor: Person | None = None,
) -> Confirmation:
    """The unit's word, once a year. "No" pauses its standing at once; a "yes" that comes late lifts the pause."""
    rows = Confirmation.objects.select_for_update(of=("self",)).select_related(
        "joining__office", "joining__unit"
    )
    row = rows.get(pk=confirmation.pk)
    joining = row.joining
    if unit is not None and joining.unit_id != unit.pk:
        raise Refused(_("This is asked of another unit."), code="not_allowed")
    if row.answered_at:
        raise Refused(_("This was answered already."), code="wrong_state")
    if joining.state not in (JoiningState.MEMBER, JoiningState.PAUSED):
        raise Refused(_("The unit is no longer in the alliance."), code="wrong_state")
    row.confirmed, row.answered_at, row.note = goes_on, now, line(reason, field="reason", empty=True)
    row.save(update_fields=["confirmed", "answered_at", "note"])
    trail("answer", row, joining.office, actor=actor, now=now, area_path=joining.area_path,
          changes={"confirmed": [None, goes_on]}, reason=row.note)  # fmt: skip
    if goes_on and joining.state == JoiningState.PAUSED:
        resume(joining, reason=_("The unit confirmed that it goes on."), actor=None, now=now)
    elif not goes_on and joining.state == JoiningState.MEMBER:
        pause(joining, reason=row.note or _("The unit said that it does not go on."), actor=None, now=now)
    return row


def confirm_by_link(thing: Any, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime) -> None:
    """The private link's "we go on"."""
    answer_confirmation(thing, goes_on=True, unit=unit, reason=reason, actor=actor, now=now)


def deny_by_link(thing: Any, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime) -> None:
    """The private link's "we do not"."""
    answer_confirmation(thing, goes_on=False, unit=unit, reason=reason, actor=actor, now=now)


def pause_unconfirmed(now: dt.datetime) -> int:
    """Pause members whose time to answer is over; says how many. Nothing is deleted, a late "yes" lifts it."""
    late = Confirmation.objects.filter(
        answered_at__isnull=True, due_on__lt=timezone.localdate(now), joining__state=JoiningState.MEMBER
    )
    found = list(late.select_related("joining")[:CHUNK])
    for row in found:
        pause(
            row.joining,
            reason=_("Not confirmed for %(year)s in time.") % {"year": row.year},
            actor=None,
            now=now,
        )
    return len(found)
