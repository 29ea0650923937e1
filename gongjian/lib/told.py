"""What a picture's file says of itself: when and where its device thinks that it was taken. It can be wrong or made up."""

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

EARTH_RADIUS_M = 6_371_000
_EXIF, _GPS = 0x8769, 0x8825  # the parts of Exif 2.32, and what is looked for in them
_TAKEN, _ZONE = 0x9003, 0x9011
_LAT_REF, _LAT, _LON_REF, _LON = 1, 2, 3, 4
_STAMP = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_READ_ERRORS = (
    OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, OverflowError, ZeroDivisionError, AttributeError,
)  # fmt: skip


class Told(NamedTuple):
    """`taken` is naive where the device told no zone; `lat` and `lon` are degrees (WGS 84), both or none."""

    taken: dt.datetime | None = None
    lat: float | None = None
    lon: float | None = None


SILENT = Told()


def told_in(image: "Image") -> Told:
    """What an opened picture's Exif says; what is missing, broken or impossible is None. Never raises for a bad file."""
    try:
        exif = image.getexif()
        taken = _taken(exif.get_ifd(_EXIF))
    except _READ_ERRORS:
        return SILENT
    try:
        lat, lon = _spot(exif.get_ifd(_GPS))
    except _READ_ERRORS:
        lat = lon = None
    return Told(taken, lat, lon)


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The distance over the ground in metres, by the haversine formula on a sphere (within 0.6 %); degrees in."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def coarse(metres: float) -> int:
    """Metres rounded so that they say how near, but do not say where: to tens below 100, to fifties below 1,000, to
    hundreds below 10,000, to whole kilometres beyond."""
    step = next((step for below, step in ((100, 10), (1_000, 50), (10_000, 100)) if metres < below), 1_000)
    return round(metres / step) * step


def _taken(exif: Any) -> dt.datetime | None:
    found = _STAMP.fullmatch(str(exif.get(_TAKEN, "")).strip("\0 "))
    if found is None:
        return None
    try:
        stamp = dt.datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    zone = _OFFSET.fullmatch(str(exif.get(_ZONE, "")).strip("\0 "))
    if zone is None:
        return stamp
    minutes = (int(zone[2]) * 60 + int(zone[3])) * (-1 if zone[1] == "-" else 1)
    return stamp.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes))) if abs(minutes) < 1440 else stamp


def _spot(gps: Any) -> tuple[float | None, float | None]:
    lat = _degrees(gps.get(_LAT), str(gps.get(_LAT_REF, "")), "S", most=90)
    lon = _degrees(gps.get(_LON), str(gps.get(_LON_REF, "")), "W", most=180)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None, None
    return lat, lon


def _degrees(parts: Any, ref: str, negative: str, *, most: float) -> float | None:
    if parts is None:
        return None
    whole, minutes, seconds = (float(part) for part in parts)
    value = whole + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return -value if ref.strip("\0 ").upper() == negative else value
