"""All measures by name, and how to ask for one."""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.manifest import manifests
from gongjian.core.measures.measure import Measure, MeasureResult, Scope
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


def value_of(
    name: str,
    *,
    area: "Area | None" = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    now: dt.datetime | None = None,
) -> MeasureResult:
    """The number for an area and all below it (None: everywhere), both days included. KeyError for an unknown name."""
    measure = registry()[name]
    paths = (area.path,) if area is not None else None
    return measure.answer(Scope(now=now or timezone.now(), paths=paths, since=since, until=until))


def compute(
    name: str,
    area_code: str | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    now: dt.datetime | None = None,
) -> MeasureResult:
    """The number for the area of an official code. KeyError for an unknown name, Refused for an unknown code."""
    from gongjian.core.areas.codes import area_of_code

    registry()[name]
    area = area_of_code(area_code) if area_code else None
    if area_code and area is None:
        words = _("No area bears the code %(code)s now.")
        raise Refused(words % {"code": area_code[:30]}, field="area")
    return value_of(name, area=area, since=since, until=until, now=now)
