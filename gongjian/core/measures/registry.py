"""All measures by name, and how to ask for one."""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.manifest import manifests
from gongjian.core.measures.measure import Measure, MeasureResult
from gongjian.core.measures.scope import Scope
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area


@cache
def registry() -> dict[str, Measure]:
    """Every measure that a manifest names, in order; a name may stand once only."""
    found: dict[str, Measure] = {}
    for module in manifests():
        for measure in module.measures:
            if measure.name in found:
                raise ValueError(f"measure {measure.name} is named twice")
            found[measure.name] = measure
    return found


def scope_of(
    *,
    area: "Area | None" = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    now: dt.datetime | None = None,
) -> Scope:
    """An area and all below it (None: everywhere), both days included, as of a moment (None: this one)."""
    paths = (area.path,) if area is not None else None
    area_id = area.pk if area is not None else None
    return Scope(now=now or timezone.now(), paths=paths, since=since, until=until, area_id=area_id)


def value_of(
    name: str,
    *,
    area: "Area | None" = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    now: dt.datetime | None = None,
) -> MeasureResult:
    """The number for the scope of these. KeyError for an unknown name."""
    return registry()[name].answer(scope_of(area=area, since=since, until=until, now=now))


def compute(
    name: str,
    area_code: str | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    now: dt.datetime | None = None,
) -> MeasureResult:
    """The number for the area of an official code. KeyError for an unknown name, Refused for an unknown code."""
    registry()[name]
    return value_of(name, area=area_named(area_code), since=since, until=until, now=now)


def area_named(code: str | None) -> "Area | None":
    """The area of an official code; None without one. Raises Refused for an unknown code."""
    from gongjian.core.areas.codes import area_of_code

    area = area_of_code(code) if code else None
    if code and area is None:
        words = _("No area bears the code %(code)s now.")
        raise Refused(words % {"code": code[:30]}, field="area")
    return area
