"""A workbook as pages to be set: its visible sheets as it would print them, and what of it a PDF cannot keep."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongjian.lib.typeset.grid import columns_of, rows_of, table_of
from gongjian.lib.typeset.paging import Paging, paging_of, printed_areas
from gongjian.lib.typeset.reading import Read, read_book
from gongjian.lib.xlsx.package import LIMITS, Limits, Package
from gongjian.lib.xlsx.refs import Area, cell_ref

SMALLEST = 0.1


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the PDF does not keep: a code, and where it was."""

    code: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a template sets: plain data, its losses, and the bytes of pictures by name."""

    data: dict[str, Any]
    losses: tuple[Loss, ...] = ()
    pictures: tuple[tuple[str, bytes], ...] = ()


def book_setting(path: Path, *, day: str, limits: Limits = LIMITS) -> Setting:
    """Every visible sheet in which something stands. `day` is the date of printing. Raises BadWorkbook."""
    with Package(path, limits=limits) as package:
        reads = [one for one in read_book(package) if one.sheet.visible]
        pages, losses = [], []
        for read in reads:
            paging = paging_of(read.root, sheet=read.sheet.name, day=day)
            areas, again = printed_areas(package, read.sheet)
            held = _held(read)
            if held is None and not areas:
                continue
            areas = [area for one in areas if (area := _within(one, held))] or ([held] if held else [])
            parts = [part for area in areas for part in _parts(read, paging, area, again)]
            pages.append(_page(paging, parts))
            losses += _losses(read, paging)
    return Setting({"pages": pages}, tuple(losses))


def _parts(read: Read, paging: Paging, area: Area, again: tuple[int, int] | None) -> list[dict[str, Any]]:
    """The area cut at page breaks that were set by hand, and before the rows that come again on every page."""
    scale = _scale(read, paging, area)
    table = table_of(read, area, scale=scale, ruled=paging.ruled)
    heads = [row for row in table.rows if again and again[0] <= row <= again[1]]
    cuts = sorted(
        {one + 1 for one in paging.breaks if area.top <= one < area.bottom} | set(heads[:1]) - {area.top}
    )
    found: list[dict[str, Any]] = []
    for first, last in zip([area.top, *cuts], [*(one - 1 for one in cuts), area.bottom], strict=True):
        rows = [row for row in table.rows if first <= row <= last]
        repeated = heads if heads and first >= heads[0] else []
        shown = [*repeated, *(row for row in rows if row not in repeated)]
        if not shown:
            continue
        places = {row: number for number, row in enumerate(shown)}
        cells = [
            {**cell, "y": places[cell["y"]], "h": min(cell["h"], len(shown) - places[cell["y"]])}
            for cell in table.cells
            if cell["y"] in places
        ]
        found.append(
            {
                "columns": list(table.columns.values()),
                "rows": [table.rows[row] for row in shown],
                "heads": len(repeated),
                "cells": cells,
                "break": bool(found) and first - 1 in paging.breaks,
                "inset": round(2 * scale, 2),
            }
        )
    if found:
        found[0]["new"] = True
    return found


def _scale(read: Read, paging: Paging, area: Area) -> float:
    wide, tall = sum(columns_of(read, area).values()), sum(rows_of(read, area).values())
    scale = paging.scale
    if paging.across:
        scale = min(scale, paging.room * paging.across / max(wide, 1))
    if paging.tall:
        scale = min(scale, paging.depth * paging.tall / max(tall, 1))
    if wide * scale > paging.room + 1:
        scale = paging.room / wide
        paging.lost.add("too_wide")
    return max(scale, SMALLEST)


def _page(paging: Paging, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "width": paging.width, "height": paging.height, "margins": paging.margins, "centred": paging.centred,
        "header": paging.header, "footer": paging.footer, "parts": parts,
    }  # fmt: skip


def _held(read: Read) -> Area | None:
    """The rectangle in which something stands or is framed."""
    places = [
        place for place, cell in read.cells.items() if cell.runs or cell.look.fill or any(cell.look.edges)
    ]
    if not places:
        return None
    rows, columns = [row for row, _column in places], [column for _row, column in places]
    return Area(1, 1, max(rows), max(columns))


def _within(area: Area, held: Area | None) -> Area | None:
    """A print area of whole columns ends where the sheet does."""
    if held is None:
        return area if area.bottom - area.top < 1_000 else None
    bottom = min(area.bottom, max(held.bottom, area.top)) if area.bottom > 100_000 else area.bottom
    right = min(area.right, max(held.right, area.left)) if area.right > 10_000 else area.right
    return Area(area.top, area.left, bottom, right)


def _losses(read: Read, paging: Paging) -> list[Loss]:
    found = [Loss(code, read.sheet.name) for code in sorted(read.lost | paging.lost)]
    if read.blank:
        cells = "、".join(cell_ref(*place) for place in read.blank[:5]) + ("…" if len(read.blank) > 5 else "")
        found.append(Loss("formulas", f"{read.sheet.name} {cells}"))
    return found
