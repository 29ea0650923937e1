"""What several verbs need."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import masked
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


def line_of(text: str, *, field: str, most: int, empty: bool = False) -> str:
    """One line of text without personal numbers; refused when it is missing or too long."""
    text = masked(" ".join(text.split()))
    if not text and not empty:
        raise Refused(_("Fill this in."), field=field, code="missing")
    if len(text) > most:
        raise Refused(_("At most %(most)s characters.") % {"most": most}, field=field)
    return text


def save_new(row: models.Model, taken: str, *, field: str) -> None:
    """Save a new row; `taken` is said when there is one like it already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(taken, field=field, code="twice") from error


def trail(
    act: str, row: models.Model, office: Area, *, actor: Person | None, now: dt.datetime, **more: Any
) -> None:
    """A trail row of this module."""
    record(f"programmes.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
