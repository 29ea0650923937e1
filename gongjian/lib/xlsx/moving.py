"""Rows and the edges of a sheet under a map of rows: cells, formulas, merges, formats, validations, links, breaks."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import NamedTuple

from gongjian.lib.xlsx.cells import formula_of, freeze, has_formulas
from gongjian.lib.xlsx.formulas import DEAD, Standing, moved_formula, shifted_formula
from gongjian.lib.xlsx.refs import Area, area_at, cell_at, cell_ref
from gongjian.lib.xlsx.rowmap import RowMap
from gongjian.lib.xlsx.stream import cells_of, set_place
from gongjian.lib.xlsx.xml import Element, local

REPEATED = ("mergeCell", "hyperlink")
ALONE = {"dimension", "autoFilter", "sortState", "sortCondition", "table", "filterColumn"}
CONTAINERS = {
    "mergeCells", "hyperlinks", "dataValidations", "conditionalFormattings", "protectedRanges", "ignoredErrors",
    "rowBreaks", "ext", "extLst", "cellWatches",
}  # fmt: skip
HOLDERS = {"conditionalFormatting", "dataValidation"}
FORMULAS = {"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"}


class Master(NamedTuple):
    """The first cell of a shared formula."""

    text: str
    row: int
    column: int


Masters = Mapping[str, Master]


def masters_of(row: Element, number: int, into: dict[str, Master]) -> None:
    """Note the shared formulas that begin in this row."""
    for column, cell in cells_of(row) if has_formulas(row) else ():
        formula = formula_of(cell)
        if formula is not None and formula.get("t") == "shared" and formula.text:
            into[formula.get("si", "")] = Master(formula.text, number, column)


def plain_formulas(row: Element, number: int, masters: Masters) -> None:
    """Write out shared formulas, so that each cell holds its own."""
    for column, cell in cells_of(row) if has_formulas(row) else ():
        formula = formula_of(cell)
        if formula is None or formula.get("t") != "shared":
            continue
        master = masters.get(formula.get("si", ""))
        if master is None:
            freeze(cell)
            continue
        formula.text = shifted_formula(master.text, down=number - master.row, right=column - master.column)
        for name in ("t", "si", "ref"):
            formula.attrib.pop(name, None)


def move_row(row: Element, *, new: int, rows: RowMap, standing: Standing, cut: bool = False) -> None:
    """Give the row its new number and let its formulas follow; `standing.row` is its old number. With `cut`, a formula
    whose cells are gone leaves its last result as a value."""
    for _column, cell in cells_of(row) if has_formulas(row) else ():
        formula = formula_of(cell)
        if formula is None:
            continue
        before = formula.text or ""
        formula.text = moved_formula(before, rows, standing)
        if cut and ((DEAD in formula.text and DEAD not in before) or "[" in before):
            freeze(cell)
            continue
        if formula.get("ref"):
            shift = new - standing.row
            area = area_at(formula.get("ref"))
            formula.set("ref", area._replace(top=area.top + shift, bottom=area.bottom + shift).ref)
    row.attrib.pop("spans", None)
    set_place(row, new)


def moved_areas(area: Area, rows: RowMap, *, each: bool = False) -> list[Area]:
    """Where a rectangle goes: inside a repeated band once per copy (`each`, or where it covers a part of the band's
    height), else stretched or shrunk; nothing when all of it is gone."""
    band = rows.band_of(area.top)
    if band is None or area.bottom > band.last:
        span = rows.span(area.top, area.bottom)
        return [area._replace(top=span[0], bottom=span[1])] if span else []
    whole = area.bottom - area.top + 1 == band.height
    if band.count and whole and not each:
        return [area._replace(top=rows.start(area.top), bottom=rows.end(area.bottom))]
    height = area.bottom - area.top
    tops = [rows.at(area.top, copy=copy) or 0 for copy in range(band.count)]
    return [area._replace(top=top, bottom=top + height) for top in tops]


def moved_refs(text: str, rows: RowMap) -> str:
    """A list of rectangles ("B5 D5:D9") after the move; empty when all are gone."""
    found: list[str] = []
    for one in text.split():
        try:
            found += [area.ref for area in moved_areas(area_at(one), rows)]
        except ValueError:
            found.append(one)
    return " ".join(found)


def move_edges(elements: Iterable[Element], rows: RowMap, standing: Standing) -> list[Element]:
    """The elements beside the rows, after the move; what has lost all its cells is left out."""
    kept = []
    for element in elements:
        if not local(element):
            continue
        gone = _move_inside(element, rows, standing)
        if not gone and not (local(element) in CONTAINERS and not len(element)):
            kept.append(element)
    return kept


def _move_inside(element: Element, rows: RowMap, standing: Standing) -> bool:
    """Move an element and all below; returns whether it is gone altogether."""
    if local(element) in HOLDERS:
        standing = _from_top(element, rows, standing)
    for inner in list(element):
        name = local(inner)
        if not name:
            continue
        if name in REPEATED:
            _repeat(inner, rows)
        elif _move_inside(inner, rows, standing) or (name in CONTAINERS and not len(inner)):
            element.remove(inner)
    name = local(element)
    if name in CONTAINERS and element.get("count") is not None:
        element.set("count", str(len(element)))
    if name in FORMULAS and element.text:
        element.text = moved_formula(element.text, rows, standing)
    return _move_own(element, name, rows)


def _from_top(element: Element, rows: RowMap, standing: Standing) -> Standing:
    """Where the rules of this range count from, before and after."""
    inner = next((one.text for one in element if local(one) == "sqref"), None)
    first = (element.get("sqref") or inner or "").split()
    try:
        areas = moved_areas(area_at(first[0]), rows) if first else []
        return replace(standing, top=area_at(first[0]).top, new_top=areas[0].top) if areas else standing
    except ValueError:
        return standing


def _move_own(element: Element, name: str, rows: RowMap) -> bool:
    for attribute in ("topLeftCell", "activeCell"):
        if element.get(attribute):
            row, column = cell_at(element.get(attribute))
            element.set(attribute, cell_ref(rows.start(row), column))
    if element.get("sqref"):
        new = moved_refs(element.get("sqref"), rows)
        if not new and name != "selection":
            return True
        element.set("sqref", new or element.get("activeCell") or "A1")
    if name in ALONE and element.get("ref"):
        new = moved_refs(element.get("ref"), rows)
        element.set("ref", new or "A1")
        return not new and name != "dimension"
    if name == "sqref" and element.text:
        element.text = moved_refs(element.text, rows)
        return not element.text
    if name in HOLDERS and not element.get("sqref"):
        return not any(local(inner) == "sqref" for inner in element)
    return name == "brk" and _move_break(element, rows)


def _move_break(element: Element, rows: RowMap) -> bool:
    parent = element.getparent()
    if parent is None or local(parent) != "rowBreaks" or not element.get("id", "").isdigit():
        return False
    element.set("id", str(max(1, rows.end(int(element.get("id"))))))
    return False


def _repeat(element: Element, rows: RowMap) -> None:
    try:
        areas = moved_areas(area_at(element.get("ref", "")), rows, each=True)
    except ValueError:
        return
    if local(element) == "mergeCell":
        areas = [area for area in areas if (area.top, area.left) != (area.bottom, area.right)]
    parent, before = element.getparent(), element
    for area in areas:
        copy = deepcopy(element)
        copy.set("ref", area.ref)
        before.addnext(copy)
        before = copy
    parent.remove(element)
