"""Whether a point on the map can be meant: too far from the office, latitude and longitude in each other's place, or taken from
a shifted map."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area, Level
from gongjian.lib.coordinates import GCJ02, Point, is_inside, metres, seems_swapped, to_wgs

MARGIN = 3_000.0  # metres beyond the outline in which a point is still taken
WITHOUT_OUTLINE = 15_000.0
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a pin is doubted, in words for whoever set it, and where it was probably meant. `asks`: it may be right as it is."""

    words: str
    better: Point | None = None
    asks: bool = False


def doubt_about(point: Point, office: Area) -> Doubt | None:
    """What is odd about a pin of the public page; None where nothing is, or where the office's place is not known. One query."""
    communities = list(Area.objects.current().filter(office=office, level=Level.COMMUNITY).order_by("path"))
    home = middle_of(office, communities)
    if home is None:
        return None
    reach = reach_of(home, [office, *communities])
    if seems_swapped(point, near=home, reach=reach):
        words = _(
            "Latitude and longitude stood in each other's place. The pin was turned round: look whether it is right, and go on."
        )
        return Doubt(words, (point[1], point[0]))
    if (far := metres(point, home)) > reach:
        told = {"km": max(1, round(far / 1000)), "office": office.short_name}
        return Doubt(
            _(
                "The pin lies %(km)d km from %(office)s. Put it where the matter is, or only write where it is."
            )
            % told
        )
    shifted = to_wgs(point, crs=GCJ02)
    if (
        any(rings_of(one.outline) for one in communities)
        and not around(point, communities)
        and around(shifted, communities)
    ):
        words = _(
            "The pin lay outside all communities, as it does when a map shows places shifted. It was moved to where it was probably "
            "meant: look, put it right if need be, and go on."
        )
        return Doubt(words, shifted, asks=True)
    return None


def middle_of(office: Area, communities: Sequence[Area]) -> Point | None:
    """The office's own place, else the mean of its communities; None where neither is known."""
    if office.lat is not None and office.lon is not None:
        return office.lat, office.lon
    known = [(one.lat, one.lon) for one in communities if one.lat is not None and one.lon is not None]
    if not known:
        return None
    return sum(lat for lat, _lon in known) / len(known), sum(lon for _lat, lon in known) / len(known)


def reach_of(home: Point, areas: Sequence[Area]) -> float:
    """How far from its middle a point may lie, in metres."""
    corners = [(lat, lon) for area in areas for ring in rings_of(area.outline) for lon, lat, *_more in ring]
    return max((metres(home, one) for one in corners), default=WITHOUT_OUTLINE - MARGIN) + MARGIN


def around(point: Point | None, communities: Sequence[Area]) -> Area | None:
    """The community in whose outline the point lies."""
    if point is None:
        return None
    return next(
        (one for one in communities if any(is_inside(point, ring) for ring in rings_of(one.outline))), None
    )


def rings_of(outline: Any) -> list[Ring]:
    """The outer rings of an area's outline, whichever kind of GeoJSON it is; lines are no rings."""
    return list(_rings(outline)) if isinstance(outline, dict) else []


def _rings(shape: Mapping[str, Any]) -> Iterator[Ring]:
    match shape.get("type"):
        case "Polygon":
            yield shape["coordinates"][0]
        case "MultiPolygon":
            yield from (polygon[0] for polygon in shape["coordinates"])
        case "Feature":
            yield from _rings(shape.get("geometry") or {})
        case "FeatureCollection":
            for feature in shape.get("features", ()):
                yield from _rings(feature)
