"""What the verbs share: a line of text as it is kept, and the trail row."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import masked
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


def line(text: str, *, field: str, most: int = 200, empty: bool = False) -> str:
    """The text without edges, numbers of persons masked. Raises Refused for an empty or too long one."""
    text = masked(text)
    if not text and not empty:
        raise Refused(_("This must not be empty."), field=field)
    if len(text) > most:
        raise Refused(_("The text is too long: at most %(most)d characters.") % {"most": most}, field=field)
    return text


def trail(act: str, row: Any, office: Area, *, actor: Person | None, now: dt.datetime, **more: Any) -> None:
    """One row of the trail."""
    record(f"network.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
