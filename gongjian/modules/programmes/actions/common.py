"""What several verbs need."""

import datetime as dt
from typing import Any

from django.db import models

from gongjian.core.areas.models import Area
from gongjian.core.people.models import Person
from gongjian.core.trail.actions import record


def trail(
    act: str, row: models.Model, office: Area, *, actor: Person | None, now: dt.datetime, **more: Any
) -> None:
    """A trail row of this module."""
    record(f"programmes.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
