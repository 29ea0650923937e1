"""Named numbers about the tree."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area, Level
from gongjian.core.measures.counted import Counted
from gongjian.core.measures.measure import Measure


def _existing(level: str) -> Counted:
    """Areas of a level; no span of days narrows them."""
    return Counted(rows=lambda now: Area.objects.current().filter(level=level), path="path", at="")


MEASURES = (
    Measure(
        name="areas.districts",
        label=_("County-level areas"),
        formula=_("Districts, county-level cities, counties and zones that exist today"),
        unit=_("areas"),
        part=_existing(Level.DISTRICT),
    ),
    Measure(
        name="areas.streets",
        label=_("Subdistricts"),
        formula=_("Subdistricts, towns and townships that exist today"),
        unit=_("areas"),
        part=_existing(Level.SUBDISTRICT),
    ),
    Measure(
        name="areas.communities",
        label=_("Communities"),
        formula=_("Communities and villages that exist today"),
        unit=_("areas"),
        part=_existing(Level.COMMUNITY),
    ),
)
