"""Over how many rows a heading stands, and what its columns are called, level by level."""

import re
from collections.abc import Sequence

from gongjian.lib.sheets import words
from gongjian.lib.sheets.book import Range
from gongjian.lib.sheets.scoring import LONGEST, Rows, spans_all, texts_in, values_in
from gongjian.lib.sheets.spool import Cell, Row

DEEPEST = 4  # rows of one heading
_SAYS = re.compile(r"[:：]\s*\S")  # 填报时间：2024年4月1日


def levels_of(best: int, rows: Rows, merged: Sequence[Range]) -> tuple[int, int]:
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
    if values_in(cells):
        return False
    hanging = [one for one in merged if first <= one[0] <= last and one[3] > one[1] and one[2] < row]
    under = {column for r1, c1, r2, c2 in hanging if r2 == row - 1 for column in range(c1, c2 + 1)}
    reaching = {c for r1, c1, r2, c2 in merged if r1 <= last and r2 >= row for c in range(c1, c2 + 1)}
    own = [place for place, cell in enumerate(cells, 1) if isinstance(cell, str) and cell.strip()]
    if under and own and all(place in under or place in reaching for place in own):
        return any(place in under for place in own)
    known = sum(words.essence(str(cells[place - 1])) in words.COMMON for place in own)
    if under & set(own) and known >= max(2, 0.5 * len(own)):
        return True
    return (
        bool(reaching) and len(reaching) >= 2 and all(len(str(cells[place - 1])) <= LONGEST for place in own)
    )


def _groups(row: int, first: int, rows: Rows, merged: Sequence[Range]) -> bool:
    """Whether the row above names groups of columns: merged over several of them, reaching down, or with gaps."""
    cells, width = rows[row], len(rows[first])
    texts = texts_in(cells)
    if not texts or spans_all(row, merged, width) or values_in(cells):
        return False
    if any(_SAYS.search(text) or words.UNITS.fullmatch(words.folded(text)) for text in texts):
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


def names_of(heading: Sequence[tuple[int, Row]], merged: Sequence[Range]) -> dict[int, tuple[str, ...]]:
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
