"""Cell references as spreadsheets write them: A1, $B$3, C4:D9, 5:7, A:C."""

import re
from functools import lru_cache
from typing import NamedTuple

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")


class Area(NamedTuple):
    """A rectangle of cells, both ends included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def ref(self) -> str:
        """As it is written: "B5" for a single cell, else "B5:D9"."""
        first = cell_ref(self.top, self.left)
        last = cell_ref(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@lru_cache(maxsize=20_000)
def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


@lru_cache(maxsize=20_000)
def column_number(text: str) -> int:
    """A → 1, AA → 27; dollar signs are passed over."""
    number = 0
    for sign in text.replace("$", "").upper():
        number = number * 26 + ord(sign) - 64
    return number


def cell_ref(row: int, column: int) -> str:
    """(5, 2) → B5."""
    return f"{letters(column)}{row}"


def cell_at(ref: str) -> tuple[int, int]:
    """B5 → (5, 2). Raises ValueError."""
    found = _CELL.fullmatch(ref)
    if not found:
        raise ValueError(ref)
    return int(found[4]), column_number(found[2])


def area_at(ref: str) -> Area:
    """B5:D9, B5, 5:7 or B:D as a rectangle. Raises ValueError."""
    first, _colon, last = ref.partition(":")
    last = last or first
    if first.replace("$", "").isdigit():
        return Area(int(first.replace("$", "")), 1, int(last.replace("$", "")), MAX_COLUMN)
    if first.replace("$", "").isalpha():
        return Area(1, column_number(first), MAX_ROW, column_number(last))
    (top, left), (bottom, right) = cell_at(first), cell_at(last)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
