"""Reads of a workbook's parts what the cell reader does not tell: extent, what is hidden, formulas without a result."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

from gongjian.lib.sheets.bad import BadBook
from gongjian.lib.sheets.zips import pieces_of

MOST_ERRORS = 20_000
LONGEST_ROW = 32 * 1024 * 1024
_P = rb"(?:\w+:)?"  # some programs write <x:row>
_ROW = re.compile(rb"<" + _P + rb'row\b[^>]*?\br="(\d+)"')
_ROW_END = re.compile(rb"</" + _P + rb"row>|<" + _P + rb"row\b[^>]*/>")
_FILLED = re.compile(rb"<" + _P + rb'c\b[^>]*?\br="([A-Z]{1,3})\d+"[^>]*(?<!/)>')
_HIDDEN_ROW = re.compile(rb"<" + _P + rb'row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"[^>]*[^/]>')
_HIDDEN_COLUMN = re.compile(rb"<" + _P + rb'col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_BOUND = re.compile(rb'\b(min|max)="(\d+)"')
_F = rb"<" + _P + rb"f\b[^>]*(?:/>|>[^<]*</" + _P + rb"f>)"
_NO_VALUE = re.compile(
    rb"<" + _P + rb'c\b[^>]*?\br="([A-Z]+\d+)"(?![^>]*\bt="str")[^>]*>\s*' + _F
    + rb"\s*(?:<" + _P + rb"v\s*/>|<" + _P + rb"v></" + _P + rb"v>)?\s*</" + _P + rb"c>"
)  # fmt: skip
_ERROR = re.compile(
    rb"<"
    + _P
    + rb'c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*(?:'
    + _F
    + rb")?\s*<"
    + _P
    + rb"v>([^<]{1,20})</"
)


@dataclass(slots=True)
class Scan:
    """What a sheet's part says. Rows and columns count from 1; `last_row` and `last_column` are those with a value."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    first_hidden: int = 0
    hidden_columns: list[int] = field(default_factory=list)
    no_value: int = 0
    first_no_value: str = ""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # where the cell reader tells none
    rows_cut: bool = False
    rows_kept: int = 0  # of a sheet that reaches too far; 0 where all are read


def column_number(letters: str) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 16384 is XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet of cells by the sheet's name, as the archive spells it; sheets whose part is not there are
    left out. Raises BadBook where the workbook's own list cannot be read."""
    names = {
        name.replace("\\", "/").lower(): name for name in archive.namelist() if name.lower().endswith(".xml")
    }
    try:
        book = _target(archive, "_rels/.rels", "/officeDocument") or "xl/workbook.xml"
        targets = _relations(archive, join(dirname(book), "_rels", book.rpartition("/")[2] + ".rels"))
        root = _tree(archive, book)
    except KeyError:
        raise BadBook("broken") from None
    found = {}
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            own = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets.get(own, ("", ""))[1]
            if target:
                found[element.get("name") or ""] = normpath(join("/", dirname(book), target)).lstrip("/")
    return {sheet: names[part.lower()] for sheet, part in found.items() if part.lower() in names}


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(b"".join(pieces_of(archive, _known(archive, name))))
    except ElementTree.ParseError:
        raise BadBook("broken") from None


def _known(archive: zipfile.ZipFile, name: str) -> str:
    for other in archive.namelist():
        if other.replace("\\", "/").lower() == name.lower():
            return other
    raise KeyError(name)


def _relations(archive: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    try:
        tree = _tree(archive, name)
    except KeyError:  # some programs leave them out
        return {}
    return {one.get("Id", ""): (one.get("Type", ""), one.get("Target", "")) for one in tree}


def _target(archive: zipfile.ZipFile, name: str, kind: str) -> str:
    found = (target for type_, target in _relations(archive, name).values() if type_.endswith(kind))
    return next(found, "").lstrip("/")


def scan_sheet(archive: zipfile.ZipFile, part: str) -> Scan:
    """Read one sheet's part in pieces. Raises BadBook."""
    scan = Scan()
    for piece in row_pieces(archive, part):
        _look(scan, piece)
    return scan


def row_pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part cut behind the end of a row, so that no row is parted."""
    rest = b""
    for piece in pieces_of(archive, name):
        rest += piece
        ends = [found.end() for found in _ROW_END.finditer(rest, max(len(rest) - len(piece) - 4096, 0))]
        if ends:
            yield rest[: ends[-1]]
            rest = rest[ends[-1] :]
        elif len(rest) > LONGEST_ROW:
            raise BadBook("broken")
    if rest:
        yield rest


def _look(scan: Scan, piece: bytes) -> None:
    filled = set(_FILLED.findall(piece))
    if filled:
        scan.last_column = max(scan.last_column, *(column_number(one.decode()) for one in filled))
        rows = _ROW.findall(piece)
        scan.last_row = max(scan.last_row, int(rows[-1]) if rows else 0)
    if b"hidden=" in piece:
        _look_hidden(scan, piece)
    if b"<f" in piece or b":f" in piece:
        without = _NO_VALUE.findall(piece)
        scan.no_value += len(without)
        scan.first_no_value = scan.first_no_value or (without[0].decode() if without else "")
    if b't="e"' in piece and len(scan.errors) < MOST_ERRORS:
        for letters, row, code in _ERROR.findall(piece):
            scan.errors[int(row), column_number(letters.decode())] = code.decode("utf-8", "replace")


def _look_hidden(scan: Scan, piece: bytes) -> None:
    rows = _HIDDEN_ROW.findall(piece)
    scan.hidden_rows += len(rows)
    scan.first_hidden = scan.first_hidden or (int(rows[0]) if rows else 0)
    for found in _HIDDEN_COLUMN.findall(piece):
        bounds = {name: int(number) for name, number in _BOUND.findall(found)}
        first = bounds.get(b"min", 1)
        scan.hidden_columns += range(first, min(bounds.get(b"max", first), first + 500) + 1)
