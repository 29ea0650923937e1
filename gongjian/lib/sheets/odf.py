"""Reads of an OpenDocument table what the cell reader does not tell: merged cells, hidden rows and columns."""

import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from gongjian.lib.sheets.bad import BadBook
from gongjian.lib.sheets.ooxml import Scan
from gongjian.lib.sheets.zips import pieces_of

CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_HINTS = (b"-spanned", b"visibility=")
_HIDDEN = ("collapse", "filter")
MOST_MERGES = 20_000
FARTHEST = 1_048_576


@dataclass(slots=True)
class _Place:
    """Where the reading stands: the table's scan, the row (from 1) and the column (from 1) that come next."""

    scan: Scan
    row: int = 1
    column: int = 1
    rows: int = 1  # how many rows the present one stands for


def scan_tables(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """By the tables' names what is hidden and merged; nothing where no cell is merged and no row hidden."""
    if CONTENT not in archive.namelist() or not _worth(archive):
        return {}
    found: dict[str, _Place] = {}
    place: _Place | None = None
    try:
        with archive.open(CONTENT) as source:
            for event, element in ElementTree.iterparse(source, events=("start", "end")):
                name = element.tag.rpartition("}")[2]
                if event == "start" and name == "table":
                    place = found.setdefault(element.get(f"{_TABLE}name") or "", _Place(Scan()))
                elif place is not None:
                    _step(place, name, element, begins=event == "start")
                    if event == "end" and name == "table-row":
                        element.clear()
    except ElementTree.ParseError:
        raise BadBook("broken") from None
    return {name: one.scan for name, one in found.items()}


def _worth(archive: zipfile.ZipFile) -> bool:
    return any(hint in piece for piece in pieces_of(archive, CONTENT) for hint in _HINTS)


def _step(place: _Place, name: str, element: ElementTree.Element, *, begins: bool) -> None:
    if name == "table-row":
        if begins:
            place.rows, place.column = _number(element, "number-rows-repeated"), 1
            if element.get(f"{_TABLE}visibility") in _HIDDEN and place.row + place.rows < FARTHEST:
                place.scan.hidden_rows += place.rows
                place.scan.first_hidden = place.scan.first_hidden or place.row
        else:
            place.row += place.rows
    elif name == "table-column" and begins:
        count = _number(element, "number-columns-repeated")
        if element.get(f"{_TABLE}visibility") in _HIDDEN:
            place.scan.hidden_columns += range(place.column, place.column + min(count, 500))
        place.column += count
    elif name in ("table-cell", "covered-table-cell") and begins:
        down, across = _number(element, "number-rows-spanned"), _number(element, "number-columns-spanned")
        if (down > 1 or across > 1) and len(place.scan.merged) < MOST_MERGES:
            place.scan.merged.append(
                (place.row, place.column, place.row + down - 1, place.column + across - 1)
            )
        place.column += _number(element, "number-columns-repeated")


def _number(element: ElementTree.Element, name: str) -> int:
    said = element.get(_TABLE + name) or "1"
    return min(int(said), FARTHEST) if said.isascii() and said.isdigit() and len(said) < 12 else 1
