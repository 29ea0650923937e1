"""Where a report from outside lies: by coordinates, by an address in words, or by an official code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area, Level, OfficialCode
from gongjian.lib.coordinates import GCJ02, Point, is_on_earth, metres, seems_swapped, to_wgs
from gongjian.lib.problem import Problem
from gongjian.lib.zh import clean_text
from gongjian.modules.reports.open311.faults import Fault
from gongjian.modules.reports.pins import around, middle_of, reach_of, rings_of


@dataclass(frozen=True, slots=True)
class Placed:
    """The area that gets the report, its place in words, its point in WGS-84, and what the caller should know."""

    area: Area
    place: str = ""
    point: Point | None = None
    notices: list[str] = field(default_factory=list)


def place_asked(given: Mapping[str, str], office: Area) -> Placed:
    """Where the report lies. Raises Fault (400) when nothing says it, or what is said cannot be."""
    words = clean_text(str(given.get("address_string") or "")).replace("\n", " ").strip()
    code = str(given.get("address_id") or "").strip()
    point = _point(given)
    if point is None and not words and not code:
        raise Fault(400, _("Say where it is: lat and long, or address_string, or address_id."))
    communities = list(Area.objects.current().filter(office=office, level=Level.COMMUNITY).order_by("path"))
    notices: list[str] = []
    if point is not None:
        _check_near(point, office, communities)
        notices = _doubts(point, communities)
    area = _coded(code, office) or _named(words, communities) or around(point, communities) or office
    return Placed(area, words, point, notices)


def _point(given: Mapping[str, str]) -> Point | None:
    texts = [str(given.get(name) or "").strip() for name in ("lat", "long")]
    if not any(texts):
        return None
    if not all(texts):
        raise Fault(400, _("lat and long must be given together."))
    try:
        point = (float(texts[0]), float(texts[1]))
        return to_wgs(point, crs=str(given.get("crs") or "")) if is_on_earth(point) else point
    except ValueError as error:
        if isinstance(error, Problem):
            raise Fault(400, _("crs may be wgs84, gcj02 or bd09.")) from None
        raise Fault(400, _("lat and long must be numbers in degrees, such as 34.7801.")) from None


def _check_near(point: Point, office: Area, communities: Sequence[Area]) -> None:
    """Refuse a point that cannot be meant; without any known place of the office every point on earth is taken."""
    home = middle_of(office, communities)
    if home is not None:
        reach = reach_of(home, [office, *communities])
        if seems_swapped(point, near=home, reach=reach):
            raise Fault(400, _("Perhaps latitude and longitude are swapped: lat is the one that goes north."))
    if not is_on_earth(point):
        raise Fault(400, _("This point lies nowhere on earth."))
    if home is not None and (far := metres(point, home)) > reach:
        told = {"office": office.short_name, "km": max(1, round(far / 1000))}
        raise Fault(400, _("This point lies %(km)d km from %(office)s, outside its area.") % told)


def _doubts(point: Point, communities: Sequence[Area]) -> list[str]:
    """A point outside all communities that would lie in one if a shifted map gave it."""
    drawn = any(rings_of(one.outline) for one in communities)
    if not drawn or around(point, communities) or not around(to_wgs(point, crs=GCJ02), communities):
        return []
    return [
        _(
            "The point lies outside all communities. If a map with GCJ-02 coordinates gave it, send it with crs=gcj02."
        )
    ]


def _coded(code: str, office: Area) -> Area | None:
    if not code:
        return None
    rows = OfficialCode.objects.filter(code=code[:12], until__isnull=True, area__office=office)
    found = rows.filter(area__gone_on__isnull=True).select_related("area__office").first()
    if found is None:
        raise Fault(400, _("There is no address_id %(code)s in this office.") % {"code": code[:12]})
    return found.area


def _named(words: str, communities: Sequence[Area]) -> Area | None:
    """The one community whose name the address holds; the longest, where one name holds another."""
    named = [
        (len(name), one)
        for one in communities
        if (name := one.short_name.removesuffix("社区")) and name in words
    ]
    longest = max((length for length, _one in named), default=0)
    best = [one for length, one in named if length == longest]
    return best[0] if len(best) == 1 and longest > 1 else None
