"""The map of a list: a point for each row with a place, cells with their number when there are many, counts by area."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField, IntegerField, Max, Min
from django.db.models.functions import Cast, Floor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.ledgers.asking import Asked
from gongjian.core.ledgers.filters import AreaFilter
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question
from gongjian.core.looks.look import bare, item_of, under
from gongjian.core.refusal import Refused
from gongjian.core.words import Words

MOST_POINTS = 2000
CELLS = 24  # along the longer side of what is seen
WITHOUT_PLACE = 20
EARTH = (-90.0, -180.0, 90.0, 180.0)


@dataclass(frozen=True, slots=True)
class Sign:
    """How a light looks on the map: word, icon and tone together."""

    name: str
    word: Words
    icon: str
    tone: str = ""


SIGNS = (
    Sign("late", pgettext_lazy("clock light", "Overdue"), "late", "late"),
    Sign("soon", pgettext_lazy("clock light", "Due soon"), "warn", "warn"),
    Sign("ok", pgettext_lazy("clock light", "In time"), "half", "go"),
    Sign("paused", pgettext_lazy("clock light", "Paused"), "pause"),
    Sign("none", pgettext_lazy("clock light", "No limit"), "dash"),
    Sign("closed", gettext_lazy("Closed"), "ok", "ok"),
)
BY_NAME = {sign.name: sign for sign in SIGNS}


def sign_of(item: Any, now: dt.datetime) -> Sign:
    """The item's sign at a moment."""
    if item.is_closed:
        return BY_NAME["closed"]
    if item.paused:
        return BY_NAME["paused"]
    if item.due_at is None:
        return BY_NAME["none"]
    if now >= item.due_at:
        return BY_NAME["late"]
    return BY_NAME["soon" if item.warn_at and now >= item.warn_at else "ok"]


@dataclass(frozen=True, slots=True)
class Placed:
    """How many rows match, how many of them have a place, and the office whose outline is drawn (0: none)."""

    total: int
    placed: int
    office_id: int = 0

    @property
    def without(self) -> int:
        """Rows that no map can show."""
        return self.total - self.placed


def points_of(question: Question) -> dict[str, Any]:
    """GeoJSON of the rows with a place in `box` (south,west,north,east): points, or cells when there are over 2,000."""
    ledger, prefix = question.ledger, under(question.ledger)
    south, west, north, east = box_of(question.given.get("box", ""))
    rows = question.rows().filter(**{
        f"{prefix}lat__gte": south, f"{prefix}lat__lte": north, f"{prefix}lon__gte": west, f"{prefix}lon__lte": east,
    })  # fmt: skip
    count = bare(rows).values("pk")[: MOST_POINTS + 1].count()
    if count > MOST_POINTS:
        features = list(cells_of(bare(rows), prefix))
    else:
        features = [_point(ledger, row, question.asked.now) for row in rows.order_by("-pk")]
    return {"type": "FeatureCollection", "clustered": count > MOST_POINTS, "features": features}


def box_of(text: str) -> tuple[float, float, float, float]:
    """Four numbers with commas; the whole earth for none. Raises Refused for anything else."""
    if not text:
        return EARTH
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        raise Refused(_("The part of the map is not understood: reload the page."), field="box") from None
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise Refused(_("The part of the map is not understood: reload the page."), field="box")
    return south, west, north, east


def cells_of(rows: Any, prefix: str) -> Iterator[dict[str, Any]]:
    """The rows counted in a grid laid over them, each cell at the middle of its rows: two queries, made in the
    database."""
    lat, lon = f"{prefix}lat", f"{prefix}lon"
    edge = rows.aggregate(south=Min(lat), north=Max(lat), west=Min(lon), east=Max(lon))
    side = max(edge["north"] - edge["south"], edge["east"] - edge["west"]) / CELLS or 1.0
    grid = {
        "grid_y": Cast(Floor((F(lat) - edge["south"]) / side, output_field=FloatField()), IntegerField()),
        "grid_x": Cast(Floor((F(lon) - edge["west"]) / side, output_field=FloatField()), IntegerField()),
    }
    counted = rows.annotate(**grid).values("grid_y", "grid_x")
    for cell in counted.annotate(number=Count("pk"), lat_mean=Avg(lat), lon_mean=Avg(lon)).order_by():
        yield _feature(cell["lat_mean"], cell["lon_mean"], count=cell["number"])


def _point(ledger: Ledger, row: Any, now: dt.datetime) -> dict[str, Any]:
    item = item_of(ledger, row)
    sign, state = sign_of(item, now), item.flow.states[item.state].label
    lines = [str(state), f"{sign.word}", item.place or item.area.short_name, str(item.unit or "")]
    return _feature(
        item.lat, item.lon, title=f"{item.number} {item.title}", lines=[line for line in lines if line],
        url=ledger.row_url(row) if ledger.row_url else "", tone=sign.tone or "none", icon=sign.icon,
    )  # fmt: skip


def _feature(lat: float, lon: float, **facts: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    return {"type": "Feature", "geometry": point, "properties": facts}


def without_place(question: Question) -> list[Any]:
    """The first rows without a place, newest first."""
    missing = question.rows().filter(**{f"{under(question.ledger)}lat__isnull": True})
    return list(missing.order_by(f"-{under(question.ledger)}opened_at", "-pk")[:WITHOUT_PLACE])


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows lie in an area or below it; `key` is its value in the area filter."""

    key: str
    label: str
    count: int


def by_area(question: Question, part: AreaFilter) -> list[Counted]:
    """Rows by community: two queries. Every row counts once, outside of all communities under "elsewhere"."""
    return areas_and_places(question, part)[0]


def areas_and_places(question: Question, part: AreaFilter) -> tuple[list[Counted], Placed]:
    """Rows by community, and how many have a place, in the same two queries."""
    lat = Count(f"{under(question.ledger)}lat")
    counts = bare(question.rows()).values_list(part.path).annotate(number=Count("pk"), placed=lat)
    areas = _areas_of(question.asked)
    sums: dict[str, int] = {}
    total = placed = 0
    for path, number, with_place in counts:
        total, placed = total + number, placed + with_place
        area = _deepest(areas, path)
        sums[area] = sums.get(area, 0) + number
    office = next((area.office_id for area in areas.values() if area.office_id), 0)
    return _counted(areas, sums), Placed(total, placed, office)


def _counted(areas: Mapping[str, Area], sums: Mapping[str, int]) -> list[Counted]:
    found = [
        Counted(str(areas[path].pk), areas[path].short_name, number) for path, number in sums.items() if path
    ]
    return sorted(found, key=lambda one: -one.count) + (
        [Counted("", _("Elsewhere"), sums[""])] if "" in sums else []
    )


def _areas_of(asked: Asked) -> dict[str, Area]:
    """The communities that the filter offers, by path: rows are told apart by these."""
    rows = Area.objects.under_any(asked.access.paths(asked.permission)).current()
    return {area.path: area for area in rows.filter(level=Level.COMMUNITY, office__is_office=True)}


def _deepest(areas: Mapping[str, Area], path: str) -> str:
    """The path of the area that holds this one; empty for none."""
    ends = [place + 1 for place, sign in enumerate(path) if sign == "/"]
    return next((path[:end] for end in reversed(ends) if path[:end] in areas), "")
