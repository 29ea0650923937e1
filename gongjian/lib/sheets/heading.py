"""Finds the heading of a list under titles and remarks, over one to four rows, and where its rows begin and end."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from gongjian.lib.sheets import words
from gongjian.lib.sheets.book import Range, SheetInfo
from gongjian.lib.sheets.ending import Skipped, ending_of
from gongjian.lib.sheets.ooxml import column_letters
from gongjian.lib.sheets.spool import Cell, Row, rows_of

LOOKED_AT = 60  # rows in which a heading is looked for
DEEPEST = 4  # rows of one heading
LONGEST = 40  # characters of a heading's cell; longer ones are data
Rows = Mapping[int, Row]


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
    scores = {row: _score(row, rows, merged, sheet.columns) for row in rows}
    best = max(scores, key=lambda row: (scores[row], -row), default=0)
    if not best or scores[best] < 1.0:
        return _without(sheet, rows)
    first, last = _levels(best, rows, merged)
    others = [
        row for row, score in scores.items() if not first <= row <= last and score > scores[best] - 0.15
    ]
    near = [row for row in others if row < first]
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


def _texts(row: Row) -> list[str]:
    return [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]


def _filled(row: Row) -> int:
    return sum(cell is not None and not (isinstance(cell, str) and not cell.strip()) for cell in row)


def _looks_like_value(cell: Cell) -> bool:
    """Whether a cell holds what lists hold and headings do not: a time, a number that is no year, a telephone number."""
    if cell is None or isinstance(cell, bool):
        return cell is not None
    if isinstance(cell, int | float):
        return not (isinstance(cell, int) and (1990 <= cell <= 2100 or 0 < cell <= 31))
    if not isinstance(cell, str):
        return True
    text = words.folded(cell)
    return len(text) > LONGEST or bool(
        re.fullmatch(r"[\d.,:/+\-%年月日时分]*\d[\d.,:/+\-%年月日时分xX]*", text)
    )


def _score(row: int, rows: Rows, merged: Sequence[Range], width: int) -> float:
    """How much a row looks like the last row of a heading: under 1 it is none."""
    cells = rows[row]
    texts = _texts(cells)
    filled = _filled(cells)
    below = [rows[number] for number in rows if number > row][:12]
    usual = sorted(_filled(one) for one in below)[len(below) // 2] if below else filled
    if not texts or _spans_all(row, merged, width) or words.TOTAL.fullmatch(words.folded(texts[0])):
        return 0.0
    if filled == 1 and max(usual, width) > 2:
        return 0.0
    values = sum(_looks_like_value(cell) for cell in cells)
    known = sum(words.essence(text) in words.COMMON for text in texts)
    lengths = [len(words.folded(text)) for text in texts]
    breadth = min(filled / max(usual, 1), 1.2)
    distinct = len(set(texts)) / len(texts)
    score = 0.9 * breadth + 0.9 * known / len(texts) + min(known, 6) * 0.08 + 0.3 * distinct
    score += 0.5 * _contrast(cells, below) - 1.6 * values / filled
    score -= 0.4 * sum(length > 15 for length in lengths) / len(lengths)
    score -= 0.5 * sum(bool(re.search("[。；！？]|[:：].", text)) for text in texts) / len(texts)
    return score - (0.35 if not below else 0) - 0.02 * min(row, 20)


def _spans_all(row: int, merged: Sequence[Range], width: int) -> bool:
    """Whether one merged cell covers most of the row: a title."""
    return any(r1 <= row <= r2 and c2 - c1 + 1 >= max(3, 0.7 * width) for r1, c1, r2, c2 in merged)


def _contrast(cells: Row, below: Sequence[Row]) -> float:
    """The share of columns whose cells below are of another kind than the text above them."""
    if not below:
        return 0.0
    other = seen = 0
    for place, cell in enumerate(cells):
        if not isinstance(cell, str) or not cell.strip():
            continue
        values = [row[place] for row in below if place < len(row) and row[place] is not None]
        if values:
            seen += 1
            length = len(cell.strip())
            longer = sum(isinstance(value, str) and len(value) > 2 * length + 4 for value in values)
            other += sum(map(_looks_like_value, values)) + longer > 0.5 * len(values)
    return other / seen if seen else 0.0


def _levels(best: int, rows: Rows, merged: Sequence[Range]) -> tuple[int, int]:
    """The first and the last row of the heading of which `best` is one."""
    first = last = best
    while (
        last - first + 1 < DEEPEST
        and (row := _neighbour(rows, last, 1))
        and _goes_on(first, last, row, rows, merged)
    ):
        last = row
    while (
        last - first + 1 < DEEPEST
        and (row := _neighbour(rows, first, -1))
        and _groups(row, first, rows, merged)
    ):
        first = row
    return first, last


def _neighbour(rows: Rows, row: int, step: int) -> int:
    return row + step if row + step in rows else 0


def _goes_on(first: int, last: int, row: int, rows: Rows, merged: Sequence[Range]) -> bool:
    """Whether the row below belongs to the heading: cells of it hang under a group, or a heading's cell reaches into it."""
    cells = rows[row]
    if any(_looks_like_value(cell) for cell in cells):
        return False
    hanging = [one for one in merged if first <= one[0] <= last and one[3] > one[1] and one[2] < row]
    under = {column for r1, c1, r2, c2 in hanging if r2 == row - 1 for column in range(c1, c2 + 1)}
    reaching = {
        c for r1, c1, r2, c2 in merged if first <= r1 <= last and r2 >= row for c in range(c1, c2 + 1)
    }
    own = [place for place, cell in enumerate(cells, 1) if isinstance(cell, str) and cell.strip()]
    if under and own and all(place in under or place in reaching for place in own):
        return any(place in under for place in own)
    return (
        bool(reaching) and len(reaching) >= 2 and all(len(str(cells[place - 1])) <= LONGEST for place in own)
    )


def _groups(row: int, first: int, rows: Rows, merged: Sequence[Range]) -> bool:
    """Whether the row above names groups of columns: merged over several of them, reaching down, or with gaps."""
    cells, width = rows[row], len(rows[first])
    texts = _texts(cells)
    if not texts or _spans_all(row, merged, width) or any(_looks_like_value(cell) for cell in cells):
        return False
    if any(re.search("[:：]", text) and words.UNITS.match(words.folded(text)) for text in texts):
        return False
    over = [one for one in merged if one[0] <= row <= one[2] and (one[3] > one[1] or one[2] >= first)]
    if over:
        return len(texts) > 1 or any(one[3] - one[1] + 1 < 0.7 * width for one in over)
    if len(texts) < 2 or any(len(text) > 15 for text in texts):
        return False
    return _gaps_are_filled(cells, rows[first]) and not words.SIGNATURE.search(words.folded(texts[0]))


def _gaps_are_filled(above: Row, below: Row) -> bool:
    """Without merged cells: each name above is followed by gaps, and below the gaps stand names."""
    named = {place for place, cell in enumerate(above) if isinstance(cell, str) and cell.strip()}
    wide = [
        place for place in named if place + 1 not in named and place + 1 < len(below) and below[place + 1]
    ]
    return bool(wide) and all(place < len(below) for place in named)


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
    names = _names(heading, merged)
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


def _names(heading: Sequence[tuple[int, Row]], merged: Sequence[Range]) -> dict[int, tuple[str, ...]]:
    """The levels of each column's name, from above; a name that reaches down stands once."""
    width = max((len(cells) for _, cells in heading), default=0)
    rows = {row for row, _ in heading}
    width = max([width, *(one[3] for one in merged if one[0] in rows and one[3] - one[1] < 60)])
    lines = [
        _spread(row, list(cells) + [None] * (width - len(cells)), merged, row == heading[-1][0])
        for row, cells in heading
    ]
    levels: dict[int, tuple[str, ...]] = {}
    for place in range(width):
        own = [_clean(line[place]) for line in lines]
        kept = [text for at, text in enumerate(own) if text and (at == 0 or text != own[at - 1])]
        levels[place + 1] = tuple(kept)
    return levels


def _spread(row: int, cells: Row, merged: Sequence[Range], last: bool) -> Row:
    """Names of groups written over all their columns; where nothing is merged, over the gaps to their right."""
    known = [one for one in merged if one[0] <= row <= one[2] and one[1] <= len(cells)]
    for _, c1, _, c2 in known:
        for column in range(c1 + 1, min(c2, len(cells)) + 1):
            cells[column - 1] = cells[c1 - 1]
    if not merged and not last:
        for place in range(1, len(cells)):
            if cells[place] is None or cells[place] == "":
                cells[place] = cells[place - 1]
    return cells


def _clean(cell: Cell) -> str:
    if cell is None:
        return ""
    text = re.sub(r"\s*[\r\n]+\s*", "", str(cell)).strip()
    return re.sub(r"[ \t\u3000]+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[ \t\u3000]+", "", text)[:200]


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
