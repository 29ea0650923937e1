"""Named numbers about the tree."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area, Level
from gongjian.core.measures.measure import Compute, Measure, Scope


def _counting(level: str) -> Compute:
    def compute(scope: Scope) -> int:
        return scope.rows(Area.objects.current().filter(level=level), path="path").count()

    return compute


MEASURES = (
    Measure(
        name="areas.districts",
        label=_("County-level areas"),
        formula=_("Districts, county-level cities, counties and zones that exist today"),
        unit=_("areas"),
        compute=_counting(Level.DISTRICT),
    ),
    Measure(
        name="areas.streets",
        label=_("Subdistricts"),
        formula=_("Subdistricts, towns and townships that exist today"),
        unit=_("areas"),
        compute=_counting(Level.SUBDISTRICT),
    ),
    Measure(
        name="areas.communities",
        label=_("Communities"),
        formula=_("Communities and villages that exist today"),
        unit=_("areas"),
        compute=_counting(Level.COMMUNITY),
    ),
)
