"""How much a row looks like the heading of a list, by its words, its breadth and what stands below it."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from gongjian.lib.sheets import words
from gongjian.lib.sheets.book import Range
from gongjian.lib.sheets.spool import Cell, Row

LONGEST = 40  # characters of a heading's cell; longer ones are data
Rows = Mapping[int, Row]
_SPAN = re.compile(
    r"\d{1,2}月份?|\d{4}年度?|第?[一二三四1-4]季度|[上下]半年|\d{1,2}日|\d{1,2}[-至~]\d{1,3}岁?"
)
_VALUE = re.compile(r"[\d.,:/+\-%年月日时分]*\d[\d.,:/+\-%年月日时分xX]*")


def texts_in(row: Row) -> list[str]:
    return [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]


def filled_in(row: Row) -> int:
    return sum(cell is not None and not (isinstance(cell, str) and not cell.strip()) for cell in row)


def looks_like_value(cell: Cell) -> bool:
    """Whether a cell holds what lists hold and headings do not: a time, a number that is no year, a telephone number."""
    if cell is None or isinstance(cell, bool):
        return cell is not None
    if isinstance(cell, int):
        return not 1990 <= cell <= 2100
    if not isinstance(cell, str):
        return True
    text = words.folded(cell)
    return len(text) > LONGEST or bool(_VALUE.fullmatch(text) and not _SPAN.fullmatch(text))


def values_in(cells: Row) -> int:
    """How many cells look like values; whole numbers that count up one by one (days, months) do not."""
    numbers = [cell for cell in cells if isinstance(cell, int) and not isinstance(cell, bool)]
    counting = len(numbers) >= 3 and all(b - a == 1 for a, b in pairwise(numbers))
    return sum(looks_like_value(cell) for cell in cells) - (
        sum(looks_like_value(number) for number in numbers) if counting else 0
    )


def score_of(row: int, rows: Rows, merged: Sequence[Range], width: int) -> float:
    """How much a row looks like the last row of a heading: under 1 it is none."""
    cells = rows[row]
    texts = texts_in(cells)
    filled = filled_in(cells)
    below = [rows[number] for number in rows if number > row][:12]
    usual = sorted(filled_in(one) for one in below)[len(below) // 2] if below else filled
    if not texts or spans_all(row, merged, width) or words.TOTAL.fullmatch(words.folded(texts[0])):
        return 0.0
    if filled == 1 and max(usual, width) > 2:
        return 0.0
    values = values_in(cells)
    known = sum(words.essence(text) in words.COMMON for text in texts)
    lengths = [len(words.folded(text)) for text in texts]
    breadth = min(filled / max(usual, 1), 1.2)
    distinct = len(set(texts)) / len(texts)
    score = 0.9 * breadth + 0.9 * known / len(texts) + min(known, 6) * 0.08 + 0.3 * distinct
    score += 0.5 * _contrast(cells, below) - 1.6 * values / filled
    score -= 0.4 * sum(length > 15 for length in lengths) / len(lengths)
    score -= 0.5 * sum(bool(re.search("[。；！？]|[:：].", text)) for text in texts) / len(texts)
    return score - (0.35 if not below else 0) - 0.02 * min(row, 20)


def spans_all(row: int, merged: Sequence[Range], width: int) -> bool:
    """Whether one merged cell covers most of the row: a title."""
    return any(r1 <= row <= r2 and c2 - c1 + 1 >= max(3, 0.7 * width) for r1, c1, r2, c2 in merged)


def _contrast(cells: Row, below: Sequence[Row]) -> float:
    """The share of columns whose cells below are of another kind than the text above them."""
    if not below:
        return 0.0
    other = seen = 0
    for place, cell in enumerate(cells):
        if not isinstance(cell, str) or not cell.strip():
            continue
        values = [row[place] for row in below if place < len(row) and row[place] is not None]
        if values:
            seen += 1
            length = len(cell.strip())
            longer = sum(isinstance(value, str) and len(value) > 2 * length + 4 for value in values)
            other += sum(map(looks_like_value, values)) + longer > 0.5 * len(values)
    return other / seen if seen else 0.0
