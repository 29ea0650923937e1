"""Formulas under a map of rows: every reference follows its cells, texts and other workbooks are left alone."""

import re
from dataclasses import dataclass

from gongjian.lib.xlsx.refs import MAX_ROW, column_number, letters
from gongjian.lib.xlsx.rowmap import RowMap

DEAD = "#REF!"
ADDING = frozenset(
    ("SUM", "AVERAGE", "COUNT", "COUNTA", "COUNTBLANK", "MAX", "MIN", "PRODUCT", "SUMIF", "SUMIFS", "COUNTIF", "COUNTIFS",
     "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS", "SUBTOTAL", "AGGREGATE", "SUMPRODUCT", "MEDIAN", "STDEV", "LARGE",
     "SMALL", "RANK")
)  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<brackets>\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\](?:[^\s!'"(),;]*!\$?[A-Za-z$0-9:]+)?)
    |(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[\w.]+)?)!)?
     (?<![\w.$])(?P<ref>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?
        |\$?[0-9]{1,7}:\$?[0-9]{1,7}|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!\[])
    |(?P<call>[^\W\d][\w.]*)?(?P<open>\()
    |(?P<close>\))
    |(?P<word>'(?:[^']|'')+'!?|[\w.$]+!?)""",
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_ROW = re.compile(r"(\$?)([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a formula stands: its sheet, the sheet whose rows move, and within a repeated band its row and copy. Rules
    of formats and validations count from the first row of their range: `top` was it, `new_top` is it."""

    sheet: str
    moved: str
    row: int = 0
    copy: int = 0
    top: int = 0
    new_top: int = 0


def moved_formula(formula: str, rows: RowMap, standing: Standing) -> str:
    """The formula after the move; a reference whose cells are all gone becomes #REF!.

    In a repeated row, relative references to its own band go to the same copy, those with a dollar to the first one.
    From outside, a single cell of a repeated row inside an adding function (SUM and the like) takes in all copies.
    """
    calls: list[str] = []

    def turned(found: re.Match[str]) -> str:
        if found["open"]:
            calls.append((found["call"] or "").upper())
        elif found["close"] and calls:
            calls.pop()
        if not found["ref"] or not _meant(found["sheet"], standing):
            return found[0]
        adding = bool(calls) and calls[-1] in ADDING
        return (found["sheet"] or "") + _moved_ref(found["ref"], rows, standing, adding=adding)

    return _TOKEN.sub(turned, formula)


def shifted_formula(formula: str, *, down: int, right: int) -> str:
    """A shared formula as it reads in another cell: relative references move along with it."""

    def turned(found: re.Match[str]) -> str:
        if not found["ref"]:
            return found[0]
        ref = found["ref"]
        ends = ref.split(":")
        return (found["sheet"] or "") + ":".join(_shifted(end, down, right) for end in ends)

    return _TOKEN.sub(turned, formula)


def sheet_prefix(name: str) -> str:
    """The sheet's name as it stands before a reference."""
    return f"'{name.replace(chr(39), chr(39) * 2)}'!"


def _meant(sheet: str | None, standing: Standing) -> bool:
    if not sheet:
        return standing.sheet == standing.moved
    name = sheet[:-1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name.casefold() == standing.moved.casefold()


def _moved_ref(ref: str, rows: RowMap, standing: Standing, *, adding: bool) -> str:
    first, _colon, last = ref.partition(":")
    if first.replace("$", "").isalpha():
        return ref
    if not last:
        return _moved_cell(first, rows, standing, adding=adding)
    if first.replace("$", "").isdigit():
        ends = _ROW.fullmatch(first), _ROW.fullmatch(last)
        span = rows.span(*(int(end[2]) for end in ends if end))
        return f"{ends[0][1]}{span[0]}:{ends[1][1]}{span[1]}" if span and all(ends) else DEAD  # type: ignore[index]
    return _moved_area(first, last, rows, standing)


def _moved_cell(ref: str, rows: RowMap, standing: Standing, *, adding: bool) -> str:
    dollar, column, fixed, row = _parts(ref)
    own = _own_copy(row, fixed, rows, standing)
    new = own if own is not None else rows.at(row)
    if new is None:
        return DEAD
    cell = f"{dollar}{column}{fixed}{new}"
    last = rows.end(row)
    if own is None and adding and last > new and not _same_band(row, rows, standing):
        return f"{cell}:{dollar}{column}{fixed}{last}"
    return cell


def _moved_area(first: str, last: str, rows: RowMap, standing: Standing) -> str:
    (d1, c1, f1, r1), (d2, c2, f2, r2) = _parts(first), _parts(last)
    if r1 > r2:
        (f1, r1), (f2, r2) = (f2, r2), (f1, r1)
    top = _own_copy(r1, f1, rows, standing)
    bottom = _own_copy(r2, f2, rows, standing)
    inside = _same_band(r2, rows, standing)
    top = rows.start(r1) if top is None else top
    bottom = bottom if bottom is not None else (rows.at(r2) if inside and f2 else rows.end(r2))
    if bottom is None or top > bottom:
        return DEAD
    return f"{d1}{c1}{f1}{top}:{d2}{c2}{f2}{bottom}"


def _parts(ref: str) -> tuple[str, str, str, int]:
    found = _CELL.fullmatch(ref)
    if not found:
        raise ValueError(ref)
    return found[1], found[2], found[3], int(found[4])


def _same_band(row: int, rows: RowMap, standing: Standing) -> bool:
    band = rows.band_of(row)
    return bool(
        band and standing.row and standing.sheet == standing.moved and band is rows.band_of(standing.row)
    )


def _own_copy(row: int, fixed: str, rows: RowMap, standing: Standing) -> int | None:
    if not fixed and standing.top and standing.sheet == standing.moved:
        return max(1, row - standing.top + standing.new_top)
    if fixed or not _same_band(row, rows, standing):
        return None
    return rows.at(row, copy=standing.copy)


def _shifted(end: str, down: int, right: int) -> str:
    found = _CELL.fullmatch(end)
    if found:
        column = found[2] if found[1] else letters(max(1, column_number(found[2]) + right))
        row = int(found[4]) if found[3] else min(max(1, int(found[4]) + down), MAX_ROW)
        return f"{found[1]}{column}{found[3]}{row}"
    if end.replace("$", "").isdigit():
        return end if end.startswith("$") else str(max(1, int(end) + down))
    return end if end.startswith("$") else letters(max(1, column_number(end) + right))
