"""Where a list ends: totals, repeated headings, signatures and remarks are left out and told."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from gongjian.lib.sheets import words
from gongjian.lib.sheets.book import SheetInfo
from gongjian.lib.sheets.spool import Row, decode_line, raw_lines

TAIL = 40  # rows at the end that are looked at closely
MOST_SKIPPED = 2000
_TOTAL_HINT = re.compile(r"[合小总累共]\s*计|总\s*数|total", re.I)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no entry of the list, and why: total, repeated, units, signature, remark, second_list."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ending:
    """The first and the last row of the list (0 and 0 when it is empty), and what stands between and below."""

    first: int
    last: int
    skipped: tuple[Skipped, ...]


def ending_of(sheet: SheetInfo, *, after: int, heading: Sequence[str]) -> Ending:
    """Look through the rows behind `after`; `heading` holds the texts of the heading's last row."""
    repeated = {words.folded(text) for text in heading if text.strip()}
    hint = max(repeated, key=len, default="")
    tail: deque[tuple[int, str]] = deque(maxlen=TAIL)
    skipped: list[Skipped] = []
    first = 0
    for number, line in raw_lines(sheet.spool):
        if number <= after:
            continue
        first = first or number
        tail.append((number, line))
        if len(skipped) < MOST_SKIPPED and (_TOTAL_HINT.search(line) or (hint and hint[:6] in line.lower())):
            reason = _inside(decode_line(line), repeated)
            if reason:
                skipped.append(Skipped(number, reason))
    below = _below(tail, {one.row for one in skipped}, width=sheet.columns)
    last = next((number for number, _ in reversed(tail) if number not in below), 0)
    if not last:
        return Ending(first, 0, tuple(skipped))
    told = [one for one in skipped if one.row not in below or one.reason == "total"]
    told += [
        Skipped(row, reason) for row, reason in sorted(below.items()) if row not in {one.row for one in told}
    ]
    return Ending(first, last, tuple(told))


def is_total(cells: Row) -> bool:
    """Whether one of the first cells says that the row is a sum."""
    texts = [words.folded(cell) for cell in cells[:4] if isinstance(cell, str) and cell.strip()]
    return any(words.TOTAL.fullmatch(text) for text in texts[:2])


def _inside(cells: Row, repeated: set[str]) -> str:
    if is_total(cells):
        return "total"
    own = [words.folded(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
    filled = sum(cell is not None for cell in cells)
    if (
        len(own) >= 2
        and len(own) == filled
        and sum(text in repeated for text in own) >= 0.8 * max(len(own), 2)
    ):
        return "repeated"
    return ""


def _below(tail: Sequence[tuple[int, str]], left_out: set[int], *, width: int) -> dict[int, str]:
    """Rows at the end that belong to no list, from the last upwards until one that does."""
    found: dict[int, str] = {}
    for number, line in reversed(tail):
        cells = decode_line(line)
        reason = "total" if number in left_out and is_total(cells) else _foot(cells, width)
        if not reason:
            break
        found[number] = reason
    return found


def _foot(cells: Row, width: int) -> str:
    """Why a row is no entry: a signature, a remark, or nothing."""
    texts = [words.folded(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
    filled = sum(cell is not None for cell in cells)
    if not texts or filled > max(6, width // 2):
        return ""
    signed = sum(bool(words.SIGNATURE.search(text)) for text in texts)
    if signed and (signed >= 2 or filled <= max(2, width // 2)) and words.SIGNATURE.search(texts[0]):
        return "signature"
    if filled <= 2 and words.REMARK.match(texts[0]):
        return "remark"
    return ""
