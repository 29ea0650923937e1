"""Who came: by the code on the wall, or as whoever writes the minutes says."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.verbs import line
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_name
from gongjian.modules.meetings.actions.common import open_meeting, trail
from gongjian.modules.meetings.models import Attendance, Meeting, Presence

OPENS, CLOSES = dt.timedelta(hours=2), dt.timedelta(hours=12)


@transaction.atomic
def ask_unit(meeting_id: int, *, unit: Unit, actor: Person | None, now: dt.datetime) -> Attendance:
    """Ask one more unit; one that was asked already is left as it is."""
    meeting = open_meeting(meeting_id, actor=actor, now=now)
    if unit.office_id != meeting.office_id or not unit.active:
        raise Refused(_("%(unit)s does not work for this office.") % {"unit": unit}, field="unit")
    found, made = Attendance.objects.get_or_create(meeting=meeting, unit=unit)
    if made:
        trail("ask_unit", found, meeting, actor=actor, now=now, changes={"unit": [None, unit.name]})
    return found


@transaction.atomic
def check_in(
    meeting: Meeting, *, unit_id: int, now: dt.datetime, name: str = "", person: Person | None = None
) -> Attendance:
    """Somebody of a unit is there, by the code. Counted once; two hours before the beginning to twelve hours after it.

    Raises Refused outside that time, for a unit that was not asked, and without a name where nobody is signed in.
    """
    meeting = Meeting.objects.select_related("office").get(pk=meeting.pk)
    if meeting.cancelled_at or meeting.minutes_at:
        raise Refused(_("The list of this meeting is closed."), code="wrong_state")
    if not meeting.starts_at - OPENS <= now <= meeting.starts_at + CLOSES:
        words = _("One can sign in from two hours before the beginning to twelve hours after it.")
        raise Refused(words, code="too_early" if now < meeting.starts_at else "too_late")
    found = Attendance.objects.select_for_update(of=("self",)).filter(meeting=meeting, unit=unit_id).first()
    if found is None:
        raise Refused(_("This unit was not asked; speak to whoever writes the minutes."), field="unit")
    if found.presence == Presence.PRESENT:
        return found
    if person is None and not name.strip():
        raise Refused(_("Write your name."), field="name")
    found.presence, found.at, found.by_code, found.person = Presence.PRESENT, now, True, person
    _write_name(found, name)
    found.save()
    trail("check_in", found, meeting, actor=person, now=now, changes={"unit": [None, found.unit.name]})
    return found


@transaction.atomic
def set_presence(
    attendance_id: int,
    *,
    presence: str,
    actor: Person | None,
    now: dt.datetime,
    name: str = "",
    reason: str = "",
) -> Attendance:
    """Whoever writes the minutes says who came, was excused or absent."""
    known = Attendance.objects.get(pk=attendance_id)
    meeting = open_meeting(known.meeting_id, actor=actor, now=now)
    found = Attendance.objects.select_for_update(of=("self",)).select_related("unit").get(pk=attendance_id)
    if presence not in Presence.values:
        raise Refused(_("Choose whether somebody came."), field="presence")
    if presence == Presence.EXCUSED and not reason.strip():
        raise Refused(_("Say why the unit was excused."), field="reason")
    before, found.presence = found.presence, presence
    found.at = now if presence == Presence.PRESENT else None
    found.reason = line(reason, field="reason", most=120, empty=True)
    found.by_code, found.person = False, None
    _write_name(found, name if presence == Presence.PRESENT else "")
    found.save()
    trail("set_presence", found, meeting, actor=actor, now=now, changes={"presence": [before, presence]})
    return found


def _write_name(found: Attendance, name: str) -> None:
    name = name.strip()
    if len(name) > 20:
        raise Refused(_("The name is too long: at most 20 characters."), field="name")
    found.name_sealed = seal(found, "name", name)
    found.name_shown = mask_name(name) if name else ""
