"""An invented sketch of an office's territory for the demo: cells that share their borders, and some streets.

No survey: the cells only show where things lie to each other. Real outlines are entered as GeoJSON by the office.
"""

import random
from dataclasses import dataclass
from typing import Any

from gongjian.core.areas.models import Area, Level

Point = tuple[float, float]
MOST_CELLS = 500
WIDTH, HEIGHT = 0.030, 0.024  # degrees of longitude and latitude: about 2.7 km by 2.7 km


@dataclass(frozen=True, slots=True)
class Sketch:
    """Cells in rows from the north-west on, each a closed ring of [lon, lat]; `middles` are their middles."""

    columns: int
    cells: list[list[Point]]
    border: list[Point]
    middles: list[Point]
    corners: list[list[Point]]


def draw(count: int, *, columns: int, corner: Point, rng: random.Random) -> Sketch:
    """So many cells in a net of crooked squares whose north-west corner is `corner` (lon, lat)."""
    rows = -(-count // columns)
    corners = [
        [_corner(corner, x, y, columns, rows, rng) for x in range(columns + 1)] for y in range(rows + 1)
    ]
    squares = [(x, y) for y in range(rows) for x in range(columns)][:count]
    cells = [
        _ring([corners[y][x], corners[y][x + 1], corners[y + 1][x + 1], corners[y + 1][x]])
        for x, y in squares
    ]
    around = [*corners[0], *(row[-1] for row in corners[1:]), *reversed(corners[-1][:-1])]
    border = _ring([*around, *(row[0] for row in reversed(corners[1:-1]))])
    middles = [_middle(cell) for cell in cells]
    return Sketch(columns, cells, border, middles, corners)


def _corner(corner: Point, x: int, y: int, columns: int, rows: int, rng: random.Random) -> Point:
    wobble = 0.22
    east = corner[0] + WIDTH * (x + rng.uniform(-wobble, wobble)) / columns
    south = corner[1] - HEIGHT * (y + rng.uniform(-wobble, wobble)) / rows
    return round(east, 5), round(south, 5)


def _ring(points: list[Point]) -> list[Point]:
    return [*points, points[0]]


def _middle(cell: list[Point]) -> Point:
    points = cell[:-1]
    return round(sum(p[0] for p in points) / len(points), 5), round(
        sum(p[1] for p in points) / len(points), 5
    )


def cell_outline(cell: list[Point]) -> dict[str, Any]:
    """The outline of one community."""
    return {"type": "Polygon", "coordinates": [cell]}


def office_outline(sketch: Sketch, *, across: list[str], along: list[str]) -> dict[str, Any]:
    """The office's border and named streets on the inner lines of the net: `across` runs west to east, `along` south."""
    features = [_feature("border", "", {"type": "Polygon", "coordinates": [sketch.border]})]
    for name, row in zip(across, sketch.corners[1:-1], strict=False):
        features.append(_feature("street", name, {"type": "LineString", "coordinates": row}))
    for number, name in enumerate(along, start=1):
        if number < sketch.columns:
            line = [row[number] for row in sketch.corners]
            features.append(_feature("street", name, {"type": "LineString", "coordinates": line}))
    return {"type": "FeatureCollection", "features": features}


def _feature(kind: str, name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name, "sketch": True},
        "geometry": geometry,
    }


def outline_of(area: Area) -> dict[str, Any]:
    """Everything that a map of the area draws, from the bottom up: border, communities, streets."""
    own = _features(area, kind=area.level)
    streets = [one for one in own if one["properties"].get("kind") == "street"]
    features = [one for one in own if one not in streets]
    if area.level != Level.COMMUNITY:
        cells = Area.objects.current().within(area.path).filter(level=Level.COMMUNITY, outline__isnull=False)
        for cell in cells.order_by("path")[:MOST_CELLS]:
            features += _features(cell, kind=Level.COMMUNITY)
    return {"type": "FeatureCollection", "features": features + streets}


def _features(area: Area, *, kind: str) -> list[dict[str, Any]]:
    outline = area.outline
    if not isinstance(outline, dict):
        return []
    if outline.get("type") == "FeatureCollection":
        return [one for one in outline.get("features", []) if isinstance(one, dict) and "properties" in one]
    geometry = {"type": outline.get("type"), "coordinates": outline.get("coordinates")}
    name = area.short_name if kind == Level.COMMUNITY else ""
    properties = {"kind": str(kind), "name": name, "sketch": bool(outline.get("sketch"))}
    return [{"type": "Feature", "properties": properties, "geometry": geometry}]


def is_sketch(area: Area) -> bool:
    """Whether any of the area's own shapes is invented or drawn by hand."""
    return any(feature["properties"].get("sketch") for feature in _features(area, kind=area.level))
