"""Tables of a Word document: grid, merged cells, lines, shades, rows that come again on every page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongjian.lib.typeset.looks import Edge
from gongjian.lib.typeset.word_looks import (
    TWIP,
    Styles,
    attribute,
    edge_of,
    is_colour,
    number,
    told,
)  # fmt: skip
from gongjian.lib.xlsx.xml import Element, child, every, local

SIDES = ("left", "right", "top", "bottom")
Blocks = Callable[[Element], list[dict[str, Any]]]


@dataclass(slots=True)
class _Spot:
    """A cell in its grid."""

    element: Element
    row: int
    column: int
    across: int
    down: int = 1


def table_of(table: Element, styles: Styles, room: float, blocks: Blocks) -> dict[str, Any]:
    """The table as the template reads it. `room` is the width of the page between its margins; `blocks` reads what a cell
    holds."""
    rows = _rows(table)
    grid = child(table, "tblGrid")
    columns = [
        number(attribute(one, "w"), 0) * TWIP for one in (every(grid, "gridCol") if grid is not None else ())
    ]
    spots = _spots(rows)
    count = max([spot.column + spot.across for spot in spots], default=1)
    columns = [one or room / count for one in columns[:count]]
    columns += [room / count] * (count - len(columns))
    shrunk = min(1.0, room / max(sum(columns), 1))
    lines = _table_lines(table, styles)
    heads = 0
    while heads < len(rows) and _switch(rows[heads], "tblHeader"):
        heads += 1
    properties = child(table, "tblPr")
    return {
        "k": "t",
        "columns": [one * shrunk for one in columns],
        "rows": [_height(row) for row in rows],
        "heads": heads if heads < len(rows) else 0,
        "align": told(child(properties, "jc"))
        if properties is not None and child(properties, "jc") is not None
        else "",
        "cells": [_cell(spot, lines, len(rows), count, blocks) for spot in spots],
    }


def _rows(table: Element) -> list[Element]:
    found = []
    for one in table:
        if local(one) == "tr":
            found.append(one)
        elif local(one) == "sdt" and child(one, "sdtContent") is not None:
            found += _rows(child(one, "sdtContent"))
    return found


def _spots(rows: list[Element]) -> list[_Spot]:
    found: list[_Spot] = []
    open_spots: dict[int, _Spot] = {}
    for number_, row in enumerate(rows):
        before = child(row, "trPr")
        skipped = child(before, "gridBefore") if before is not None else None
        column = int(number(told(skipped), 0)) if skipped is not None else 0
        for cell in _cells(row):
            said = child(cell, "tcPr")
            span = child(said, "gridSpan") if said is not None else None
            across = max(int(number(told(span), 1)), 1) if span is not None else 1
            merge = child(said, "vMerge") if said is not None else None
            if merge is not None and told(merge) != "restart" and column in open_spots:
                open_spots[column].down = number_ - open_spots[column].row + 1
            else:
                spot = _Spot(cell, number_, column, across)
                found.append(spot)
                open_spots.pop(column, None)
                if merge is not None:
                    open_spots[column] = spot
            column += across
    return found


def _cells(row: Element) -> list[Element]:
    found = []
    for one in row:
        if local(one) == "tc":
            found.append(one)
        elif local(one) == "sdt" and child(one, "sdtContent") is not None:
            found += _cells(child(one, "sdtContent"))
    return found


def _cell(
    spot: _Spot, lines: dict[str, Edge | None], rows: int, columns: int, blocks: Blocks
) -> dict[str, Any]:
    said = child(spot.element, "tcPr")
    own = child(said, "tcBorders") if said is not None else None
    shade = attribute(child(said, "shd"), "fill") if said is not None else ""
    placed = told(child(said, "vAlign")) if said is not None and child(said, "vAlign") is not None else "top"
    outer = {
        "left": spot.column == 0, "right": spot.column + spot.across >= columns, "top": spot.row == 0,
        "bottom": spot.row + spot.down >= rows,
    }  # fmt: skip
    edges = []
    for side in SIDES:
        named = child(own, side) if own is not None else None
        inner = "insideV" if side in ("left", "right") else "insideH"
        edges.append(edge_of(named) if named is not None else lines.get(side if outer[side] else inner))
    made = {
        "x": spot.column, "y": spot.row, "w": spot.across, "h": spot.down, "v": placed, "blocks": blocks(spot.element),
        "e": [[edge.width, edge.dash, edge.colour] if edge else None for edge in edges],
    }  # fmt: skip
    if is_colour(shade):
        made["f"] = shade.lower()
    return made


def _table_lines(table: Element, styles: Styles) -> dict[str, Edge | None]:
    properties = child(table, "tblPr")
    found: dict[str, Edge | None] = {}
    if properties is None:
        return found
    named = child(properties, "tblStyle")
    holders = [child(style, "tblPr") for style in styles.chain(told(named))] if named is not None else []
    for holder in [*holders, properties]:
        borders = child(holder, "tblBorders") if holder is not None else None
        for side in borders if borders is not None else ():
            name = {"start": "left", "end": "right"}.get(local(side), local(side))
            found[name] = edge_of(side)
    return found


def _height(row: Element) -> float:
    said = child(row, "trPr")
    height = child(said, "trHeight") if said is not None else None
    return min(number(told(height), 0) * TWIP, 800) if height is not None else 0


def _switch(row: Element, name: str) -> bool:
    said = child(row, "trPr")
    one = child(said, name) if said is not None else None
    return one is not None and told(one) not in ("0", "false", "off")
