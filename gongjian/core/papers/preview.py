"""A form as a grid on the page: merged cells, marks set off, cells that are wrong, cells with a proposal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gongjian.core.papers import marks
from gongjian.core.papers.plan import Problem
from gongjian.core.papers.proposals import Proposal
from gongjian.lib.xlsx.look import SheetLook
from gongjian.lib.xlsx.refs import cell_ref, letters

MOST_ROWS, MOST_COLUMNS = 60, 30
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its text in pieces (text, whether it is a mark), how far it reaches, and what stands against it."""

    ref: str
    pieces: tuple[tuple[str, bool], ...] = ()
    across: int = 1
    down: int = 1
    boxed: bool = False
    problem: str = ""
    proposal: Proposal | None = None
    formula: str = ""


@dataclass(slots=True)
class Grid:
    """One sheet: its letters, its rows of cells, and whether there is more than is shown."""

    name: str
    letters: list[str]
    rows: list[tuple[int, list[GridCell]]] = field(default_factory=list)
    cut: bool = False
    proposals: list[Proposal] = field(default_factory=list)


def grids(
    looks: Iterable[SheetLook], *, problems: Iterable[Problem] = (), proposals: Iterable[Proposal] = ()
) -> list[Grid]:
    """Every visible sheet that holds anything."""
    wrong = {(one.sheet, one.cell): one.sentence for one in problems}
    offered = list(proposals)
    found = []
    for look in looks:
        if look.visible and look.texts:
            mine = [one for one in offered if one.sheet == look.name]
            found.append(_grid(look, wrong, {one.place: one for one in mine}, mine))
    return found


def _grid(
    look: SheetLook,
    wrong: Mapping[tuple[str, str], str],
    offered: Mapping[Place, Proposal],
    mine: list[Proposal],
) -> Grid:
    rows = max([look.rows, *(place[0] for place in offered)])
    columns = max([look.columns, *(place[1] for place in offered)])
    width, height = min(columns, MOST_COLUMNS), min(rows, MOST_ROWS)
    grid = Grid(
        look.name, [letters(column) for column in range(1, width + 1)], cut=(rows, columns) != (height, width)
    )
    grid.proposals = mine
    tops = {(area.top, area.left): area for area in look.merges}
    hidden = {
        (row, column)
        for area in look.merges
        for row in range(area.top, min(area.bottom, height) + 1)
        for column in range(area.left, min(area.right, width) + 1)
    } - tops.keys()
    for row in range(1, height + 1):
        cells = []
        for column in range(1, width + 1):
            place = (row, column)
            if place in hidden:
                continue
            area = tops.get(place)
            across = min(area.right, width) - column + 1 if area else 1
            down = min(area.bottom, height) - row + 1 if area else 1
            cells.append(_cell(look, place, across, down, wrong, offered.get(place)))
        grid.rows.append((row, cells))
    return grid


def _cell(
    look: SheetLook,
    place: Place,
    across: int,
    down: int,
    wrong: Mapping[tuple[str, str], str],
    offer: Proposal | None,
) -> GridCell:
    ref = cell_ref(*place)
    formula = look.formulas.get(place, "")
    text = f"={formula}" if formula else look.texts.get(place, "")
    if offer is not None:
        text = offer.text
    return GridCell(
        ref,
        in_pieces(text),
        across,
        down,
        place in look.boxed,
        wrong.get((look.name, ref), ""),
        offer,
        formula,
    )


def in_pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """A text cut at its marks."""
    found: list[tuple[str, bool]] = []
    place = 0
    for one in marks.MARK.finditer(text):
        if one.start() > place:
            found.append((text[place : one.start()], False))
        found.append((one[0], True))
        place = one.end()
    if place < len(text):
        found.append((text[place:], False))
    return tuple(found)
