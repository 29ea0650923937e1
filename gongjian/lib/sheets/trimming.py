"""Makes a copy of a workbook without the cells far out: one stray mark in XFD1048576 must not cost gigabytes."""

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from gongjian.lib.sheets.ooxml import Scan, column_number, row_pieces

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

_P = rb"(?:\w+:)?"
_ROW = re.compile(rb"<" + _P + rb"row\b[^>]*?(?:/>|>.*?</" + _P + rb"row>)", re.DOTALL)
_ROW_NUMBER = re.compile(rb'<[^>]*?\br="(\d+)"')
_CELL = re.compile(rb"<" + _P + rb"c\b[^>]*?(?:/>|>.*?</" + _P + rb"c>)", re.DOTALL)
_PLACE = re.compile(rb'<[^>]*?\br="([A-Z]{1,3})\d+"')
SPARE_ROWS = 1000


def reaches_too_far(scan: Scan, limits: "Limits") -> bool:
    """Whether the sheet's last cell lies beyond what is read, or the rectangle up to it is too large to hold."""
    return (
        scan.last_row > limits.rows + SPARE_ROWS
        or scan.last_column > limits.columns
        or scan.last_row * scan.last_column > limits.cells
    )


def trim(path: Path, target: Path, *, far: dict[str, Scan], limits: "Limits") -> None:
    """Write to `target` the workbook with the sheets in `far` (by their parts) cut to what is read; the scans learn how
    many rows are kept. Parts that hold no text are left out."""
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as kept,
    ):
        for name in source.namelist():
            if name in far:
                _cut_part(source, kept, name, far[name], limits)
            elif name.lower().endswith((".xml", ".rels")):
                kept.writestr(name, source.read(name))


def _cut_part(
    source: zipfile.ZipFile, kept: zipfile.ZipFile, name: str, scan: Scan, limits: "Limits"
) -> None:
    columns = min(scan.last_column, limits.columns)
    last = min(limits.rows + SPARE_ROWS, limits.cells // max(columns, 1))
    scan.rows_cut = scan.last_row > last
    scan.rows_kept = last if scan.rows_cut else 0

    def row(found: re.Match[bytes]) -> bytes:
        number = _ROW_NUMBER.match(found[0])
        if number and int(number[1]) > last:
            return b""
        return _CELL.sub(cell, found[0])

    def cell(found: re.Match[bytes]) -> bytes:
        place = _PLACE.match(found[0])
        far = place and column_number(place[1].decode()) > columns
        return b"" if far or found[0].endswith(b"/>") else found[0]

    with kept.open(name, "w") as part:
        for piece in row_pieces(source, name):
            part.write(_ROW.sub(row, piece))
