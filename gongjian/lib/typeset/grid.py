"""One printed area of a sheet as the cells of a table: merged, spread over empty neighbours, with the lines around them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gongjian.lib.typeset.looks import Edge, Ink
from gongjian.lib.typeset.reading import Cell, Read
from gongjian.lib.typeset.widths import text_width
from gongjian.lib.xlsx.refs import Area, area_at
from gongjian.lib.xlsx.xml import child, every

PIXEL = 0.75
USUAL_WIDTH, USUAL_HEIGHT = 8.43, 15.0
THIN = Edge(0.25, "solid", "bfbfbf")
Place = tuple[int, int]
Boxes = dict[tuple[int, int], Area]


@dataclass(slots=True)
class Table:
    """Columns and rows that are shown, by their old numbers, with widths and heights in points."""

    columns: dict[int, float]
    rows: dict[int, float]
    cells: list[dict[str, Any]] = field(default_factory=list)


def columns_of(read: Read, area: Area) -> dict[int, float]:
    """Widths in points of the area's columns that are shown."""
    form = child(read.root, "sheetFormatPr")
    usual = _number(form.get("defaultColWidth") if form is not None else None, USUAL_WIDTH + 0.72)
    widths = dict.fromkeys(range(area.left, area.right + 1), usual)
    for one in every(read.root, "col"):
        first, last = int(_number(one.get("min"), 1)), int(_number(one.get("max"), 1))
        hidden = one.get("hidden") in ("1", "true")
        for column in range(max(first, area.left), min(last, area.right) + 1):
            widths[column] = 0 if hidden else _number(one.get("width"), usual)
    return {column: _points(width) for column, width in widths.items() if width > 0}


def rows_of(read: Read, area: Area) -> dict[int, float]:
    """Least heights in points of the area's rows that are shown."""
    form = child(read.root, "sheetFormatPr")
    usual = _number(form.get("defaultRowHeight") if form is not None else None, USUAL_HEIGHT)
    found = {}
    for number in range(area.top, area.bottom + 1):
        row = read.rows.get(number)
        if row is None or not (row.hidden or row.height == 0):
            found[number] = usual if row is None or row.height is None else row.height
    return found


def table_of(read: Read, area: Area, *, scale: float, ruled: bool) -> Table:
    """The area's table, all lengths times `scale`."""
    table = Table(columns_of(read, area), rows_of(read, area))
    lines = _lines(read, area, ruled=ruled)
    boxes: Boxes = {}
    for merge in filter(None, map(_clipped(area), _merges(read))):
        boxes.update(dict.fromkeys(_places(merge), merge))
    for number in table.rows:
        _spread_row(read, table, number, boxes)
    taken: set[Place] = set()
    for row in table.rows:
        for column in table.columns:
            if (row, column) in taken:
                continue
            box, cell = _box_at(read, boxes, row, column)
            table.cells.append(_made(cell, box, table, lines, scale))
            taken.update(_places(box))
    table.columns = {column: width * scale for column, width in table.columns.items()}
    table.rows = {row: height * scale for row, height in table.rows.items()}
    return table


def _box_at(read: Read, boxes: Boxes, row: int, column: int) -> tuple[Area, Cell | None]:
    """The box that stands at a place, and the cell whose content it shows."""
    box = boxes.get((row, column)) or Area(row, column, row, column)
    cells = [read.cells[place] for place in _places(box) if place in read.cells]
    return box, next((one for one in cells if one.runs), cells[0] if cells else None)


def _places(box: Area) -> Iterable[Place]:
    return (
        (row, column) for row in range(box.top, box.bottom + 1) for column in range(box.left, box.right + 1)
    )


def _spread_row(read: Read, table: Table, row: int, boxes: Boxes) -> None:
    """Texts that do not break run over empty cells beside them, as on the screen."""
    for column, width in table.columns.items():
        cell = read.cells.get((row, column))
        if (
            cell is None
            or not cell.runs
            or cell.number
            or (row, column) in boxes
            or cell.look.wrap
            or cell.look.turned
        ):
            continue
        missing = _wide(cell) + 5 - width
        left = right = column
        centred = cell.look.across in ("center", "centerContinuous")
        while missing > 0:
            grown = missing
            if cell.look.across != "right" and _is_free(read, row, right + 1, boxes, table):
                right += 1
                missing -= table.columns[right]
            if (cell.look.across == "right" or centred) and _is_free(read, row, left - 1, boxes, table):
                left -= 1
                missing -= table.columns[left]
            if missing == grown:
                break
        if left < right:
            box = Area(row, left, row, right)
            boxes.update(dict.fromkeys(_places(box), box))


def _is_free(read: Read, row: int, column: int, boxes: Boxes, table: Table) -> bool:
    if column not in table.columns or (row, column) in boxes:
        return False
    cell = read.cells.get((row, column))
    return cell is None or (not cell.runs and not any(cell.look.edges[:2]) and cell.look.fill is None)


def _made(cell: Cell | None, box: Area, table: Table, lines: "_Lines", scale: float) -> dict[str, Any]:
    columns = [one for one in range(box.left, box.right + 1) if one in table.columns]
    rows = [one for one in range(box.top, box.bottom + 1) if one in table.rows]
    made: dict[str, Any] = {
        "x": list(table.columns).index(columns[0]), "y": rows[0], "w": len(columns), "h": len(rows),
        "e": lines.around(box, scale),
    }  # fmt: skip
    if cell is None:
        return made
    look = cell.look
    if look.fill:
        made["f"] = look.fill
    if cell.runs:
        width = sum(table.columns[one] for one in columns) - 4
        shrunk = min(1.0, width / max(_wide(cell), 1)) if look.shrink and not look.wrap else 1.0
        made["r"] = [
            run_of(text, ink or look.ink, scale * max(shrunk, 0.2)) for text, ink in cell.runs if text
        ]
        made["a"] = [
            _across(cell),
            {"top": "top", "center": "horizon", "distributed": "horizon"}.get(look.down, "bottom"),
        ]
        if look.indent:
            made["i"] = look.indent * 7.5 * scale
        if look.turned:
            made["t"] = look.turned
    return made


def run_of(text: str, ink: Ink, scale: float = 1) -> dict[str, Any]:
    """Letters with their look, as the templates read it."""
    found: dict[str, Any] = {"t": text, "size": round(ink.size * scale, 2)}
    for name in ("bold", "italic", "under", "struck", "raised", "colour", "family"):
        if getattr(ink, name):
            found[name] = getattr(ink, name)
    return found


def _across(cell: Cell) -> str:
    told = cell.look.across
    if told in ("center", "centerContinuous", "distributed"):
        return "center"
    if told == "right" or (told == "general" and cell.number):
        return "right"
    return "center" if told == "general" and cell.centred else "left"


def _wide(cell: Cell) -> float:
    return text_width(cell.text, max((ink or cell.look.ink).size for _text, ink in cell.runs))


class _Lines:
    """The lines between cells: of two that meet, the stronger one is drawn."""

    def __init__(self) -> None:
        self.upright: dict[Place, Edge] = {}
        self.level: dict[Place, Edge] = {}

    def put(self, place: Place, edges: tuple[Edge | None, ...]) -> None:
        """Note the four edges of a cell."""
        row, column = place
        spots = [
            (self.upright, place),
            (self.upright, (row, column + 1)),
            (self.level, place),
            (self.level, (row + 1, column)),
        ]
        for (held, spot), edge in zip(spots, edges, strict=True):
            if edge and (spot not in held or held[spot].width < edge.width):
                held[spot] = edge

    def around(self, box: Area, scale: float) -> list[list[Any] | None]:
        """Left, right, top and bottom of a box."""
        down, over = range(box.top, box.bottom + 1), range(box.left, box.right + 1)
        sides = (
            [self.upright.get((row, box.left)) for row in down],
            [self.upright.get((row, box.right + 1)) for row in down],
            [self.level.get((box.top, column)) for column in over],
            [self.level.get((box.bottom + 1, column)) for column in over],
        )
        strong = [
            max((one for one in side if one), key=lambda one: one.width, default=None) for side in sides
        ]
        return [
            [round(max(one.width * scale, 0.2), 2), one.dash, one.colour] if one else None for one in strong
        ]


def _lines(read: Read, area: Area, *, ruled: bool) -> _Lines:
    found = _Lines()
    for place, cell in read.cells.items():
        if area.holds(*place) and any(cell.look.edges):
            found.put(place, cell.look.edges)
    if ruled:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                found.put((row, column), (THIN,) * 4)
    return found


def _merges(read: Read) -> list[Area]:
    return [area_at(one.get("ref", "A1")) for one in every(read.root, "mergeCell")]


def _clipped(area: Area) -> Any:
    def clip(one: Area) -> Area | None:
        made = Area(
            max(one.top, area.top),
            max(one.left, area.left),
            min(one.bottom, area.bottom),
            min(one.right, area.right),
        )
        return made if made.top <= made.bottom and made.left <= made.right else None

    return clip


def _points(width: float) -> float:
    """A width in signs of the usual font, of seven pixels each."""
    return int((256 * width + 18) / 256 * 7) * PIXEL


def _number(text: str | None, other: float) -> float:
    try:
        return other if text is None else float(text)
    except ValueError:
        return other
