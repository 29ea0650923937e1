"""Reads the XML spreadsheets of Excel 2003, as some systems still write them under the name of .xls."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from gongjian.lib.sheets.bad import BadBook, Note
from gongjian.lib.sheets.book import Book, Range, SheetInfo
from gongjian.lib.sheets.cutting import Cutter, fill_down, sorted_merges
from gongjian.lib.sheets.spool import Cell, CellError, Row, write_rows

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
XL = "{urn:schemas-microsoft-com:office:excel}"
FARTHEST = 1_048_576
NOTHING = dt.datetime(1899, 12, 31)


@dataclass(slots=True)
class _Sheet:
    name: str
    visible: bool = True
    rows: list[tuple[int, Row]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: int = 0
    first_hidden: int = 0


def read_xml(path: Path, *, into: Path, limits: "Limits") -> Book:
    """Every worksheet that holds something. Raises BadBook; entities are refused, not read."""
    data = path.read_bytes()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadBook("dangerous")
    del data
    sheets: list[SheetInfo] = []
    notes: list[Note] = []
    count = 0
    for sheet in _sheets(path, limits):
        count += 1
        spool, cutter = into / f"sheet-{count}.jsonl", Cutter(limits)
        merged = sorted_merges(sheet.merged)
        with spool.open("w", encoding="utf-8", newline="\n") as file:
            rows, columns = write_rows(file, cutter.within(fill_down(sheet.rows, merged)))
        if not rows:
            spool.unlink()
            continue
        sheets.append(SheetInfo(sheet.name, sheet.visible, rows, columns, spool, merged))
        notes += cutter.told(sheet.name)
        if not sheet.visible:
            notes.append(Note("hidden_sheet", {"sheet": sheet.name}))
        if sheet.hidden_rows:
            facts = {"sheet": sheet.name, "count": sheet.hidden_rows, "row": sheet.first_hidden}
            notes.append(Note("hidden_rows", facts))
    if not sheets:
        raise BadBook("only_empty" if count else "no_sheets")
    return Book("xml", tuple(sheets), tuple(notes))


def _sheets(path: Path, limits: "Limits") -> Iterator[_Sheet]:
    """The worksheets one after the other; each is forgotten before the next is read."""
    sheet: _Sheet | None = None
    number = 0
    try:
        events = etree.iterparse(
            str(path),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for event, element in events:
            if element.tag == f"{SS}Worksheet" and event == "start":
                sheet, number = _Sheet(str(element.get(f"{SS}Name") or "")), 0
            elif event == "start" or sheet is None:
                continue
            elif element.tag == f"{XL}Visible":
                sheet.visible = (
                    not (element.text or "").startswith("SheetHidden") and element.text != "SheetVeryHidden"
                )
            elif element.tag == f"{SS}Row":
                number = _row(sheet, element, number, limits)
                element.clear()
            elif element.tag == f"{SS}Worksheet":
                yield sheet
                sheet = None
                element.clear()
    except etree.XMLSyntaxError:
        raise BadBook("broken") from None


def _row(sheet: _Sheet, element: etree._Element, number: int, limits: "Limits") -> int:
    """Put a row's cells into the sheet; the number of the last row that it stands for."""
    number = min(_whole(element.get(f"{SS}Index")) or number + 1, FARTHEST)
    cells: Row = []
    for cell in element.iterchildren(f"{SS}Cell"):
        place = _whole(cell.get(f"{SS}Index")) or len(cells) + 1
        if place > 16_384:
            continue
        cells += [None] * (place - 1 - len(cells))
        cells[place - 1 : place] = [_value(cell)]
        across, down = _whole(cell.get(f"{SS}MergeAcross")), _whole(cell.get(f"{SS}MergeDown"))
        if across or down:
            sheet.merged.append((number, place, number + down, place + across))
            cells += [None] * min(across, limits.columns)
    if any(cell is not None for cell in cells) and len(sheet.rows) <= limits.rows + 100:
        sheet.rows.append((number, cells))
        if element.get(f"{SS}Hidden") == "1":
            sheet.hidden_rows += 1
            sheet.first_hidden = sheet.first_hidden or number
    return number + _whole(element.get(f"{SS}Span"))


def _whole(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 9 else 0


def _value(cell: etree._Element) -> Cell:
    data = cell.find(f"{SS}Data")
    if data is None:
        return None
    text = "".join(data.itertext())
    kind = data.get(f"{SS}Type")
    try:
        if kind == "Number":
            return float(text)
        if kind == "Boolean":
            return text.strip() == "1"
        if kind == "Error":
            return CellError(text.strip()[:20])
        if kind == "DateTime":
            return _time(text)
    except ValueError:
        return text or None
    return text or None


def _time(text: str) -> Cell:
    moment = dt.datetime.fromisoformat(text.strip())
    if moment.date() == NOTHING.date():
        return moment.time()
    return moment.date() if moment.time() == dt.time(0) else moment
