"""Calling a meeting, the next one of a row, and calling one off."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.items.verbs import line
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.meetings import policy
from gongjian.modules.meetings.actions.common import open_meeting, trail
from gongjian.modules.meetings.models import AgendaPoint, Attendance, Meeting, MeetingKind

FURTHEST = dt.timedelta(days=400)
ONE_MATTER = (MeetingKind.DAILY, MeetingKind.COORDINATION)


@transaction.atomic
def call_meeting(
    area: Area,
    *,
    kind: str,
    title: str,
    starts_at: dt.datetime,
    place: str,
    actor: Person | None,
    now: dt.datetime,
    units: Sequence[Unit] = (),
    items: Sequence[Item] = (),
    about: Item | None = None,
    before: Meeting | None = None,
    is_demo: bool = False,
) -> Meeting:
    """Call a meeting: who is asked, and which open matters are on its agenda.

    Raises Refused for an area above all offices, a kind that needs one matter and has none, a day out of all reason, and
    a unit of another office.
    """
    office = area.office
    if office is None:
        raise Refused(_("A meeting is of an office, or of a place in it."), field="area")
    policy.must_hold(area.path, actor, now=now)
    if kind not in MeetingKind.values:
        raise Refused(_("There is no such kind of meeting."), field="kind")
    if kind in ONE_MATTER and about is None:
        raise Refused(_("Say which matter this meeting is about."), field="about")
    if about is not None and about.office_id != office.pk:
        raise Refused(_("The matter belongs to another office."), field="about")
    if not now - FURTHEST <= starts_at <= now + FURTHEST:
        raise Refused(_("The day lies more than a year away. Check the year."), field="starts_at")
    meeting = Meeting.objects.create(
        office=office, area=area, area_path=area.path, kind=kind, title=line(title, field="title", most=120),
        starts_at=starts_at, place=line(place, field="place", most=120), about=about, before=before, called_by=actor,
        called_at=now, is_demo=is_demo,
    )  # fmt: skip
    _ask(meeting, units)
    _put_on(meeting, [about] if about and not items else items)
    if about is not None:
        link(meeting, to=about, kind=LinkKind.ORIGIN, by=actor, now=now)
    trail(
        "call_meeting",
        meeting,
        meeting,
        actor=actor,
        now=now,
        changes={"starts": [None, starts_at]},
        item=about,
    )
    return meeting


@transaction.atomic
def call_next(meeting_id: int, *, starts_at: dt.datetime, actor: Person | None, now: dt.datetime) -> Meeting:
    """The next meeting of the same kind with the same units; its agenda is what is still open of this one's."""
    rows = Meeting.objects.select_related("area", "about")
    last = rows.get(pk=meeting_id)
    if last.cancelled_at is None and starts_at <= last.starts_at:
        raise Refused(_("The next meeting comes after this one."), field="starts_at")
    units = [one.unit for one in last.attendances.select_related("unit") if one.unit.active]
    points = [
        point.item for point in last.points.select_related("item") if point.item and not point.item.is_closed
    ]
    return call_meeting(
        last.area, kind=last.kind, title=last.title, starts_at=starts_at, place=last.place, actor=actor, now=now,
        units=units, items=points, about=last.about, before=last, is_demo=last.is_demo,
    )  # fmt: skip


@transaction.atomic
def cancel_meeting(meeting_id: int, *, why: str, actor: Person | None, now: dt.datetime) -> Meeting:
    """Call it off. Raises Refused once something was decided in it."""
    meeting = open_meeting(meeting_id, actor=actor, now=now)
    if meeting.decisions.exists():
        raise Refused(_("Something was decided in it already; settle the minutes instead."))
    meeting.cancelled_at, meeting.cancelled_why = now, line(why, field="why", most=200)
    meeting.save(update_fields=["cancelled_at", "cancelled_why"])
    trail("cancel_meeting", meeting, meeting, actor=actor, now=now, reason=meeting.cancelled_why)
    return meeting


def _ask(meeting: Meeting, units: Sequence[Unit]) -> None:
    for unit in units:
        if unit.office_id != meeting.office_id or not unit.active:
            raise Refused(_("%(unit)s does not work for this office.") % {"unit": unit}, field="units")
    asked = {unit.pk: unit for unit in units}.values()
    Attendance.objects.bulk_create(Attendance(meeting=meeting, unit=unit) for unit in asked)


def _put_on(meeting: Meeting, items: Sequence[Item]) -> None:
    for item in items:
        if item.office_id != meeting.office_id:
            raise Refused(_("%(number)s belongs to another office.") % {"number": item.number}, field="items")
    chosen = {item.pk: item for item in items}.values()
    AgendaPoint.objects.bulk_create(
        AgendaPoint(meeting=meeting, order=order, title=item.title, item=item)
        for order, item in enumerate(chosen, start=1)
    )
