"""What the verbs ask of words and numbers, and how they leave their rows in the trail."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import masked
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


def line(text: str, *, field: str, most: int, empty: bool = False) -> str:
    """The text masked and without edges; refused when missing or too long."""
    text = masked(text)
    if not text and not empty:
        raise Refused(_("This must not be empty."), field=field)
    if len(text) > most:
        raise Refused(_("The text is too long: at most %(most)d characters.") % {"most": most}, field=field)
    return text


def whole(number: int, *, field: str, most: int) -> int:
    """A number from 1 to `most`; anything else is a slip of the pen."""
    if not 1 <= number <= most:
        raise Refused(_("A whole number from 1 to %(most)d.") % {"most": most}, field=field)
    return number


def save_once(row: models.Model, words: str, *, field: str) -> None:
    """Save, or refuse with the words where the same is stored already."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(words, field=field, code="twice") from error


def trail(act: str, row: Any, *, office: Area, actor: Person | None, now: dt.datetime, **more: Any) -> None:
    """The trail row of an act of this module."""
    record(f"experts.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
