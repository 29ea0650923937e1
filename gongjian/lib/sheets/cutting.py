"""Keeps rows within the limits and fills vertical merges downwards, for every kind of file alike."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from gongjian.lib.sheets.bad import Note
from gongjian.lib.sheets.book import Range
from gongjian.lib.sheets.spool import Row

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

HEADING_ROOM = 50  # rows of titles and headings above the rows of a list
MOST_MERGES = 20_000


class Cutter:
    """Passes on rows that hold something, at most so many and so wide, and remembers what it cut."""

    def __init__(self, limits: "Limits", *, rows_cut: bool = False, columns_cut: bool = False) -> None:
        self.limits = limits
        self.rows_cut, self.columns_cut = rows_cut, columns_cut
        self.shown = limits.rows

    def within(self, rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        """The rows within the limits. Cells beyond the last column are cut, and counted as cut when they hold something."""
        kept, most = 0, self.limits.columns
        for number, cells in rows:
            if len(cells) > most:
                self.columns_cut = self.columns_cut or any(
                    cell is not None and cell != "" for cell in cells[most:]
                )
                del cells[most:]
            if cells.count("") + cells.count(None) == len(cells):
                continue
            if kept >= self.limits.rows + HEADING_ROOM:
                self.rows_cut = True
                return
            kept += 1
            yield number, cells

    def told(self, sheet: str) -> Iterator[Note]:
        """What was cut, as notes."""
        if self.rows_cut:
            yield Note("rows_cut", {"sheet": sheet, "limit": self.shown})
        if self.columns_cut:
            yield Note("columns_cut", {"sheet": sheet, "limit": self.limits.columns})


def fill_down(rows: Iterable[tuple[int, Row]], merged: Iterable[Range]) -> Iterator[tuple[int, Row]]:
    """The rows with the value of each vertical merge in all the rows that it spans and that hold something else.

    `merged` is in the order of the first rows, as is every row.
    """
    waiting = iter([one for one in merged if one[2] > one[0]])
    coming = next(waiting, None)
    running: dict[int, tuple[int, Any]] = {}  # column → last row of its merge, value
    for number, cells in rows:
        while coming and coming[0] <= number:
            first, column, last, _ = coming
            if first == number and column <= len(cells) and cells[column - 1] not in ("", None):
                running[column] = (last, cells[column - 1])
            coming = next(waiting, None)
        if running:
            for column, (last, value) in list(running.items()):
                if last < number:
                    del running[column]
                elif any(cell not in ("", None) for cell in cells):
                    cells += [None] * (column - len(cells))
                    cells[column - 1] = value if cells[column - 1] in ("", None) else cells[column - 1]
        yield number, cells


def sorted_merges(found: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges of more than one cell in order, at most as many as are kept."""
    return tuple(sorted(one for one in found if one[2] > one[0] or one[3] > one[1])[:MOST_MERGES])
