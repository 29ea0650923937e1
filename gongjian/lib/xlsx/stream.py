"""A worksheet read and written row by row, in memory that does not grow with its rows."""

from collections.abc import Callable, Iterable
from typing import IO

from gongjian.lib.xlsx.refs import cell_ref, column_number
from gongjian.lib.xlsx.xml import Element, Shell, events, local

CHUNK = 500
Rows = Callable[[Element, int], Iterable[Element]]


def read_rows(source: IO[bytes], *, part: str, row: Callable[[Element, int], None]) -> Element:
    """Hand every row with its number to `row`; returns the root, whose rows are gone. Raises BadWorkbook."""
    number, root = 0, None
    for event, element in events(source, part=part, tags=("worksheet", "row")):
        name = local(element)
        if name == "worksheet":
            root = element
        elif event == "end":
            number = row_number(element, number)
            row(element, number)
            _forget(element)
    return root


def rewrite(
    source: IO[bytes],
    out: IO[bytes],
    *,
    part: str,
    row: Rows,
    edges: Callable[[list[Element]], list[Element]] = lambda elements: elements,
    after: Callable[[], Iterable[Element]] = lambda: (),
) -> None:
    """Write the sheet anew: `edges` turns the elements before and those after the rows, `row` gives the rows that stand
    for one, `after` further rows at the end. Raises BadWorkbook."""
    shell: Shell | None = None
    number, pending = 0, list[bytes]()
    for event, element in events(source, part=part, tags=("worksheet", "sheetData", "row")):
        match event, local(element):
            case "start", "worksheet":
                shell = Shell(element)
                out.write(shell.opening)
            case "start", "sheetData" if shell:
                _write(out, shell, edges(_before(element)))
                out.write(b"<sheetData>")
            case "end", "row" if shell:
                number = row_number(element, number)
                pending += [shell.inner(one) for one in row(element, number)]
                _forget(element)
                if len(pending) >= CHUNK:
                    out.write(b"".join(pending))
                    pending.clear()
            case "end", "sheetData" if shell:
                pending += [shell.inner(one) for one in after()]
                out.write(b"".join(pending) + b"</sheetData>")
                pending.clear()
            case "end", "worksheet" if shell:
                _write(out, shell, edges(_behind(element)))
                out.write(shell.closing)


def row_number(row: Element, before: int) -> int:
    """The row's number; rows that do not say it follow the one before."""
    told = row.get("r", "")
    return int(told) if told.isdigit() else before + 1


def cells_of(row: Element) -> Iterable[tuple[int, Element]]:
    """(column, cell) of a row; cells that do not say where they stand follow the one before."""
    column = 0
    for cell in row.iterchildren("{*}c"):
        told = cell.get("r", "").rstrip("0123456789")
        column = column_number(told) if told.isalpha() else column + 1
        yield column, cell


def cell_in(row: Element, column: int, *, number: int) -> Element:
    """The row's cell in this column, made in its place where there is none."""
    spot = 0
    for place, cell in list(cells_of(row)):
        if place == column:
            return cell
        if place < column:
            spot = row.index(cell) + 1
    space = row.tag.rpartition("}")[0] + "}"
    made = row.makeelement(f"{space}c", {"r": cell_ref(number, column)})
    row.insert(spot, made)
    return made


def set_place(row: Element, number: int) -> None:
    """Give the row and its cells a new number."""
    for column, cell in list(cells_of(row)):
        cell.set("r", cell_ref(number, column))
    row.set("r", str(number))


def _before(data: Element) -> list[Element]:
    found = []
    for element in data.getparent():
        if element is data:
            break
        found.append(element)
    return found


def _behind(root: Element) -> list[Element]:
    found: list[Element] = []
    seen = False
    for element in root:
        if seen:
            found.append(element)
        seen = seen or local(element) == "sheetData"
    return found


def _write(out: IO[bytes], shell: Shell, elements: list[Element]) -> None:
    out.write(b"".join(shell.inner(element) for element in elements if local(element)))


def _forget(row: Element) -> None:
    row.clear()
    while row.getprevious() is not None:
        del row.getparent()[0]
