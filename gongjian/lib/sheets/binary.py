"""Reads of binary workbooks (.xls, .xlsb) what the cell reader does not tell: extent, what is hidden, errors, formulas
without a result. What cannot be followed is left untold: the cells are read all the same."""

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from gongjian.lib.sheets.ole import whole_stream
from gongjian.lib.sheets.ooxml import MOST_ERRORS, Scan, column_letters
from gongjian.lib.sheets.trimming import reaches_too_far

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
NO_RESULT = bytes(8)
CALCULATE_FIRST = 0x2  # "reckon when opened": the program that wrote the formula left the result to Excel

BOUNDSHEET, BOF, EOF, ROW, COLINFO, BOOLERR, MULRK, FORMULA = (
    0x85,
    0x809,
    0x0A,
    0x208,
    0x7D,
    0x205,
    0xBD,
    0x06,
)
BLANK = 0x201  # a cell without content, which is passed over
CELLS = frozenset({0x203, 0x204, BOOLERR, 0x27E, 0xFD, MULRK, FORMULA, 0xD6})

B_ROW, B_ERROR, B_FORMULA_NUMBER, B_FORMULA_ERROR, B_COLUMN, B_SHEET = 0, 3, 9, 11, 60, 156


def scan_old(stream: bytes) -> dict[str, Scan]:
    """The sheets of an old workbook's stream (BIFF 5 and 8) by name."""
    scans: dict[str, Scan] = {}
    for kind, place, length in _old_records(stream, 0):
        if kind == EOF:
            break
        if kind == BOUNDSHEET and length > 8:
            name, start = _bound_sheet(stream[place : place + length])
            scans[name] = scan = Scan()
            for other, at, size in _sheet_records(stream, start):
                _look_old(scan, other, stream[at : at + size])
    return scans


def far_cells(stream: bytes, scan_name: str, *, last: int) -> Iterator[int]:
    """Where in the stream the records of a sheet's cells below row `last` begin."""
    for kind, place, length in _old_records(stream, 0):
        if kind == EOF:
            return
        if kind != BOUNDSHEET or length <= 8:
            continue
        name, start = _bound_sheet(stream[place : place + length])
        if name == scan_name:
            for other, at, size in _sheet_records(stream, start):
                if other in CELLS and size >= 6 and struct.unpack_from("<H", stream, at)[0] >= last:
                    yield at - 4


def inspect_old(path: Path, trimmed: Path, limits: "Limits") -> dict[str, Scan]:
    """Scan an old workbook; where a sheet reaches too far, `trimmed` becomes a copy whose cells far below are blank."""
    source = trimmed if trimmed.exists() else path
    whole = whole_stream(source)
    if whole is None:
        return {}
    try:
        scans = scan_old(whole.data)
        far = {name: scan for name, scan in scans.items() if reaches_too_far(scan, limits)}
        if far:
            data = bytearray(source.read_bytes())
            for name, scan in far.items():
                last = limits.cells // max(scan.last_column, 1)
                scan.rows_cut, scan.rows_kept = True, last
                for offset in far_cells(whole.data, name, last=last):
                    for place, byte in enumerate(struct.pack("<H", BLANK)):
                        data[whole.place_of(offset + place)] = byte
            trimmed.write_bytes(data)
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}
    return scans


def scan_binary(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """The sheets of a binary workbook of 2007 (.xlsb) by name."""
    try:
        parts = _binary_parts(archive)
        return {sheet: _scan_part(archive.read(part)) for sheet, part in parts.items()}
    except (KeyError, struct.error, IndexError, UnicodeDecodeError, ElementTree.ParseError):
        return {}


def _old_records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the contents."""
    end = len(stream)
    while place + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, place)
        place += 4
        if place + length > end:
            return
        yield kind, place, length
        place += length


def _sheet_records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """The records of one sheet, without those of charts inside it."""
    depth = 0
    for kind, place, length in _old_records(stream, start):
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, place, length


def _bound_sheet(data: bytes) -> tuple[str, int]:
    """A sheet's name, and where its records begin. Names of Excel 95 are given byte by byte."""
    start, _state, length, flags = struct.unpack_from("<IHBB", data)
    if len(data) == 7 + length:
        return data[7:].decode("latin-1"), start
    text = data[8:]
    return (text[: 2 * length].decode("utf-16-le") if flags & 1 else text[:length].decode("latin-1")), start


def _look_old(scan: Scan, kind: int, data: bytes) -> None:
    if kind in CELLS and len(data) >= 6:
        row, column = struct.unpack_from("<HH", data)
        last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == MULRK else column
        scan.last_row, scan.last_column = max(scan.last_row, row + 1), max(scan.last_column, last + 1)
        if kind == BOOLERR and len(data) >= 8 and data[7]:
            _error(scan, row, column, data[6])
        elif kind == FORMULA and len(data) >= 16:
            _formula(scan, row, column, data[6:14], struct.unpack_from("<H", data, 14)[0])
    elif kind == ROW and len(data) >= 16 and data[12] & 0x20:
        _hidden_row(scan, struct.unpack_from("<H", data)[0], filled=data[2:4] != data[4:6])
    elif kind == COLINFO and len(data) >= 10 and data[8] & 1:
        first, last = struct.unpack_from("<HH", data)
        scan.hidden_columns += range(first + 1, min(last, first + 500) + 2)


def _formula(scan: Scan, row: int, column: int, value: bytes, flags: int) -> None:
    if value[6:] == b"\xff\xff" and value[0] == 2:
        _error(scan, row, column, value[2])
    elif value == NO_RESULT and flags & CALCULATE_FIRST:
        _no_value(scan, row, column)


def _error(scan: Scan, row: int, column: int, code: int) -> None:
    if len(scan.errors) < MOST_ERRORS:
        scan.errors[row + 1, column + 1] = ERRORS.get(code, "#N/A")


def _no_value(scan: Scan, row: int, column: int) -> None:
    scan.no_value += 1
    scan.first_no_value = scan.first_no_value or f"{column_letters(column + 1)}{row + 1}"


def _hidden_row(scan: Scan, row: int, *, filled: bool) -> None:
    if filled:
        scan.hidden_rows += 1
        scan.first_hidden = scan.first_hidden or row + 1


def _binary_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    tree = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.bin.rels"]))
    targets = {one.get("Id", ""): one.get("Target", "") for one in tree}
    found: dict[str, str] = {}
    for kind, data in _binary_records(archive.read(names["xl/workbook.bin"])):
        if kind != B_SHEET:
            continue
        own, place = _wide(data, 8)
        sheet, _end = _wide(data, place)
        part = normpath(join("/xl", targets.get(own, ""))).lstrip("/").lower()
        if part in names:
            found[sheet] = names[part]
    return found


def _wide(data: bytes, place: int) -> tuple[str, int]:
    end = place + 4 + 2 * int(struct.unpack_from("<I", data, place)[0])
    return data[place + 4 : end].decode("utf-16-le"), end


def _binary_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and contents; both kind and length are written in pieces of seven bits."""
    place, end = 0, len(data)
    while place < end:
        kind = data[place]
        place += 1
        if kind & 0x80:
            kind = kind & 0x7F | data[place] << 7
            place += 1
        length = shift = 0
        while True:
            piece = data[place]
            place += 1
            length |= (piece & 0x7F) << shift
            shift += 7
            if not piece & 0x80 or shift > 21:
                break
        yield kind, data[place : place + length]
        place += length


def _scan_part(data: bytes) -> Scan:
    scan, row, hidden = Scan(), 0, False
    for kind, told in _binary_records(data):
        if kind == B_ROW and len(told) >= 12:
            row, hidden = struct.unpack_from("<I", told)[0], bool(told[11] & 0x10)
        elif 0 < kind <= 11 and len(told) >= 8:
            if hidden and kind != 1:
                _hidden_row(scan, row, filled=True)
                hidden = False
            _look_binary(scan, kind, row, told)
        elif kind == B_COLUMN and len(told) >= 18 and told[16] & 1:
            first, last = struct.unpack_from("<II", told)
            scan.hidden_columns += range(first + 1, min(last, first + 500) + 2)
    return scan


def _look_binary(scan: Scan, kind: int, row: int, told: bytes) -> None:
    column = struct.unpack_from("<I", told)[0]
    if kind in (B_ERROR, B_FORMULA_ERROR) and len(told) >= 9:
        _error(scan, row, column, told[8])
    elif (
        kind == B_FORMULA_NUMBER
        and len(told) >= 18
        and told[8:16] == NO_RESULT
        and told[16] & CALCULATE_FIRST
    ):
        _no_value(scan, row, column)
