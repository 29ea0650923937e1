"""Reads the cells of xlsx, xlsm, xlsb, xls and ods into spools, with their true row numbers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gongjian.lib.sheets.bad import BadBook, Note
from gongjian.lib.sheets.book import Book, SheetInfo
from gongjian.lib.sheets.cutting import Cutter, fill_down, sorted_merges
from gongjian.lib.sheets.ooxml import Scan, column_letters
from gongjian.lib.sheets.spool import CellError, Row, write_rows

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

SHOWN_COLUMNS = 20
UNREADABLE = (CalamineError, OSError, ValueError)


def read_grids(
    path: Path,
    *,
    kind: str,
    into: Path,
    scans: dict[str, Scan],
    limits: "Limits",
    meant: Callable[[str], str] | None = None,
) -> Book:
    """Spool every sheet of cells that holds something. `path` bears the ending of its kind; `meant` makes the texts of
    the cells and the sheets' names what they were. Raises BadBook."""
    notes: list[Note] = []
    sheets: list[SheetInfo] = []
    broken, area = 0, 0
    with _opened(path) as book:
        about = book.sheets_metadata
        if len(about) > limits.sheets:
            raise BadBook("too_many_sheets", count=len(about), limit=limits.sheets)
        for place, one in enumerate(about):
            if one.typ != SheetTypeEnum.WorkSheet:
                notes.append(Note("chart_sheet", {"sheet": one.name}))
                continue
            try:
                sheet = book.get_sheet_by_index(place)
            except UNREADABLE:
                broken += 1
                notes.append(Note("sheet_broken", {"sheet": one.name}))
                continue
            area += sheet.height * sheet.width
            if area > 2 * limits.cells:
                raise BadBook("too_much", rows=limits.rows)
            spool = into / f"sheet-{place + 1}.jsonl"
            visible = one.visible == SheetVisibleEnum.Visible
            name = meant(one.name) if meant else one.name
            info, told = _spool(sheet, name, visible, spool, scans.get(one.name) or Scan(), limits, meant)
            if info.rows:
                sheets.append(info)
                notes += told
    if not sheets:
        raise BadBook("broken" if broken else "only_empty" if about else "no_sheets")
    return Book(kind, tuple(sheets), tuple(notes))


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise BadBook("encrypted") from None
    except UNREADABLE:
        raise BadBook("broken") from None


def _spool(
    sheet: CalamineSheet,
    name: str,
    visible: bool,
    spool: Path,
    scan: Scan,
    limits: "Limits",
    meant: Callable[[str], str] | None,
) -> tuple[SheetInfo, list[Note]]:
    found = sheet.merged_cell_ranges
    places = scan.merged if found is None else [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in found]
    merged = sorted_merges(places) if places or found is not None else None
    cutter = Cutter(limits, rows_cut=scan.rows_cut, columns_cut=scan.last_column > limits.columns)
    cutter.shown = scan.rows_kept or limits.rows
    with spool.open("w", encoding="utf-8", newline="\n") as file:
        rows, columns = write_rows(file, cutter.within(fill_down(_rows(sheet, scan, meant), merged or ())))
    if not rows:
        spool.unlink()
    told = [*_told(name, visible, scan, columns), *cutter.told(name)]
    return SheetInfo(name, visible, rows, columns, spool, merged), told


def _rows(sheet: CalamineSheet, scan: Scan, meant: Callable[[str], str] | None) -> Iterator[tuple[int, Row]]:
    """The sheet's rows that hold something, by their true numbers, with errors put back (they are read as nothing)."""
    errors: dict[int, list[tuple[int, CellError]]] = {}
    for (line, column), code in scan.errors.items():
        errors.setdefault(line, []).append((column, CellError(code)))
    left = sheet.start[1] if sheet.start else 0
    margin = [""] * left  # rows are counted from the first, columns only from the first that holds something
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        wrong = errors.get(number, ())
        if not wrong and cells.count("") == len(cells):
            continue
        row: list[Any] = margin + cells if left else cells
        if meant:
            row = [meant(cell) if isinstance(cell, str) else cell for cell in row]
        for column, error in wrong:
            row += [""] * (column - len(row))
            row[column - 1] = error
        yield number, row


def _told(name: str, visible: bool, scan: Scan, columns: int) -> Iterator[Note]:
    if not visible:
        yield Note("hidden_sheet", {"sheet": name})
    if scan.hidden_rows:
        yield Note("hidden_rows", {"sheet": name, "count": scan.hidden_rows, "row": scan.first_hidden})
    hidden = [column for column in sorted(set(scan.hidden_columns)) if column <= columns]
    if hidden:
        letters = ", ".join(column_letters(column) for column in hidden[:SHOWN_COLUMNS])
        yield Note("hidden_columns", {"sheet": name, "columns": letters, "count": len(hidden)})
    if scan.no_value:
        yield Note("no_value", {"sheet": name, "count": scan.no_value, "cell": scan.first_no_value})
    if scan.errors:
        (row, column), error = next(iter(scan.errors.items()))
        cell = f"{column_letters(column)}{row}"
        yield Note("error_cells", {"sheet": name, "count": len(scan.errors), "error": error, "cell": cell})
