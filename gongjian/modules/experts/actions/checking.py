"""What the verbs ask of words and numbers, and how they leave their rows in the trail."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


def whole(number: int, *, field: str, most: int) -> int:
    """A number from 1 to `most`; anything else is a slip of the pen."""
    if not 1 <= number <= most:
        raise Refused(_("A whole number from 1 to %(most)d.") % {"most": most}, field=field)
    return number


def trail(act: str, row: Any, *, office: Area, actor: Person | None, now: dt.datetime, **more: Any) -> None:
    """The trail row of an act of this module."""
    record(f"experts.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
