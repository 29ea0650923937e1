"""A form filled: values in its cells, pattern rows repeated, everything below moved, and nothing else changed."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.cells import Value, forget_result, formula_of, value_of, write
from gongjian.lib.xlsx.compute import CannotCompute, Computer, Formula, Grid
from gongjian.lib.xlsx.formulas import Standing, moved_formula
from gongjian.lib.xlsx.moving import Master, masters_of, move_edges, move_row, plain_formulas
from gongjian.lib.xlsx.package import LIMITS, Limits, Package, Sheet, Writer
from gongjian.lib.xlsx.parts import moved_names, moved_parts, moved_sheets
from gongjian.lib.xlsx.pivots import fresh_pivots
from gongjian.lib.xlsx.refs import MAX_ROW
from gongjian.lib.xlsx.rowmap import Band, RowMap
from gongjian.lib.xlsx.stream import cell_in, cells_of, read_rows, rewrite
from gongjian.lib.xlsx.xml import Element

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Repeated:
    """The pattern rows `first` … `first + height - 1`, once per entry of `entries`; an entry gives values by (row within
    the pattern from 0, column). Without entries the pattern stands once, with `blank` in its cells. `absorb` blank rows
    below the pattern are used up before rows are added."""

    first: int
    entries: Sequence[Mapping[Place, Value]]
    height: int = 1
    blank: Mapping[Place, Value] = field(default_factory=dict)
    absorb: int = 0

    @property
    def blocks(self) -> Sequence[Mapping[Place, Value]]:
        """What stands, block by block."""
        return self.entries or (self.blank,)

    @property
    def bands(self) -> list[Band]:
        """The pattern, and the blank rows below it that its copies take the place of."""
        used = min(self.absorb, (len(self.blocks) - 1) * self.height)
        own = Band(self.first, self.height, len(self.blocks))
        return [own, Band(own.last + 1, used, 0)] if used else [own]


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into one sheet: values by (row, column) outside the pattern rows, and the pattern rows."""

    values: Mapping[Place, Value] = field(default_factory=dict)
    repeated: Sequence[Repeated] = ()


def fill(source: Path, target: Path, *, sheets: Mapping[str, Filling], limits: Limits = LIMITS) -> None:
    """Write to `target` the form `source` with its sheets filled.

    Formats, merges, heights, validations and remarks of pattern rows are repeated; formulas, conditional formats, print
    areas, named ranges, tables, charts and pictures follow, also those of other sheets. Formulas get their new results
    where these can be computed here (sums, counts, averages, arithmetic, IF); others carry none until Excel computes,
    which it is told to do on opening. Raises BadWorkbook, also for more rows than a sheet holds.
    """
    with tempfile.TemporaryDirectory() as folder:
        before = source
        for number, (name, filling) in enumerate(sheets.items(), start=1):
            last = number == len(sheets)
            after = target if last else Path(folder) / f"{number}.xlsx"
            with Package(before, limits=limits) as package:
                _Filling(package, package.sheet(name), filling).save(after)
            before = after
            limits = replace(limits, ratio=10_000)
        if not sheets:
            target.write_bytes(source.read_bytes())


class _Filling:
    """One sheet's run: a first reading learns formulas and values, a second one writes."""

    def __init__(self, package: Package, sheet: Sheet, filling: Filling) -> None:
        self.package, self.sheet, self.filling = package, sheet, filling
        self.patterns = {one.first: one for one in filling.repeated}
        self.rows = RowMap(band for one in filling.repeated for band in one.bands)
        if (
            self.rows.end(MAX_ROW - 1) > MAX_ROW
            or sum(len(one.blocks) * one.height for one in filling.repeated) > MAX_ROW
        ):
            raise BadWorkbook("too_long", limit=MAX_ROW)
        self.values = _by_row(filling.values)
        self.masters: dict[str, Master] = {}
        self.grid: Grid = {}
        self.held: dict[int, Element] = {}
        self.model: Element | None = None
        self._learn()
        self.computer = Computer(self.grid)

    def save(self, target: Path) -> None:
        """Write the filled workbook."""
        package = self.package
        changed: dict[str, bytes | Writer] = {}
        if self.rows.bands:
            changed |= moved_parts(package, self.sheet, self.rows)
            moved_names(package.workbook, self.rows, self.sheet)
        else:
            changed |= fresh_pivots(package, self.sheet, self.rows)
            changed |= moved_sheets(package, self.sheet, self.rows)
        chained, dropped = package.without_chain()
        changed |= chained
        changed[self.sheet.part] = self._write
        package.save(target, changed=changed, dropped=dropped)

    def _learn(self) -> None:
        """All rows as they will stand, computed values left out."""
        found: list[tuple[int, Element]] = []

        def look(row: Element, number: int) -> None:
            masters_of(row, number, self.masters)
            found.append((number, deepcopy(row)))

        with self.package.open(self.sheet.part) as source:
            read_rows(source, part=self.sheet.part, row=look)
        for number, row in found:
            plain_formulas(row, number, self.masters)
            for _row, new, values, copy in self._standing(number):
                self._note(
                    row, new, values, Standing(self.sheet.name, self.sheet.name, row=number, copy=copy)
                )
        for number, values in self.values.items():
            for column, value in values.items():
                self.grid[self.rows.at(number) or number, column] = value

    def _note(self, row: Element, new: int, values: Mapping[int, Value], standing: Standing) -> None:
        for column, cell in cells_of(row):
            formula = formula_of(cell)
            if column in values:
                self.grid[new, column] = values[column]
            elif formula is not None:
                self.grid[new, column] = Formula(moved_formula(formula.text or "", self.rows, standing))
            elif stored := value_of(cell, ()):
                self.grid[new, column] = _stored(cell, stored)
        for column in values.keys() - {column for column, _cell in cells_of(row)}:
            self.grid[new, column] = values[column]

    def _standing(self, number: int) -> Iterable[tuple[int, int, Mapping[int, Value], int]]:
        """(old row, new row, values, copy) for each time that an old row stands."""
        band = self.rows.band_of(number)
        if band is None:
            yield number, self.rows.at(number) or number, self.values.get(number, {}), 0
            return
        pattern = self.patterns.get(band.first)
        for copy, entry in enumerate(pattern.blocks if pattern else ()):
            offset = number - band.first
            values = {column: value for (row, column), value in entry.items() if row == offset}
            yield number, self.rows.at(number, copy=copy) or number, values, copy

    def _write(self, out: IO[bytes]) -> None:
        standing = Standing(self.sheet.name, self.sheet.name)
        with self.package.open(self.sheet.part) as source:
            rewrite(
                source,
                out,
                part=self.sheet.part,
                row=self._filled,
                edges=lambda elements: move_edges(elements, self.rows, standing),
                after=lambda: self._missing(MAX_ROW + 1),
            )

    def _filled(self, row: Element, number: int) -> Iterable[Element]:
        self.model = row.makeelement(row.tag)
        yield from self._missing(number)
        plain_formulas(row, number, self.masters)
        band = self.rows.band_of(number)
        if band is None:
            values = self.values.pop(number, {})
            yield self._one(row, self.rows.at(number) or number, values, number, 0)
            return
        if band.count == 0:
            return
        self.held[number] = deepcopy(row)
        if number == band.last:
            yield from self._copies(self.patterns[band.first])

    def _copies(self, pattern: Repeated) -> Iterable[Element]:
        for copy, entry in enumerate(pattern.blocks):
            for offset in range(pattern.height):
                number = pattern.first + offset
                if number not in self.held:
                    continue
                values = {column: value for (row, column), value in entry.items() if row == offset}
                new = self.rows.at(number, copy=copy) or number
                yield self._one(deepcopy(self.held[number]), new, values, number, copy)

    def _one(self, row: Element, new: int, values: Mapping[int, Value], number: int, copy: int) -> Element:
        standing = Standing(self.sheet.name, self.sheet.name, row=number, copy=copy)
        move_row(row, new=new, rows=self.rows, standing=standing)
        if self.rows.band_of(number) and row.get("customHeight") not in ("1", "true"):
            row.attrib.pop("ht", None)
        for column, value in values.items():
            write(cell_in(row, column, number=new), value)
        for column, cell in list(cells_of(row)):
            if column not in values and formula_of(cell) is not None:
                self._compute(cell, new, column)
        return row

    def _compute(self, cell: Element, row: int, column: int) -> None:
        """The formula's new result beside it, or none."""
        forget_result(cell)
        try:
            value = self.computer.result(row, column)
        except (CannotCompute, ValueError, OverflowError, RecursionError):
            return
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return
        stored = cell.makeelement(cell.tag.rpartition("}")[0] + "}v")
        stored.text = repr(float(value)) if isinstance(value, float) else str(value)
        cell.append(stored)

    def _missing(self, number: int) -> Iterable[Element]:
        """Rows that get a value though the form holds none there."""
        for wanted in sorted(row for row in self.values if row < number):
            if self.model is not None:
                row = self.model.makeelement(self.model.tag)
                yield self._one(row, self.rows.at(wanted) or wanted, self.values.pop(wanted), wanted, 0)


def _by_row(values: Mapping[Place, Value]) -> dict[int, dict[int, Value]]:
    found: dict[int, dict[int, Value]] = {}
    for (row, column), value in values.items():
        found.setdefault(row, {})[column] = value
    return found


def _stored(cell: Element, text: str) -> Value:
    if cell.get("t") in (None, "n"):
        try:
            return float(text) if "." in text or "E" in text.upper() else int(text)
        except ValueError:
            return text
    return text
