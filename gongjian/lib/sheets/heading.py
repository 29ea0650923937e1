"""Finds the heading of a list under titles and remarks, over one to four rows, and where its rows begin and end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from gongjian.lib.sheets import words
from gongjian.lib.sheets.book import Range, SheetInfo
from gongjian.lib.sheets.ending import Skipped, ending_of
from gongjian.lib.sheets.levels import levels_of, names_of
from gongjian.lib.sheets.ooxml import column_letters
from gongjian.lib.sheets.scoring import Rows, score_of
from gongjian.lib.sheets.spool import Row, rows_of

LOOKED_AT = 60  # rows in which a heading is looked for
ENOUGH = 1.0  # of the score; under it there is no heading
ANOTHER = 0.4  # a row higher up is the heading although it scores so much less: below begins another list


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list: its place from 1, its name with the levels joined by "/", and the levels."""

    index: int
    name: str
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the list of a sheet stands. Rows count from 1 as the spreadsheet does, `first` to `last` are the heading's;
    both are 0 where the sheet has none (`found` is False and columns are called A, B, C). `data_first` to `data_last`
    hold the list, without the rows in `skipped`. `serial` is the column of running numbers, or 0. `doubts` are codes:
    "unsure" (another row might be the heading), "side_by_side" (a second list to the right is left out), "doubled" (two
    columns bear the same name)."""

    first: int
    last: int
    columns: tuple[Column, ...]
    data_first: int
    data_last: int
    skipped: tuple[Skipped, ...] = ()
    found: bool = True
    serial: int = 0
    doubts: tuple[str, ...] = ()

    def column(self, index: int) -> Column:
        """The column at this place; raises KeyError."""
        return {one.index: one for one in self.columns}[index]


def find_heading(sheet: SheetInfo) -> Heading:
    """The heading of a sheet, found by its words, its breadth, its place above rows of another kind, and merged cells."""
    rows = dict(islice(rows_of(sheet.spool), LOOKED_AT))
    merged = _within(sheet.merged, max(rows, default=0))
    scores = {row: score_of(row, rows, merged, sheet.columns) for row in rows}
    highest = max(scores.values(), default=0.0)
    if highest < ENOUGH:
        return _without(sheet, rows)
    best = next(row for row in sorted(scores) if scores[row] >= max(ENOUGH, highest - ANOTHER))
    first, last = levels_of(best, rows, merged)
    near = any(score > scores[best] - 0.15 for row, score in scores.items() if last < row <= last + 2)
    return _made(sheet, rows, merged, first, last, doubts=("unsure",) if near else ())


def heading_at(sheet: SheetInfo, first: int, last: int | None = None) -> Heading:
    """The heading where a person says it stands; `first` 0 says that there is none."""
    if first < 1:
        return _without(sheet, dict(islice(rows_of(sheet.spool), LOOKED_AT)))
    end = first if last is None else max(first, last)
    rows = dict(rows_of(sheet.spool, start=first, stop=end + LOOKED_AT))
    return _made(sheet, rows, _within(sheet.merged, end + LOOKED_AT), first, end)


def data_rows(sheet: SheetInfo, heading: Heading, *, start: int = 1) -> Iterator[tuple[int, Row]]:
    """The rows of the list from number `start` on, without totals, repeated headings and what stands below."""
    left_out = {one.row for one in heading.skipped}
    for number, cells in rows_of(sheet.spool, start=max(start, heading.data_first), stop=heading.data_last):
        if number not in left_out:
            yield number, cells


def _within(merged: Sequence[Range] | None, last: int) -> list[Range]:
    return [one for one in merged or () if one[0] <= last]


def _made(
    sheet: SheetInfo,
    rows: Rows,
    merged: Sequence[Range],
    first: int,
    last: int,
    *,
    doubts: tuple[str, ...] = (),
) -> Heading:
    heading = [(row, rows.get(row, [])) for row in range(first, last + 1)]
    names = names_of(heading, merged)
    columns, beside = _one_list(names, sheet)
    last_line = rows.get(last, [])
    ending = ending_of(sheet, after=last, heading=[cell for cell in last_line if isinstance(cell, str)])
    listed = [one.name for one in columns if one.name]
    told = (
        list(doubts)
        + (["side_by_side"] if beside else [])
        + (["doubled"] if len(set(listed)) < len(listed) else [])
    )
    serial = next(
        (one.index for one in columns if words.folded(one.levels[-1] if one.levels else "") in words.SERIAL),
        0,
    )
    return Heading(first, last, columns, ending.first, ending.last, ending.skipped, True, serial, tuple(told))


def _one_list(names: Mapping[int, tuple[str, ...]], sheet: SheetInfo) -> tuple[tuple[Column, ...], bool]:
    """The columns of the list; of two lists side by side, whose headings repeat behind a gap, the left one."""
    columns = tuple(Column(place, "/".join(levels), levels) for place, levels in names.items())
    gaps = [one.index for one in columns if not one.name and 1 < one.index < len(columns)]
    for gap in gaps:
        left = {one.name for one in columns if one.index < gap and one.name}
        right = [one.name for one in columns if one.index > gap and one.name]
        if (
            len(left) >= 2
            and len(right) >= 2
            and sum(name in left for name in right) >= max(2, 0.6 * len(right))
        ):
            return tuple(one for one in columns if one.index < gap and one.name), True
    return _with_unnamed(columns, sheet), False


def _with_unnamed(columns: Sequence[Column], sheet: SheetInfo) -> tuple[Column, ...]:
    """Columns without a name stay where they hold something in the first rows; at the end, too."""
    held: set[int] = set()
    for _, cells in islice(rows_of(sheet.spool), LOOKED_AT * 4):
        held |= {place for place, cell in enumerate(cells, 1) if cell is not None}
    known = {one.index: one for one in columns if one.name}
    last = max([*known, 0])
    return tuple(
        known.get(place) or Column(place, "")
        for place in range(1, last + 1)
        if place in known or place in held
    )


def _without(sheet: SheetInfo, rows: Rows) -> Heading:
    """A sheet without a heading: its columns bear the letters of the spreadsheet."""
    width = max((len(cells) for cells in rows.values()), default=0)
    columns = tuple(Column(place, column_letters(place)) for place in range(1, max(width, 1) + 1))
    ending = ending_of(sheet, after=0, heading=[])
    return Heading(0, 0, columns, ending.first, ending.last, ending.skipped, found=False)
