"""Some rows of a sheet as a workbook of their own, looking as they did, with a note beside each."""

import re
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import IO

from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.cells import has_content, wrapped_style, write
from gongjian.lib.xlsx.formulas import Standing
from gongjian.lib.xlsx.moving import Master, masters_of, move_edges, move_row, plain_formulas
from gongjian.lib.xlsx.package import LIMITS, Limits, Package, Sheet, Writer, relations_part
from gongjian.lib.xlsx.parts import drop_table_parts, lost_tables, moved_names, moved_parts
from gongjian.lib.xlsx.refs import MAX_COLUMN, MAX_ROW, Area, area_at, cell_ref, column_number
from gongjian.lib.xlsx.rowmap import RowMap, keeping
from gongjian.lib.xlsx.stream import cell_in, cells_of, read_rows, rewrite
from gongjian.lib.xlsx.strings import Used, note_other_sheets, strings_part, write_used
from gongjian.lib.xlsx.xml import Element, as_bytes, every, local, parse

NOTE_WIDTH = "44"
PRINTED = re.compile(r"([^,]*!\$[A-Z]+\$\d+:\$)([A-Z]+)(\$\d+)")


def keep_rows(
    source: Path,
    target: Path,
    *,
    sheet: str,
    keep: Collection[int],
    notes: Mapping[int, str],
    heading_rows: int,
    note_title: str,
    limits: Limits = LIMITS,
) -> None:
    """Write to `target` a copy of the .xlsx or .xlsm `source` whose sheet holds the rows up to `heading_rows` and those
    in `keep` (numbers as the spreadsheet counts), formats as they were, and a further last column called `note_title`
    with `notes[row]`. All else in the workbook stays: other sheets, names, charts, macros, print settings.

    Formulas follow their cells; one whose cells are gone leaves its last result. A value of cells merged over several
    rows stands in the first row that is left of them. Rows hidden by a filter are shown. Memory does not grow with the
    number of rows. Texts that stood only in rows taken out are in no part of the copy; pivot tables over the sheet are
    computed anew on opening. Raises BadWorkbook.
    """
    with Package(source, limits=limits) as package:
        found = package.sheet(sheet)
        _Keeping(
            package, found, keeping(keep, heading_rows=heading_rows), heading_rows, note_title, notes, keep
        ).save(target)


class _Keeping:
    """One run: a first reading learns masters of formulas, merges and the width, a second one writes."""

    def __init__(
        self,
        package: Package,
        sheet: Sheet,
        rows: RowMap,
        heading_rows: int,
        title: str,
        notes: Mapping[int, str],
        keep: Collection[int],
    ) -> None:
        self.package, self.sheet, self.rows = package, sheet, rows
        self.heading_rows, self.title, self.notes = heading_rows, title, notes
        self.waiting = sorted({row for row in keep if row > heading_rows}, reverse=True)
        self.standing = Standing(sheet.name, sheet.name)
        self.masters: dict[str, Master] = {}
        self.width = 0
        self.styles: dict[int, str] = {}
        self.model: Element | None = None
        self.anchors: dict[tuple[int, int], Element] = {}
        self.used, self.linked = Used(), set[str]()
        self.merges = self._survey()
        self.column = self.width + 1
        if self.column > MAX_COLUMN:
            raise BadWorkbook("too_wide")

    def save(self, target: Path) -> None:
        """Write the copy."""
        package, sheet = self.package, self.sheet
        lost = lost_tables(package, sheet, self.rows)
        changed: dict[str, bytes | Writer] = {**moved_parts(package, sheet, self.rows, cut=True)}
        for part in lost:
            changed.pop(part, None)
        moved_names(package.workbook, self.rows, sheet)
        self._print_notes()
        chained, dropped = package.without_chain()
        changed |= chained
        if lost:
            changed |= package.without_parts(sheet.part, lost | dropped)
        self.lost = lost
        changed |= self._note_style()
        changed[sheet.part] = self._write
        late = self._emptied(changed)
        package.save(target, changed=changed | late, dropped=dropped | lost, last=frozenset(late))

    def _print_notes(self) -> None:
        """Let the sheet's print area reach over the notes."""
        for name in every(self.package.workbook, "definedName"):
            if name.get("name") == "_xlnm.Print_Area" and name.get("localSheetId") == str(self.sheet.place):
                found = PRINTED.fullmatch(name.text or "")
                if found and column_number(found[2]) < self.column:
                    name.text = found[1] + cell_ref(1, self.column).rstrip("1") + found[3]

    def _emptied(self, changed: Mapping[str, bytes | Writer]) -> dict[str, bytes | Writer]:
        """Parts without the texts and addresses of rows taken out; they are written once the sheet has been."""
        package, sheet = self.package, self.sheet
        found: dict[str, bytes | Writer] = {}
        strings = strings_part(package)
        if strings:
            note_other_sheets(package, sheet, self.used)
            found[strings] = lambda out: write_used(package, strings, out, self.used)
        links = relations_part(sheet.part)
        if package.has(links):
            given = changed.get(links)
            root = parse(given, part=links) if isinstance(given, bytes) else package.tree(links)
            found[links] = lambda out: self._write_links(out, root)
        return found

    def _write_links(self, out: IO[bytes], root: Element) -> None:
        for one in every(root, "Relationship"):
            if one.get("Type", "").endswith("/hyperlink") and one.get("Id") not in self.linked:
                one.getparent().remove(one)
        out.write(as_bytes(root))

    def _survey(self) -> list[Area]:
        def look(row: Element, number: int) -> None:
            masters_of(row, number, self.masters)
            if self.rows.at(number) is None:
                return
            last = 0
            for column, cell in cells_of(row):
                if has_content(cell):
                    last = max(last, column)
                    self.styles[number] = cell.get("s", "0")
            self.width = max(self.width, last)
            if number > self.heading_rows + 1:
                self.styles.pop(number, None)

        with self.package.open(self.sheet.part) as source:
            root = read_rows(source, part=self.sheet.part, row=look)
        if root is None:
            raise BadWorkbook("broken", part=self.sheet.part)
        merges = [area_at(one.get("ref", "A1")) for one in every(root, "mergeCell")]
        heads = [area.right for area in merges if area.top <= self.heading_rows]
        self.width = max([self.width, *heads])
        return [area for area in merges if area.bottom > area.top and self.rows.at(area.top) is None]

    def _note_style(self) -> dict[str, bytes]:
        self.title_style = self.styles.get(self.heading_rows, "0")
        self.note_style = "0"
        for relation in self.package.relations(self.package.workbook_part):
            if relation.kind == "styles" and self.package.has(relation.target):
                styles = self.package.tree(relation.target)
                self.note_style = str(wrapped_style(styles, base=0))
                return {relation.target: as_bytes(styles)}
        return {}

    def _write(self, out: IO[bytes]) -> None:
        with self.package.open(self.sheet.part) as source:
            rewrite(source, out, part=self.sheet.part, row=self._kept, edges=self._edges, after=self._rest)

    def _kept(self, row: Element, number: int) -> Iterable[Element]:
        self.model = row.makeelement(row.tag)
        self._remember(row, number)
        new = self.rows.at(number)
        if new is None:
            return
        yield from self._missing(number, row)
        plain_formulas(row, number, self.masters)
        self._restore(row, number)
        standing = Standing(self.sheet.name, self.sheet.name, row=number)
        move_row(row, new=new, rows=self.rows, standing=standing, cut=True)
        if number > self.heading_rows:
            row.attrib.pop("hidden", None)
            self._note(row, new, self.notes.get(number, ""), self.note_style)
        elif number == self.heading_rows:
            self._note(row, new, self.title, self.title_style)
        self.used.note(row)
        yield row

    def _missing(self, number: int, model: Element) -> Iterable[Element]:
        """Rows asked for that the sheet does not hold: they stand with their note alone."""
        while self.waiting and self.waiting[-1] <= number:
            wanted = self.waiting.pop()
            if wanted < number:
                row = model.makeelement(model.tag)
                self._note(row, self.rows.at(wanted) or wanted, self.notes.get(wanted, ""), self.note_style)
                yield row

    def _rest(self) -> Iterable[Element]:
        return () if self.model is None else self._missing(MAX_ROW + 1, self.model)

    def _note(self, row: Element, new: int, text: str, style: str) -> None:
        for column, cell in list(cells_of(row)):
            if column >= self.column:
                row.remove(cell)
        cell = cell_in(row, self.column, number=new)
        cell.set("s", style)
        write(cell, text)
        row.set("r", str(new))

    def _remember(self, row: Element, number: int) -> None:
        tops = {area.left for area in self.merges if area.top == number}
        for column, cell in cells_of(row) if tops else ():
            if column in tops and has_content(cell):
                plain_formulas(row, number, self.masters)
                self.anchors[number, column] = deepcopy(cell)

    def _restore(self, row: Element, number: int) -> None:
        """The value of cells merged downwards, in the first row that is left of them."""
        for area in [area for area in self.merges if area.top < number <= area.bottom]:
            anchor = self.anchors.pop((area.top, area.left), None)
            if anchor is None:
                continue
            cell = cell_in(row, area.left, number=number)
            anchor.set("s", cell.get("s", anchor.get("s", "0")))
            row.replace(cell, anchor)

    def _edges(self, elements: list[Element]) -> list[Element]:
        kept = move_edges(elements, self.rows, self.standing)
        if elements and self.model is None and not any(local(element) == "cols" for element in kept):
            space = elements[0].tag.rpartition("}")[0] + "}"
            kept.append(elements[0].makeelement(f"{space}cols"))
        for element in kept:
            match local(element):
                case "cols":
                    _widen(element, self.column)
                case "autoFilter":
                    for inner in list(element):
                        element.remove(inner)
                case "hyperlinks":
                    self.linked |= {value for one in element for value in one.attrib.values()}
        drop_table_parts(self.package, self.sheet, kept, self.lost)
        return [element for element in kept if local(element) != "tableParts" or len(element)]


def _widen(columns: Element, column: int) -> None:
    """Give a column the width of notes; a run of columns that holds it is cut before it."""
    place = 0
    for spot, one in enumerate(list(columns)):
        first, last = int(one.get("min", "1")), int(one.get("max", "1"))
        if first < column:
            one.set("max", str(min(last, column - 1)))
            place = spot + 1
        elif first <= column:
            one.set("min", str(column + 1))
            if last <= column:
                columns.remove(one)
    space = columns.tag.rpartition("}")[0] + "}"
    new = {"min": str(column), "max": str(column), "width": NOTE_WIDTH, "customWidth": "1"}
    columns.insert(place, columns.makeelement(f"{space}col", new))
