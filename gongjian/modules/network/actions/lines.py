"""What the verbs share: a line of text as it is kept, and the trail row."""

import datetime as dt
from typing import Any

from gongjian.core.areas.models import Area
from gongjian.core.people.models import Person
from gongjian.core.trail.actions import record


def trail(act: str, row: Any, office: Area, *, actor: Person | None, now: dt.datetime, **more: Any) -> None:
    """One row of the trail."""
    record(f"network.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
