"""A workbook as it looks: the texts of its cells, merges and formulas, for finding marks and for a preview."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.cells import dated_styles, formula_of, shared_strings, value_of
from gongjian.lib.xlsx.package import LIMITS, Limits, Package, Sheet
from gongjian.lib.xlsx.refs import Area, area_at
from gongjian.lib.xlsx.stream import cells_of, read_rows
from gongjian.lib.xlsx.xml import Element, every

MOST_CELLS = 100_000


@dataclass(slots=True)
class SheetLook:
    """One sheet: `texts` and `formulas` by (row, column), `merges`, and how far anything stands. `boxed` holds cells
    that bear a style of their own, as the fields of a form do, `dated` those whose format shows a day."""

    name: str
    visible: bool
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    boxed: set[tuple[int, int]] = field(default_factory=set)
    dated: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0
    columns: int = 0


def look(path: Path, *, limits: Limits = LIMITS) -> list[SheetLook]:
    """Every worksheet of a form. Raises BadWorkbook, also for a sheet of more than 100,000 cells: forms are small."""
    with Package(path, limits=limits) as package:
        strings: Sequence[str] = ()
        dated: frozenset[str] = frozenset()
        for relation in package.relations(package.workbook_part):
            if relation.kind == "sharedStrings" and package.has(relation.target):
                strings = shared_strings(package.tree(relation.target))
            elif relation.kind == "styles" and package.has(relation.target):
                dated = frozenset(map(str, dated_styles(package.tree(relation.target))))
        return [_seen(package, sheet, strings, dated) for sheet in package.sheets]


def _seen(package: Package, sheet: Sheet, strings: Sequence[str], dated: frozenset[str]) -> SheetLook:
    seen = SheetLook(sheet.name, sheet.visible)

    def row_seen(row: Element, number: int) -> None:
        for column, cell in cells_of(row):
            place = (number, column)
            if cell.get("s", "0") != "0":
                seen.boxed.add(place)
            if cell.get("s", "0") in dated:
                seen.dated.add(place)
            formula = formula_of(cell)
            if formula is not None:
                seen.formulas[place] = formula.text or ""
            text = value_of(cell, strings)
            if text or formula is not None:
                seen.texts[place] = text
                seen.rows, seen.columns = max(seen.rows, number), max(seen.columns, column)
            if len(seen.texts) + len(seen.boxed) > 2 * MOST_CELLS:
                raise BadWorkbook("too_long", limit=MOST_CELLS)

    with package.open(sheet.part) as source:
        root = read_rows(source, part=sheet.part, row=row_seen)
    if root is not None:
        seen.merges = [area_at(one.get("ref", "A1")) for one in every(root, "mergeCell")]
    return seen
