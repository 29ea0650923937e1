"""One row of the file as an entry of the intake, or the reason why it is none."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake.spec import Entry, Place
from gongjian.core.refusal import Refused
from gongjian.lib.excel_time import read_time
from gongjian.lib.problem import Problem
from gongjian.modules.reports.bringing import reading
from gongjian.modules.reports.bringing.sheet import Line

TEXTS = ("number", "user", "title", "body", "place", "category", "name", "phone", "answer")


def entry_of(line: Line, place: Place) -> Entry:
    """The row, converted and checked. Raises Refused with what is wrong with it."""
    values: dict[str, Any] = {name: line.text(name) for name in TEXTS if line.text(name)}
    for name in ("opened", "answered"):
        if line.text(name):
            _put_moment(values, name, line.cells[name])
    for name in ("likes", "dislikes"):
        if text := line.text(name):
            values[name] = int(text) if text.isdigit() else -1
    entry = Entry(line.number, reading.key_of(values), values)
    reading.check(entry, place)
    return entry


def _put_moment(values: dict[str, Any], name: str, cell: Any) -> None:
    try:
        read = read_time(cell, tz=timezone.get_default_timezone())
    except (Problem, ValueError) as error:
        raise Refused(_("“%(value)s” is no time that can be read") % {"value": str(cell)[:30]}) from error
    if isinstance(read, dt.datetime):
        values[name] = read
        return
    values[name] = timezone.make_aware(dt.datetime.combine(read, dt.time()))
    values[f"{name}_day_only"] = True
