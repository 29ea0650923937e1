"""The table of shared strings without those that no cell shows any more, so that no removed text stays hidden in it."""

from collections.abc import Iterable
from typing import IO

from gongjian.lib.xlsx.package import Package, Sheet
from gongjian.lib.xlsx.stream import cells_of, read_rows
from gongjian.lib.xlsx.xml import Element, Shell, child, events, local


class Used:
    """Numbers of shared strings that cells show: a byte each, up to the highest one."""

    def __init__(self) -> None:
        self._seen = bytearray()

    def __contains__(self, number: int) -> bool:
        return number < len(self._seen) and bool(self._seen[number])

    def note(self, row: Element, _number: int = 0) -> None:
        """Note the strings of a row's cells."""
        for _column, cell in cells_of(row):
            if cell.get("t") != "s":
                continue
            stored = child(cell, "v")
            told = "" if stored is None else (stored.text or "").strip()
            if told.isdecimal() and len(told) < 9:
                self._mark(int(told))

    def _mark(self, number: int) -> None:
        if number >= len(self._seen):
            self._seen.extend(bytes(number + 1 - len(self._seen)))
        self._seen[number] = 1


def strings_part(package: Package) -> str | None:
    """The part that holds the table."""
    for one in package.relations(package.workbook_part):
        if one.kind == "sharedStrings" and package.has(one.target):
            return one.target
    return None


def note_other_sheets(package: Package, sheet: Sheet, used: Used) -> None:
    """Note what the cells of every sheet but this one show. Raises BadWorkbook."""
    for one in package.relations(package.workbook_part):
        if one.kind.lower().endswith("sheet") and one.target != sheet.part and package.has(one.target):
            with package.open(one.target) as source:
                read_rows(source, part=one.target, row=used.note)


def write_used(package: Package, part: str, out: IO[bytes], used: Used) -> None:
    """The table anew: strings keep their numbers, those that are not used are empty, those after the last used one are
    left out. Raises BadWorkbook."""
    shell: Shell | None = None
    number, unused = -1, 0
    with package.open(part) as source:
        for event, element in events(source, part=part, tags=("sst", "si")):
            if local(element) == "sst":
                shell = shell or _opened(element, out)
                continue
            if event != "end" or shell is None:
                continue
            number += 1
            if number in used:
                out.write(_empty(element, shell) * unused + shell.inner(element))
                unused = 0
            else:
                unused += 1
            _forget(element)
    if shell is not None:
        out.write(shell.closing)


def _opened(root: Element, out: IO[bytes]) -> Shell:
    for name in ("count", "uniqueCount"):
        root.attrib.pop(name, None)
    shell = Shell(root)
    out.write(shell.opening)
    return shell


def _empty(element: Element, shell: Shell) -> bytes:
    space = element.tag.rpartition("}")[0] + "}"
    bare = element.makeelement(element.tag, nsmap=element.nsmap)
    bare.append(bare.makeelement(f"{space}t"))
    return shell.inner(bare)


def _forget(element: Element) -> None:
    element.clear()
    before: Iterable[Element] = list(element.itersiblings(preceding=True))
    for one in before:
        one.getparent().remove(one)
