"""The agenda and what was said: points, their outcomes, the settled minutes."""

import datetime as dt

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.items.verbs import line
from gongjian.core.links.actions import link, unlink
from gongjian.core.links.models import Link, LinkKind, name_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.meetings.actions.common import open_meeting, trail
from gongjian.modules.meetings.models import AgendaPoint, Meeting, Presence

LONGEST = 5_000
MOST_POINTS = 60


@transaction.atomic
def add_point(
    meeting_id: int,
    *,
    actor: Person | None,
    now: dt.datetime,
    title: str = "",
    item: Item | None = None,
    about: Model | None = None,
) -> AgendaPoint:
    """Put one more point on the agenda: a matter that is open, a row that another module raised, or a heading. Each stands
    on it once."""
    meeting = open_meeting(meeting_id, actor=actor, now=now)
    if item is not None and item.office_id != meeting.office_id:
        raise Refused(_("%(number)s belongs to another office.") % {"number": item.number}, field="item")
    if item is not None and (known := meeting.points.filter(item=item).first()):
        return known
    model, pk = name_of(about) if about is not None else ("", None)
    if about is not None and (known := meeting.points.filter(about_model=model, about_id=pk).first()):
        return known
    if meeting.points.count() >= MOST_POINTS:
        raise Refused(_("An agenda has at most %(most)d points.") % {"most": MOST_POINTS})
    last = meeting.points.aggregate(last=Max("order"))["last"] or 0
    words = title.strip() or (item.title if item else str(about or ""))
    point = AgendaPoint.objects.create(
        meeting=meeting,
        order=last + 1,
        title=line(words, field="title", most=200),
        item=item,
        about_model=model,
        about_id=pk,
    )
    if about is not None:
        link(meeting, to=about, kind=LinkKind.ORIGIN, by=actor, now=now)
    trail(
        "add_point", point, meeting, actor=actor, now=now, changes={"point": [None, point.title]}, item=item
    )
    return point


@transaction.atomic
def take_point_off(point_id: int, *, actor: Person | None, now: dt.datetime) -> None:
    """Take a point off again. Raises Refused once something was said or decided on it."""
    point = AgendaPoint.objects.select_related("item").get(pk=point_id)
    meeting = open_meeting(point.meeting_id, actor=actor, now=now)
    if point.outcome or point.decisions.exists():
        raise Refused(_("Something was said or decided on it; it stays on the agenda."))
    changes = {"point": [point.title, None]}
    trail("take_point_off", point, meeting, actor=actor, now=now, changes=changes, item=point.item)
    if about := point.about:
        for held in Link.objects.going_out(meeting).filter(target_model=about[0], target_id=about[1]):
            unlink(held, reason=_("Taken off the agenda"), by=actor, now=now)
    point.delete()


@transaction.atomic
def write_outcome(point_id: int, *, outcome: str, actor: Person | None, now: dt.datetime) -> AgendaPoint:
    """What was said of a point."""
    point = AgendaPoint.objects.select_related("item").get(pk=point_id)
    meeting = open_meeting(point.meeting_id, actor=actor, now=now)
    before, point.outcome = point.outcome, line(outcome, field="outcome", most=LONGEST)
    point.save(update_fields=["outcome"])
    changes = {"outcome": [before, point.outcome]}
    trail("write_outcome", point, meeting, actor=actor, now=now, changes=changes, item=point.item)
    return point


@transaction.atomic
def settle_minutes(meeting_id: int, *, actor: Person | None, now: dt.datetime, minutes: str = "") -> Meeting:
    """The minutes are right and change no more; units of which nobody came stand as absent.

    Raises Refused before the meeting has begun.
    """
    meeting = open_meeting(meeting_id, actor=actor, now=now)
    if meeting.starts_at > now:
        raise Refused(_("The meeting has not begun yet."), code="wrong_state")
    meeting.minutes = line(minutes, field="minutes", most=LONGEST, empty=True)
    meeting.minutes_at, meeting.minutes_by = now, actor
    meeting.save(update_fields=["minutes", "minutes_at", "minutes_by"])
    absent = meeting.attendances.filter(presence=Presence.ASKED).update(presence=Presence.ABSENT)
    came = meeting.attendances.filter(presence=Presence.PRESENT).count()
    changes = {"present": [None, came], "absent": [None, absent]}
    trail("settle_minutes", meeting, meeting, actor=actor, now=now, changes=changes)
    return meeting
