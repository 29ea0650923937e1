"""What every act on a meeting does first and last."""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.meetings import policy
from gongjian.modules.meetings.models import Meeting


def open_meeting(meeting_id: int, *, actor: Person | None, now: dt.datetime) -> Meeting:
    """The meeting, locked. Raises Refused for somebody who may not, and once it is settled or called off."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("office", "area", "about")
    meeting = rows.get(pk=meeting_id)
    policy.must_hold(meeting.area_path, actor, now=now)
    if meeting.cancelled_at:
        raise Refused(_("The meeting was called off."), code="wrong_state")
    if meeting.minutes_at:
        raise Refused(
            _("The minutes are settled; write what is new into the next meeting."), code="wrong_state"
        )
    return meeting


def trail(
    act: str, row: Model, meeting: Meeting, *, actor: Person | None, now: dt.datetime, **more: Any
) -> None:
    """The trail row of an act on a meeting."""
    record(
        f"meetings.{act}", actor=actor, obj=row, office=meeting.office, label=meeting.title, now=now,
        area_path=meeting.area_path, **more,
    )  # fmt: skip
