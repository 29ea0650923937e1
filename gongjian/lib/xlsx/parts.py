"""Everything outside the sheet that speaks of its rows: other sheets, names, tables, comments, drawings, charts."""

import re
from dataclasses import replace
from typing import IO

from gongjian.lib.xlsx.cells import forget_result, has_formulas
from gongjian.lib.xlsx.formulas import DEAD, Standing, moved_formula
from gongjian.lib.xlsx.moving import Master, masters_of, move_edges, move_row, plain_formulas
from gongjian.lib.xlsx.package import MEGABYTE, Package, Relation, Sheet, Writer
from gongjian.lib.xlsx.pivots import fresh_pivots
from gongjian.lib.xlsx.refs import area_at, cell_at, cell_ref
from gongjian.lib.xlsx.rowmap import RowMap
from gongjian.lib.xlsx.stream import cells_of, read_rows, rewrite
from gongjian.lib.xlsx.xml import Element, as_bytes, child, every, local

CACHES = {"numCache", "strCache", "multiLvlStrCache", "lvl"}
TABLE_KINDS = {"table"}


def moved_names(workbook: Element, rows: RowMap, sheet: Sheet) -> None:
    """Let the workbook's defined names follow: print areas, titles, named ranges."""
    for name in every(workbook, "definedName"):
        before = name.text or ""
        name.text = moved_formula(before, rows, Standing("", sheet.name))
        if DEAD in name.text and DEAD not in before and name.get("name", "").startswith("_xlnm."):
            name.getparent().remove(name)
    holder = child(workbook, "definedNames")
    if holder is not None and not len(holder):
        workbook.remove(holder)


def moved_parts(
    package: Package, sheet: Sheet, rows: RowMap, *, cut: bool = False
) -> dict[str, bytes | Writer]:
    """New content of every other part that the move touches. With `cut`, no chart and no pivot table keeps values of
    the sheet by heart."""
    changed: dict[str, bytes | Writer] = {}
    for relation in package.relations(sheet.part):
        if not relation.outside and package.has(relation.target):
            changed |= _beside(package, relation, sheet, rows)
    for part in package.zip.namelist():
        if part.startswith("xl/charts/chart") and part.endswith(".xml"):
            changed |= _chart(package, part, rows, sheet, cut=cut)
    changed |= fresh_pivots(package, sheet, rows, cut=cut)
    return changed | moved_sheets(package, sheet, rows)


def moved_sheets(package: Package, sheet: Sheet, rows: RowMap) -> dict[str, bytes | Writer]:
    """The other sheets whose formulas look beyond themselves: they follow, and carry no result that may be stale."""
    return {
        other.part: _other_sheet(package, other, rows, sheet)
        for other in package.sheets
        if other.part != sheet.part and _looks_beyond(package, other, sheet.name)
    }


def lost_tables(package: Package, sheet: Sheet, rows: RowMap) -> frozenset[str]:
    """Tables of the sheet that have lost their heading or all their rows."""
    lost = set()
    for relation in package.relations(sheet.part):
        if relation.kind in TABLE_KINDS and package.has(relation.target):
            area = area_at(package.tree(relation.target).get("ref", "A1"))
            if rows.at(area.top) is None or rows.span(area.top + 1, area.bottom) is None:
                lost.add(relation.target)
    return frozenset(lost)


def _beside(package: Package, relation: Relation, sheet: Sheet, rows: RowMap) -> dict[str, bytes | Writer]:
    if relation.kind not in ("table", "comments", "threadedComment", "vmlDrawing", "drawing"):
        return {}
    root = package.tree(relation.target)
    match relation.kind:
        case "table":
            _move_table(root, rows, sheet)
        case "comments" | "threadedComment":
            _move_comments(root, rows)
        case "vmlDrawing":
            _move_notes(root, rows)
            return {relation.target: _plain(root)}
        case _:
            _move_anchors(root, rows)
    return {relation.target: as_bytes(root)}


def _plain(root: Element) -> bytes:
    return as_bytes(root).partition(b"\n")[2]


def _move_table(root: Element, rows: RowMap, sheet: Sheet) -> None:
    area = area_at(root.get("ref", "A1"))
    if root.get("totalsRowCount") and rows.at(area.bottom) is None:
        del root.attrib["totalsRowCount"]
    standing = Standing(sheet.name, sheet.name)
    move_edges([root], rows, standing)


def _move_comments(root: Element, rows: RowMap) -> None:
    for comment in [*every(root, "comment"), *every(root, "threadedComment")]:
        try:
            row, column = cell_at(comment.get("ref", ""))
        except ValueError:
            continue
        new = rows.at(row)
        if new is None:
            comment.getparent().remove(comment)
        else:
            comment.set("ref", cell_ref(new, column))


def _move_notes(root: Element, rows: RowMap) -> None:
    """The boxes of comments: their rows count from 0; the anchor is column, offset, row, offset, twice."""
    for data in every(root, "ClientData"):
        row, anchor = child(data, "Row"), child(data, "Anchor")
        if row is None or not (row.text or "").strip().isdigit():
            continue
        old = int(row.text.strip())
        new = rows.at(old + 1)
        if new is None:
            shape = data.getparent()
            shape.getparent().remove(shape)
            continue
        row.text = str(new - 1)
        parts = [part.strip() for part in (anchor.text or "").split(",")] if anchor is not None else []
        if len(parts) == 8 and all(part.lstrip("-").isdigit() for part in parts):
            for place in (2, 6):
                parts[place] = str(max(0, int(parts[place]) + new - 1 - old))
            anchor.text = ", ".join(parts)


def _move_anchors(root: Element, rows: RowMap) -> None:
    for anchor in list(root):
        if not local(anchor).endswith("Anchor") or anchor.get("editAs") == "absolute":
            continue
        ends = [
            child(child(anchor, name), "row") for name in ("from", "to") if child(anchor, name) is not None
        ]
        before = [int(end.text) for end in ends if end is not None and (end.text or "").isdigit()]
        if len(before) != len(ends) or not before:
            continue
        top = rows.start(before[0] + 1) - 1
        ends[0].text = str(top)
        if len(ends) > 1:
            bottom = rows.end(before[1] + 1) - 1
            ends[1].text = str(max(bottom, top + 1))


def _chart(
    package: Package, part: str, rows: RowMap, sheet: Sheet, *, cut: bool
) -> dict[str, bytes | Writer]:
    root = package.tree(part)
    touched = False
    for formula in every(root, "f"):
        before = formula.text or ""
        new = moved_formula(f"SUM({before})", rows, Standing("", sheet.name))[4:-1]
        if new == before and not (cut and sheet.name in before):
            continue
        formula.text, touched = new, True
        for beside in list(formula.getparent()):
            if local(beside) in CACHES:
                formula.getparent().remove(beside)
    return {part: as_bytes(root)} if touched else {}


def _looks_beyond(package: Package, other: Sheet, name: str) -> bool:
    """Whether the other sheet's part speaks of the sheet, of any other one, of a defined name or a table: looked for in
    chunks, whichever way quotes and other signs are written."""
    plain = re.escape(name.replace("'", "''").replace("&", "&amp;").replace("<", "&lt;")).encode()
    named = [one.get("name", "") for one in every(package.workbook, "definedName")]
    words = [re.escape(one).encode() for one in named if one and not one.startswith("_xlnm.")]
    signs = b"|".join([rb"!|\[|&#", *words])
    formula = rb"<(?:\w+:)?f(?:ormula[12]?)?(?: [^>]*)?>[^<]*(?:" + signs + rb")"
    sought = re.compile(
        plain + rb"(?:'|&apos;)?!|" + formula + rb"|^\xff\xfe|^\xfe\xff",
        re.IGNORECASE,
    )
    before = b""
    with package.open(other.part) as file:
        while chunk := file.read(MEGABYTE):
            if sought.search(before + chunk):
                return True
            before = chunk[-512:]
    return False


def _other_sheet(package: Package, other: Sheet, rows: RowMap, sheet: Sheet) -> Writer:
    masters: dict[str, Master] = {}
    standing = Standing(other.name, sheet.name)

    def write(out: IO[bytes]) -> None:
        with package.open(other.part) as source:
            read_rows(source, part=other.part, row=lambda row, number: masters_of(row, number, masters))

        def kept(row: Element, number: int) -> list[Element]:
            plain_formulas(row, number, masters)
            move_row(row, new=number, rows=rows, standing=replace(standing, row=number))
            for _column, cell in cells_of(row) if has_formulas(row) else ():
                forget_result(cell)
            return [row]

        def edges(elements: list[Element]) -> list[Element]:
            for element in elements:
                for formula in (
                    one for one in element.iter() if local(one) in ("f", "formula", "formula1", "formula2")
                ):
                    formula.text = moved_formula(formula.text or "", rows, standing)
            return elements

        with package.open(other.part) as source:
            rewrite(source, out, part=other.part, row=kept, edges=edges)

    return write


def drop_table_parts(package: Package, sheet: Sheet, elements: list[Element], lost: frozenset[str]) -> None:
    """Take lost tables out of the sheet's own list."""
    gone = {relation.id for relation in package.relations(sheet.part) if relation.target in lost}
    for holder in (element for element in elements if local(element) == "tableParts"):
        for part in list(holder):
            if set(part.attrib.values()) & gone:
                holder.remove(part)
        holder.set("count", str(len(holder)))
