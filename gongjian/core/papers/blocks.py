"""Which rows of a form are repeated together: neighbours that list the same thing, and rows tied by merged cells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gongjian.core.papers.marks import Mark, Sign
from gongjian.lib.xlsx.look import SheetLook

LISTED = (Sign.COLUMN, Sign.ROWS, Sign.GROUP)
BEGINS = (Sign.ROWS, Sign.GROUP)
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Ground:
    """What a form's rows are like beyond their marks: how many blank framed rows begin at a row, how far down the merged
    cells of a row reach, and whether the row below may be repeated together with it."""

    blank: Callable[[int], int] = lambda row: 0
    reach: Callable[[int], int] = lambda row: row
    neighbours: Callable[[int], bool] = lambda row: True


def ground_of(look: SheetLook) -> Ground:
    """The ground of a worksheet."""
    reaches: dict[int, int] = {}
    for area in look.merges:
        for row in range(area.top, min(area.bottom, area.top + MOST_ROWS)):
            reaches[row] = max(reaches.get(row, row), area.bottom)
    return Ground(lambda row: _blank_from(look, row), lambda row: reaches.get(row, row))


def blocks_of(marked: Iterable[tuple[int, Sequence[Mark]]], ground: Ground) -> list[tuple[int, int]]:
    """(first row, number of rows) of every block that is repeated. `marked` gives the marks by row.

    A block begins where a list is named. It takes in the rows into which its merged cells reach, and each next row that
    lists the same without naming conditions or a group of its own.
    """
    held = dict(marked)
    found: list[tuple[int, int]] = []
    for row in sorted(row for row, marks in held.items() if _signs(marks) & set(LISTED)):
        if found and row < sum(found[-1]):
            continue
        last = ground.reach(row)
        while last - row < MOST_ROWS:
            below = last + 1
            same = ground.neighbours(last) and _goes_on(held.get(row, ()), held.get(below, ()))
            deeper = max(map(ground.reach, range(row, last + 1)))
            if deeper <= last and not same:
                break
            last = max(deeper, below if same else last)
        found.append((row, last - row + 1))
    return found


def _goes_on(first: Sequence[Mark], below: Sequence[Mark]) -> bool:
    signs = _signs(below)
    if Sign.COLUMN not in signs or signs & set(BEGINS) or Sign.GROUP in _signs(first):
        return False
    return _list_of(first) == _list_of(below)


def _signs(marks: Iterable[Mark]) -> set[Sign]:
    return {mark.sign for mark in marks}


def _list_of(marks: Sequence[Mark]) -> str:
    """The list's name as written in the first mark that names one."""
    return next((mark.ledger.casefold() for mark in marks if mark.sign in LISTED), "")


def _blank_from(look: SheetLook, row: int) -> int:
    """Boxed rows without anything in them from this one on: an empty form has some, and they are used up first."""
    found = 0
    held = {place[0] for place in look.texts}
    boxed = {place[0] for place in look.boxed}
    merged = {
        line for area in look.merges if area.bottom > area.top for line in range(area.top, area.bottom + 1)
    }
    while row + found in boxed and row + found not in held | merged:
        found += 1
    return found
