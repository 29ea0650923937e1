"""Places on earth: distances, whether a point lies in an outline, and the shifted coordinates of Chinese maps.

Maps sold in mainland China show places some hundred metres off: GCJ-02 (AMap, Tencent), and over it BD-09 (Baidu). The
formulas are the ones in public use since 2010; nobody has published the official ones. Good to about two metres.
"""

import math
from collections.abc import Callable, Sequence

from gongjian.lib.problem import Problem

Point = tuple[float, float]  # latitude, longitude, in degrees
EARTH_RADIUS = 6_371_009.0  # metres, the mean
KRASOVSKY_RADIUS = 6_378_245.0  # metres, the longer half-axis of the ellipsoid that GCJ-02 is made with
KRASOVSKY_FLATNESS = 0.006_693_421_622_965_943  # its eccentricity squared
BD_TURN = math.pi * 3000 / 180
MAINLAND = ((0.8293, 72.004), (55.8271, 137.8347))
WGS84, GCJ02, BD09 = "wgs84", "gcj02", "bd09"
NAMES = {
    WGS84: WGS84, "wgs-84": WGS84, "epsg:4326": WGS84, "4326": WGS84, GCJ02: GCJ02, "gcj-02": GCJ02, BD09: BD09,
    "bd-09": BD09,
}  # fmt: skip


def metres(one: Point, other: Point) -> float:
    """The distance of two points on a ball, in metres; good to half a per cent."""
    lat, lon, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))


def is_on_earth(point: Point) -> bool:
    """Whether both numbers are finite and within what a latitude and a longitude may be."""
    lat, lon = point
    return math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180


def is_inside(point: Point, ring: Sequence[Sequence[float]]) -> bool:
    """Whether the point lies within a ring of [longitude, latitude], as GeoJSON writes them; on the line is undecided."""
    lat, lon = point
    found = False
    for (x, y, *_more), (x2, y2, *_rest) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if (y > lat) != (y2 > lat) and lon < x + (lat - y) / (y2 - y) * (x2 - x):
            found = not found
    return found


def seems_swapped(point: Point, *, near: Point, reach: float) -> bool:
    """Whether latitude and longitude were most likely given in each other's place: so they lie far from `near`, and the
    other way round within `reach` metres of it."""
    turned = (point[1], point[0])
    if not is_on_earth(turned) or metres(turned, near) > reach:
        return False
    return not is_on_earth(point) or metres(point, near) > reach


def crs_named(name: str) -> str:
    """`wgs84`, `gcj02` or `bd09` for one of their usual spellings; "" is WGS-84. Raises Problem for another."""
    plain = name.strip().lower().replace("_", "-") or WGS84
    if plain not in NAMES:
        raise Problem("bad_crs", "Coordinates may be wgs84, gcj02 or bd09, not {name}.", name=name[:20])
    return NAMES[plain]


def to_wgs(point: Point, *, crs: str) -> Point:
    """A point of one of these systems in WGS-84, to the seventh digit. Raises Problem for an unknown system."""
    match crs_named(crs):
        case "gcj02":
            found = wgs_of_gcj(point)
        case "bd09":
            found = wgs_of_gcj(gcj_of_bd(point))
        case _:
            return point
    return round(found[0], 7), round(found[1], 7)


def gcj_of_wgs(point: Point) -> Point:
    """Where a GCJ-02 map shows a WGS-84 point; outside mainland China the same."""
    if not _in_mainland(point):
        return point
    lat, lon = point
    north, east = _shift(lon - 105.0, lat - 35.0)
    turn = math.radians(lat)
    magic = 1 - KRASOVSKY_FLATNESS * math.sin(turn) ** 2
    per_lat = KRASOVSKY_RADIUS * (1 - KRASOVSKY_FLATNESS) / (magic * math.sqrt(magic)) * math.pi / 180
    per_lon = KRASOVSKY_RADIUS / math.sqrt(magic) * math.cos(turn) * math.pi / 180
    return lat + north / per_lat, lon + east / per_lon


def wgs_of_gcj(point: Point) -> Point:
    """The WGS-84 point that a GCJ-02 map shows here, by drawing nearer until the map would show this point."""
    lat, lon = point
    for _round in range(10):
        shown = gcj_of_wgs((lat, lon))
        lat, lon = lat + point[0] - shown[0], lon + point[1] - shown[1]
    return lat, lon


def gcj_of_bd(point: Point) -> Point:
    """The GCJ-02 point that a Baidu map (BD-09) shows here."""
    y, x = point[0] - 0.006, point[1] - 0.0065
    length = math.hypot(x, y) - 0.000_02 * math.sin(y * BD_TURN)
    angle = math.atan2(y, x) - 0.000_003 * math.cos(x * BD_TURN)
    return length * math.sin(angle), length * math.cos(angle)


def _in_mainland(point: Point) -> bool:
    (south, west), (north, east) = MAINLAND
    return south <= point[0] <= north and west <= point[1] <= east


def _shift(x: float, y: float) -> tuple[float, float]:
    """Metres to the north and to the east."""
    sin, pi = math.sin, math.pi
    both = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + both
    north += _waves(y, ((20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30)), sin)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + both
    east += _waves(x, ((20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30)), sin)
    return north, east


def _waves(at: float, waves: Sequence[tuple[float, float]], sin: Callable[[float], float]) -> float:
    return sum(height * sin(at * often * math.pi) for height, often in waves) * 2 / 3
