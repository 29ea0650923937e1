"""Reads the cells of xlsx, xlsm, xlsb, xls and ods into spools, with their true row numbers."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gongjian.lib.sheets.bad import BadBook, Note
from gongjian.lib.sheets.book import Book, Range, SheetInfo
from gongjian.lib.sheets.ooxml import Scan, column_letters
from gongjian.lib.sheets.spool import CellError, Row, write_rows

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

MOST_MERGES = 20_000
SHOWN_COLUMNS = 20


class Cut(NamedTuple):
    """How much of a sheet is read."""

    rows: int
    columns: int


def read_grids(path: Path, *, kind: str, into: Path, scans: dict[str, Scan], limits: "Limits") -> Book:
    """Spool every sheet of cells that holds something. `path` bears the ending of its kind. Raises BadBook."""
    notes: list[Note] = []
    sheets: list[SheetInfo] = []
    broken = 0
    with _opened(path) as book:
        about = book.sheets_metadata
        if len(about) > limits.sheets:
            raise BadBook("too_many_sheets", count=len(about), limit=limits.sheets)
        left = limits.cells
        for place, one in enumerate(about):
            if one.typ != SheetTypeEnum.WorkSheet:
                notes.append(Note("chart_sheet", {"sheet": one.name}))
                continue
            try:
                sheet = book.get_sheet_by_index(place)
            except (CalamineError, OSError, ValueError):
                broken += 1
                notes.append(Note("sheet_broken", {"sheet": one.name}))
                continue
            visible = one.visible == SheetVisibleEnum.Visible
            spool = into / f"sheet-{place + 1}.jsonl"
            info = _spool(sheet, one.name, visible, spool, scans.get(one.name) or Scan(), notes, limits)
            left -= info.rows * info.columns
            if left < 0:
                raise BadBook("too_much", rows=limits.rows)
            if info.rows:
                sheets.append(info)
    if not sheets:
        raise BadBook("broken" if broken else "only_empty" if about else "no_sheets")
    return Book(kind, tuple(sheets), tuple(notes))


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise BadBook("encrypted") from None
    except (CalamineError, OSError, ValueError):
        raise BadBook("broken") from None


def _spool(
    sheet: CalamineSheet,
    name: str,
    visible: bool,
    spool: Path,
    scan: Scan,
    notes: list[Note],
    limits: "Limits",
) -> SheetInfo:
    merged = _merges(sheet.merged_cell_ranges)
    cutter = _Cutter(sheet, merged or (), scan, limits)
    with spool.open("w", encoding="utf-8", newline="\n") as file:
        rows, columns = write_rows(file, cutter.rows())
    if rows:
        notes += _told(name, visible, scan, cutter, columns, limits)
    else:
        spool.unlink()
    return SheetInfo(name, visible, rows, columns, spool, merged)


def _merges(found: Iterable[tuple[tuple[int, int], tuple[int, int]]] | None) -> tuple[Range, ...] | None:
    if found is None:
        return None
    listed = sorted((r1 + 1, c1 + 1, r2 + 1, c2 + 1) for (r1, c1), (r2, c2) in found)
    return tuple(one for one in listed if one[0] <= one[2] and one[1] <= one[3])[:MOST_MERGES]


class _Cutter:
    """Rows of a sheet within the limits: errors put back, vertical merges filled downwards."""

    def __init__(self, sheet: CalamineSheet, merged: Iterable[Range], scan: Scan, limits: "Limits") -> None:
        self.sheet, self.limits = sheet, limits
        self.falling = [one for one in merged if one[2] > one[0]]
        self.errors: dict[int, list[tuple[int, CellError]]] = {}
        for (row, column), code in scan.errors.items():
            self.errors.setdefault(row, []).append((column, CellError(code)))
        self.rows_cut = scan.last_row > limits.rows * 2
        self.columns_cut = scan.last_column > limits.columns

    def rows(self) -> Iterator[tuple[int, Row]]:
        kept = 0
        running: dict[int, tuple[int, Any]] = {}  # column → last row of its merge, value
        waiting = iter(self.falling)
        coming = next(waiting, None)
        start = self.sheet.start
        skipped, left = start or (0, 0)
        margin = [
            ""
        ] * left  # rows are counted from the first, columns only from the first that holds something
        most = self.limits.columns
        wide = self.sheet.total_width > most
        for number, cells in enumerate(self.sheet.iter_rows(), start=1):
            if number <= skipped and number not in self.errors:
                continue
            row: list[Any] = margin + cells if left else cells
            if wide:
                self.columns_cut = self.columns_cut or any(cell != "" for cell in row[most:])
                row = row[:most]
            for column, error in self.errors.get(number, ()):
                if column <= most:
                    row += [""] * (column - len(row))
                    row[column - 1] = error
            filled = row.count("") < len(row)
            if not filled and not (coming and coming[0] == number):
                continue
            while coming and coming[0] <= number:
                column = coming[1]
                if coming[0] == number and column <= len(row) and row[column - 1] != "":
                    running[column] = (coming[2], row[column - 1])
                coming = next(waiting, None)
            if not filled:
                continue
            for column in [column for column, (last, _) in running.items() if last < number]:
                del running[column]
            for column, (_, value) in running.items():
                if column <= len(row) and row[column - 1] == "":
                    row[column - 1] = value
            if kept >= self.limits.rows + 50:
                self.rows_cut = True
                return
            kept += 1
            yield number, row


def _told(
    name: str, visible: bool, scan: Scan, cutter: _Cutter, columns: int, limits: "Limits"
) -> Iterator[Note]:
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
    if cutter.rows_cut:
        yield Note("rows_cut", {"sheet": name, "limit": limits.rows})
    if cutter.columns_cut:
        yield Note("columns_cut", {"sheet": name, "limit": limits.columns})
