"""The dated rows of official codes: one begins where the one before ends, and none is taken away."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area, OfficialCode
from gongjian.core.refusal import Refused


def live_code(area: Area) -> OfficialCode | None:
    """The code in force, if the area has an official one."""
    return OfficialCode.objects.filter(area=area, until__isnull=True).first()


def end_code(area: Area, *, on: dt.date) -> None:
    """The area's code no longer holds from `on`. Raises Refused when it began on that day or later."""
    live = live_code(area)
    if live is None:
        return
    if live.since >= on:
        words = _("Its official code holds only since %(day)s; choose a later day.")
        raise Refused(words % {"day": live.since.isoformat()}, field="on")
    live.until = on
    live.save(update_fields=["until"])


def begin_code(area: Area, *, code: str, name: str, since: dt.date, source: str) -> OfficialCode:
    """A code begins to hold; the caller has ended the one before it."""
    return OfficialCode.objects.create(area=area, code=code, name=name, since=since, source=source)


def area_of_code(code: str) -> Area | None:
    """The current area that bears the code now."""
    row = OfficialCode.objects.select_related("area").filter(code=code, until__isnull=True).first()
    return row.area if row else None
