"""The rows that stayed out as a workbook of their own: as they looked, with the reason beside each, to be mended."""

import datetime as dt
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.intake.course import sheet_of
from gongjian.core.intake.heads import Head
from gongjian.core.intake.mapping import note_title
from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.intake.store import book_of, opened_source
from gongjian.core.refusal import Refused
from gongjian.lib.new_book import new_book
from gongjian.lib.sheets.book import SheetInfo
from gongjian.lib.sheets.spool import Cell, CellError, rows_of
from gongjian.lib.xlsx import BadWorkbook, keep_rows

LOOKS_KEPT = ("xlsx", "xlsm")
LONGEST_CELL = 32_767
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DAY, MOMENT, CLOCK = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss"


def left_out_name(batch: Batch) -> str:
    """What the workbook is called."""
    kind = batch.book.get("kind", "")
    ending = kind if kind in LOOKS_KEPT else "xlsx"
    return f"{PurePath(batch.file_name).stem} {_('rows that stayed out')}.{ending}"


def write_left_out(batch: Batch, target: Path) -> int:
    """Write the workbook to `target`; returns how many rows. Raises Refused when there are none, or the file is gone."""
    rows = BatchRow.objects.filter(batch=batch, outcome=BatchRow.Outcome.BAD).order_by("row")
    notes = dict(rows.values_list("row", "reason"))
    if not notes:
        raise Refused(_("No row stayed out."))
    sheet, head = sheet_of(batch), Head(**batch.heading)
    if book_of(batch.uid).kind in LOOKS_KEPT:
        try:
            with opened_source(batch.uid) as source:
                keep_rows(
                    source, target, sheet=sheet.name, keep=notes.keys(), notes=notes, heading_rows=head.last,
                    note_title=note_title(),
                )  # fmt: skip
            return len(notes)
        except BadWorkbook:
            target.unlink(
                missing_ok=True
            )  # an odd workbook that can be read but not copied: the cells alone, then
    _write_plain(sheet, head, notes, target)
    return len(notes)


def _write_plain(sheet: SheetInfo, head: Head, notes: dict[int, str], target: Path) -> None:
    """The same cells in a plain workbook: for formats whose looks cannot be kept."""
    book = new_book(str(target), SAFE)
    page = book.add_worksheet()
    styles = {shape: book.add_format({"num_format": shape}) for shape in (DAY, MOMENT, CLOCK)}
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    column = len(head.names)
    page.set_column(column, column, 44)
    line = 0
    if not head.found:
        page.write_string(line, column, note_title(), bold)
        line += 1
    for number, cells in rows_of(sheet.spool):
        if number > head.last and number not in notes:
            continue
        for place, cell in enumerate(cells):
            _write_cell(page, line, place, cell, styles)
        if number in notes:
            page.write_string(line, column, notes[number][:LONGEST_CELL], wrapped)
        elif number == head.last:
            page.write_string(line, column, note_title(), bold)
        line += 1
    book.close()


def _write_cell(page: Any, line: int, place: int, cell: Cell, styles: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case bool():
            page.write_boolean(line, place, cell)
        case int() | float():
            page.write_number(line, place, cell)
        case dt.datetime():
            page.write_datetime(line, place, cell, styles[MOMENT])
        case dt.date():
            page.write_datetime(line, place, cell, styles[DAY])
        case dt.time() | dt.timedelta():
            page.write_datetime(line, place, cell, styles[CLOCK])
        case CellError():
            page.write_string(line, place, cell.code)
        case str():
            page.write_string(line, place, cell[:LONGEST_CELL])
