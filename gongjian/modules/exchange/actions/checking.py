"""What the verbs ask of words, numbers and days, and how they leave their rows in the trail."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.exchange.models import ExchangeCategory
from gongjian.modules.exchange.models.asking import MOST


def amount(number: int, *, field: str) -> int:
    """A quantity from 1 to a million; anything else is a slip of the pen."""
    if not 1 <= number <= MOST:
        raise Refused(_("A quantity is a whole number from 1 to 1,000,000."), field=field)
    return number


def in_force(category: ExchangeCategory, office: Area, *, now: dt.datetime) -> ExchangeCategory:
    """The category, if it is this office's and in force today."""
    known = ExchangeCategory.objects.of_office(office.pk).on(timezone.localtime(now).date())
    if not known.filter(pk=category.pk).exists():
        raise Refused(_("This category is not in force any more. Choose another one."), field="category")
    return category


def trail(act: str, row: Any, *, office: Area, actor: Person | None, now: dt.datetime, **more: Any) -> None:
    """The trail row of an act of this module."""
    record(f"exchange.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
