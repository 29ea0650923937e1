"""A workbook read for printing: what each cell shows, formulas computed where they carry no result."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gongjian.lib.typeset.looks import Ink, Look, Looks, ink_of, looks_of
from gongjian.lib.typeset.numbers import sections_of, shown
from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.cells import Value, formula_of, text_in, value_of
from gongjian.lib.xlsx.compute import CannotCompute, Computer, Formula, Grid
from gongjian.lib.xlsx.moving import Master, masters_of, plain_formulas
from gongjian.lib.xlsx.package import Package, Sheet
from gongjian.lib.xlsx.stream import cells_of, read_rows
from gongjian.lib.xlsx.xml import Element, child, every, local

MOST_CELLS = 400_000
DRAWINGS = {"chart": "charts", "pic": "pictures", "sp": "shapes", "cxnSp": "shapes", "graphicFrame": "charts"}
Place = tuple[int, int]
Runs = tuple[tuple[str, "Ink | None"], ...]


@dataclass(slots=True)
class Cell:
    """What stands in a cell: its letters with their looks; `number`: it is set to the right where nothing is said."""

    look: Look
    runs: Runs = ()
    number: bool = False
    centred: bool = False

    @property
    def text(self) -> str:
        """All letters."""
        return "".join(text for text, _ink in self.runs)


@dataclass(slots=True)
class Row:
    """A row's own height in points, if it has one, and whether it is hidden."""

    height: float | None = None
    hidden: bool = False


@dataclass(slots=True)
class Read:
    """A worksheet as it will be printed. `blank` are cells whose formula could not be computed."""

    sheet: Sheet
    root: Element = None
    cells: dict[Place, Cell] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)
    blank: list[Place] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Raw:
    """A cell before formulas are computed."""

    look: Look
    value: Value = None
    runs: Runs = ()
    error: bool = False


def read_book(package: Package) -> list[Read]:
    """Every worksheet, hidden ones too since others may draw on them. Raises BadWorkbook for too many cells."""
    looks = looks_of(package)
    strings: list[Runs] = []
    for one in package.relations(package.workbook_part):
        if one.kind == "sharedStrings" and package.has(one.target):
            strings = [_runs(si, looks) for si in package.tree(one.target) if local(si) == "si"]
    since_1904 = any(one.get("date1904") in ("1", "true") for one in every(package.workbook, "workbookPr"))
    readings = [_Reading(package, sheet, looks, strings) for sheet in package.sheets]
    computers: dict[str, Computer] = {}
    for reading in readings:
        computers[reading.read.sheet.name] = Computer(reading.grid, computers)
    for reading in readings:
        reading.finish(computers[reading.read.sheet.name], since_1904=since_1904)
    return [reading.read for reading in readings]


class _Reading:
    """One sheet's run."""

    def __init__(self, package: Package, sheet: Sheet, looks: Looks, strings: Sequence[Runs]) -> None:
        self.read = Read(sheet, lost=set(looks.lost))
        self.looks, self.strings = looks, strings
        self.raw: dict[Place, _Raw] = {}
        self.grid: Grid = {}
        self.masters: dict[str, Master] = {}
        with package.open(sheet.part) as source:
            self.read.root = read_rows(source, part=sheet.part, row=self._row)
        self.read.lost |= _drawn(package, sheet)
        if child(self.read.root, "conditionalFormatting") is not None:
            self.read.lost.add("conditional")

    def finish(self, computer: Computer, *, since_1904: bool) -> None:
        """Compute what carries no result, and write every value as it reads."""
        for place, raw in self.raw.items():
            value = raw.value
            if place in self.grid and isinstance(self.grid[place], Formula):
                try:
                    value = computer.result(*place)
                except (CannotCompute, ValueError, OverflowError, RecursionError, ZeroDivisionError):
                    self.read.blank.append(place)
                    value = None
            self.read.cells[place] = _shown(raw, value, since_1904=since_1904)

    def _row(self, row: Element, number: int) -> None:
        masters_of(row, number, self.masters)
        plain_formulas(row, number, self.masters)
        height = row.get("ht") if row.get("customHeight") in ("1", "true") or row.get("ht") else None
        self.read.rows[number] = Row(_float(height), row.get("hidden") in ("1", "true"))
        for column, cell in cells_of(row):
            self._cell((number, column), cell)
        if len(self.raw) > MOST_CELLS:
            raise BadWorkbook("too_long", limit=MOST_CELLS)

    def _cell(self, place: Place, cell: Element) -> None:
        raw = _Raw(self.looks.at(cell.get("s")), error=cell.get("t") == "e")
        stored = child(cell, "v")
        formula = formula_of(cell)
        if cell.get("t") == "inlineStr" and child(cell, "is") is not None:
            raw.runs = _runs(child(cell, "is"), self.looks)
        elif cell.get("t") == "s" and stored is not None and (stored.text or "").isdigit():
            number = int(stored.text)
            raw.runs = self.strings[number] if number < len(self.strings) else ()
        elif stored is not None and stored.text:
            raw.value = _typed(cell, value_of(cell, ()))
        if raw.runs:
            raw.value = "".join(text for text, _ink in raw.runs)
        self.raw[place] = raw
        if formula is not None and stored is None:
            self.grid[place] = Formula(formula.text or "")
        elif raw.value is not None:
            self.grid[place] = raw.value


def _shown(raw: _Raw, value: Value, *, since_1904: bool) -> Cell:
    look = raw.look
    if raw.runs:
        base = tuple((text, ink if ink is not None else look.ink) for text, ink in raw.runs)
        return Cell(look, base)
    if value is None or value == "":
        return Cell(look)
    if isinstance(value, bool):
        return Cell(look, ((str(value).upper(), look.ink),), centred=True)
    if isinstance(value, str):
        return Cell(look, ((_as_text(value, look.code), look.ink),), centred=raw.error)
    number = value if isinstance(value, int | float) else float(str(value))
    text, colour = shown(number, look.code, since_1904=since_1904)
    ink = (
        look.ink
        if colour is None
        else Ink(look.ink.size, look.ink.bold, colour=colour, family=look.ink.family)
    )
    return Cell(look, ((text, ink),), number=True)


def _as_text(value: str, code: str) -> str:
    """A text by the format's fourth section, in which @ stands for it."""
    sections = sections_of(code)
    if len(sections) == 4 and "@" in sections[3]:
        return "".join(value if one == "@" else one for one in sections[3].replace('"', ""))
    return value


def _typed(cell: Element, text: str) -> Value:
    match cell.get("t", "n"):
        case "b":
            return text == "1"
        case "n":
            try:
                return float(text) if "." in text or "E" in text.upper() else int(text)
            except ValueError:
                return text
    return text


def _runs(element: Element, looks: Looks) -> Runs:
    """A text's runs; those without a look of their own have none here and take that of their cell."""
    if child(element, "r") is None:
        text = text_in(element)
        return ((text, None),) if text else ()
    found = []
    for part in element:
        if local(part) == "r":
            text = "".join(inner.text or "" for inner in part if local(inner) == "t")
            properties = child(part, "rPr")
            found.append((text, ink_of(properties, looks.theme) if properties is not None else None))
        elif local(part) == "t":
            found.append((part.text or "", None))
    return tuple(found)


def _drawn(package: Package, sheet: Sheet) -> set[str]:
    """Kinds of what is drawn over the sheet."""
    found = set()
    for relation in package.relations(sheet.part):
        if relation.kind == "drawing" and package.has(relation.target):
            root = package.tree(relation.target)
            found |= {
                kind for name, kind in DRAWINGS.items() if next(root.iter(f"{{*}}{name}"), None) is not None
            }
        elif relation.kind in ("oleObject", "control", "picture"):
            found.add("shapes")
    return found


def _float(text: str | None) -> float | None:
    try:
        return None if text is None else min(max(float(text), 0), 409)
    except ValueError:
        return None
