"""Reading what somebody asks of the numbers: area, days, moment and cut, with a sentence for what makes no sense."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.measures.cuts import cuts_of
from gongjian.core.measures.measure import Measure
from gongjian.core.measures.scope import Scope, midnight
from gongjian.core.people.access import Access

PERMISSION = "measures.view"


@dataclass(slots=True)
class Question:
    """What is asked, and `problems` in words; while there are any, the scope is the person's whole one. `of_the_past`: as
    things stood on a day that was named."""

    scope: Scope
    area: Area | None = None
    by: str = ""
    problems: list[str] = field(default_factory=list)
    of_the_past: bool = False


def read_question(
    given: Mapping[str, str],
    access: Access,
    *,
    now: dt.datetime,
    measure: Measure | None = None,
    permission: str = PERMISSION,
) -> Question:
    """Parameters `area` (an id), `since`, `until`, `at` (days as 2026-03-05) and `by`. An area outside those for which the
    person holds the permission is as unknown as one that does not exist."""
    paths = tuple(access.paths(permission))
    problems: list[str] = []
    since, until, at = (_day(given.get(name, ""), problems) for name in ("since", "until", "at"))
    if since and until and until < since:
        problems.append(_("The last day lies before the first one."))
    area = _area(given.get("area", ""), paths, problems)
    by = given.get("by", "")
    if measure is not None and by and by not in cuts_of(measure):
        problems.append(_("This number cannot be told by “%(by)s”.") % {"by": by[:30]})
    if problems:
        return Question(Scope(now=now, paths=paths), problems=problems)
    scope = Scope(
        now=end_of(at, now=now),
        paths=(area.path,) if area else paths,
        since=since,
        until=until,
        area_id=area.pk if area else None,
    )
    return Question(scope, area, by, of_the_past=at is not None)


def end_of(day: dt.date | None, *, now: dt.datetime) -> dt.datetime:
    """The end of a day, never later than now; now without one."""
    return min(midnight(day + dt.timedelta(days=1)), now) if day else now


def areas_offered(access: Access, *, permission: str = PERMISSION) -> list[Area]:
    """The person's areas down to communities, as far as offices work there, in the order of the tree."""
    areas = Area.objects.under_any(access.paths(permission)).current()
    working = areas.filter(office__is_office=True, level__in=("subdistrict", "sector", "community"))
    return list(working.order_by("path").only("pk", "name", "depth", "path"))


def _area(text: str, paths: tuple[str, ...], problems: list[str]) -> Area | None:
    if not text:
        return None
    known = text.isdecimal() and len(text) < 19
    area = Area.objects.under_any(list(paths)).filter(pk=int(text)).first() if known else None
    if area is None:
        problems.append(_("There is no such area among yours."))
    return area


def _day(text: str, problems: list[str]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        problems.append(_("“%(text)s” is no day. Write it like 2026-03-05.") % {"text": text[:30]})
        return None
    if not 1990 <= day.year <= timezone.localdate().year + 50:
        problems.append(_("The year of %(text)s lies too far away.") % {"text": text[:30]})
        return None
    return day
