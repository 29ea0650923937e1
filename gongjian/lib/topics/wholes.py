"""What a growing index keeps of its groups as wholes: sizes, and the lengths of the sums of their rows."""

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from gongjian.lib.topics.alike import Table, together
from gongjian.lib.topics.spaces import Row


class Wholes:
    """Groups by number and messages by position; arrays with room to grow, of which the first so many are in use."""

    def __init__(self, table: Table, groups: list[list[int]]) -> None:
        self.of: list[int] = [0] * table.words.shape[0]
        for number, group in enumerate(groups):
            for at in group:
                self.of[at] = number
        self._of = _Growing(np.array(self.of, dtype=np.int64))
        self._narrow = _Growing(table.narrow.astype(bool))
        self._named = _Growing(table.named.astype(bool))
        self._size = _Growing(np.array([len(group) for group in groups], dtype=np.float64))
        self._narrows = _Growing(np.array([table.narrow[group].sum() for group in groups], dtype=np.float64))
        rows = (table.words, table.names, table.matters)
        self._squares = [_Growing(_squares(one, self.of, len(groups))) for one in rows]

    @property
    def named_messages(self) -> Any:
        """For each message whether it names a place."""
        return self._named.used

    @property
    def narrow_messages(self) -> Any:
        """For each message whether it names a narrow one."""
        return self._narrow.used

    def mean(self, alike: Any) -> Any:
        """For each group the average over its messages."""
        return np.bincount(self._of.used, weights=alike, minlength=len(self._size.used)) / self._size.used

    def alike(self, products: tuple[Any, Any, Any], *, named: bool, narrow: bool) -> tuple[Any, Any]:
        """How alike a new row is to each group as a whole, and how alike in words; 0 for groups of one."""
        size = self._size.used
        sums = [np.bincount(self._of.used, weights=one, minlength=len(size)) for one in products]
        words, names, matters = (
            sum_ / np.sqrt(np.maximum(squares.used, 1e-9))
            for sum_, squares in zip(sums, self._squares, strict=True)
        )
        have_names = (self._squares[1].used > 0) & named
        found = together(words, names, matters, have_names, (self._narrows.used * 2 >= size) & narrow)
        return np.where(size > 1, found, 0.0), words

    def put(
        self, group: int | None, products: tuple[Any, Any, Any], rows: tuple[Row, Row, Row], *, narrow: bool
    ) -> None:
        """Count a new message into a group, or as a group of its own. `products` are those with all before it."""
        number = len(self._size.used) if group is None else group
        own = [float(row[1] @ row[1]) for row in rows]
        if group is None:
            self._size.append(1.0)
            self._narrows.append(float(narrow))
            for squares, square in zip(self._squares, own, strict=True):
                squares.append(square)
        else:
            mine = self._of.used == group
            self._size.used[group] += 1
            self._narrows.used[group] += narrow
            for squares, product, square in zip(self._squares, products, own, strict=True):
                squares.used[group] += 2 * float(product[mine].sum()) + square
        self.of.append(number)
        self._of.append(number)
        self._narrow.append(narrow)
        self._named.append(len(rows[1][0]) > 0)


def _squares(rows: Any, of: list[int], groups: int) -> Any:
    """The square of the length of the sum of each group's rows."""
    ones = csr_matrix(
        (np.ones(len(of)), (np.array(of, dtype=np.int64), np.arange(len(of)))), shape=(groups, len(of))
    )
    sums = ones @ rows
    return np.asarray(sums.multiply(sums).sum(axis=1), dtype=np.float64).ravel()


class _Growing:
    """An array to which one appends."""

    def __init__(self, values: Any) -> None:
        self._room, self._count = values, len(values)

    @property
    def used(self) -> Any:
        return self._room[: self._count]

    def append(self, value: float) -> None:
        if self._count == len(self._room):
            more = np.zeros(max(64, len(self._room) // 2), dtype=self._room.dtype)
            self._room = np.concatenate([self._room, more])
        self._room[self._count] = value
        self._count += 1
