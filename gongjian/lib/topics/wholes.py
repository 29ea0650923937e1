"""What a growing index keeps of its groups as wholes: sizes, and the lengths of the sums of their rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from gongjian.lib.topics.alike import Facts, Table, together


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A message that comes in: the products of its rows with those of all before it, in the order of `Spaces.widths`; the
    squares of their lengths (1, or 0 where it has none); whether it names a narrow place."""

    products: tuple[Any, ...]
    squares: tuple[float, ...]
    narrow: bool

    @property
    def named(self) -> bool:
        """Whether it names any place."""
        return self.squares[1] > 0

    @property
    def placed(self) -> bool:
        """Whether it names a district."""
        return self.squares[3] > 0


class Wholes:
    """Groups by number and messages by position."""

    def __init__(self, table: Table, groups: list[list[int]]) -> None:
        of = np.zeros(table.words.shape[0], dtype=np.int64)
        for number, group in enumerate(groups):
            of[group] = number
        self._of = _Growing(of)
        self._flags = [_Growing(flag.astype(bool)) for flag in (table.named, table.narrow, table.placed)]
        self._size = _Growing(np.array([len(group) for group in groups], dtype=np.float64))
        self._narrows = _Growing(np.array([table.narrow[group].sum() for group in groups], dtype=np.float64))
        self._squares = [_Growing(_squares(rows, of, len(groups))) for rows in table.all]

    def of(self, at: int) -> int:
        """The group of the message at a position."""
        return int(self._of.used[at])

    def mean(self, new: Newcomer) -> Any:
        """For each group how alike the newcomer is to its messages on average."""
        own = (new.named, new.narrow, new.placed)
        facts = Facts(*(flag.used & mine for flag, mine in zip(self._flags, own, strict=True)))
        words, names, matters, where = new.products
        return self._sums(together(words, names, matters, where, facts)) / self._size.used

    def alike(self, new: Newcomer) -> tuple[Any, Any]:
        """How alike it is to each group as a whole, and how alike in words; 0 for groups of one."""
        words, names, matters, where = (
            self._sums(one) / np.sqrt(np.maximum(squares.used, 1e-9))
            for one, squares in zip(new.products, self._squares, strict=True)
        )
        size = self._size.used
        facts = Facts(
            (self._squares[1].used > 0) & new.named,
            (self._narrows.used * 2 >= size) & new.narrow,
            (self._squares[3].used > 0) & new.placed,
        )
        return np.where(size > 1, together(words, names, matters, where, facts), 0.0), words

    def put(self, group: int | None, new: Newcomer) -> None:
        """Count it into a group, or as a group of its own."""
        if group is None:
            group = len(self._size.used)
            for sums in (self._size, self._narrows, *self._squares):
                sums.append(0.0)
        mine = self._of.used == group
        self._size.used[group] += 1
        self._narrows.used[group] += new.narrow
        for squares, product, square in zip(self._squares, new.products, new.squares, strict=True):
            squares.used[group] += 2 * float(product[mine].sum()) + square
        self._of.append(group)
        for flag, value in zip(self._flags, (new.named, new.narrow, new.placed), strict=True):
            flag.append(value)

    def _sums(self, values: Any) -> Any:
        return np.bincount(self._of.used, weights=values, minlength=len(self._size.used))


def _squares(rows: Any, of: Any, groups: int) -> Any:
    """The square of the length of the sum of each group's rows."""
    ones = csr_matrix((np.ones(len(of)), (of, np.arange(len(of)))), shape=(groups, len(of)))
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
