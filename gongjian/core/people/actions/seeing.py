"""Seeing the product as another person: begun with a reason, read-only, over after half an hour, in the trail."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.people.authority import trail_office
from gongjian.core.people.models import Person, SeeAs
from gongjian.core.people.seeing import LONGEST, why_not
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


@transaction.atomic
def see_as(administrator: Person, *, person: Person, reason: str, now: dt.datetime) -> SeeAs:
    """Begin to see the pages as this person sees them. Refused for anyone who may read what one may not oneself.

    A view begun earlier, perhaps in another browser, ends.
    """
    reason = reason.strip()
    if not 5 <= len(reason) <= 200:
        raise Refused(_("Say why, in 5 to 200 characters. It is kept in the trail."), field="reason")
    Person.objects.select_for_update().get(pk=administrator.pk)
    if refusal := why_not(administrator, person=person, now=now):
        raise Refused(refusal)
    for earlier in SeeAs.objects.filter(administrator=administrator, ended_at__isnull=True):
        stop_seeing_as(earlier, now=now)
    seeing = SeeAs.objects.create(administrator=administrator, person=person, reason=reason, started_at=now)
    _record("people.see_as", seeing, reason=reason, now=now)
    return seeing


@transaction.atomic
def stop_seeing_as(seeing: SeeAs, *, now: dt.datetime) -> SeeAs:
    """The administrator sees her own pages again. Stopping twice changes nothing."""
    seeing = (
        SeeAs.objects.select_for_update(of=("self",))
        .select_related("administrator", "person")
        .get(pk=seeing.pk)
    )
    if seeing.ended_at is None:
        seeing.ended_at = min(now, seeing.started_at + LONGEST)
        seeing.save(update_fields=["ended_at"])
        _record("people.stop_seeing_as", seeing, reason="", now=now)
    return seeing


def end_overdue_views(now: dt.datetime) -> int:
    """Close the views that were left open past their half hour (the browser was shut); says how many."""
    overdue = SeeAs.objects.filter(ended_at__isnull=True, started_at__lte=now - LONGEST)
    return len([stop_seeing_as(seeing, now=now) for seeing in overdue])


def _record(action: str, seeing: SeeAs, *, reason: str, now: dt.datetime) -> None:
    record(
        action,
        actor=seeing.administrator,
        obj=seeing,
        office=trail_office(seeing.person),
        label=seeing.person.name,
        changes={"person": seeing.person_id},
        reason=reason,
        now=now,
    )
