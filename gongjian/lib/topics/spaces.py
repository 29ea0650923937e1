"""Bags of words as rows of a sparse matrix: rare words count more, every row has length 1, new words find room later."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags

from gongjian.lib.topics.grams import COLUMNS

Bag = Mapping[str, float]
Row = tuple[Any, Any]
LEAST = 0.1
PAIRS_AT_ONCE = 50_000


class Space:
    """One vocabulary and how rare each of its words is among the bags it was made of: log((n + 1) / (seen + 1)), and 0.1
    at least. The rarity does not change when rows are made later, so that what was alike stays as alike as it was."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        self.columns: dict[str, int] = {}
        seen: list[int] = []
        for bag in bags:
            for word in bag:
                column = self.columns.setdefault(word, len(self.columns))
                if column == len(seen):
                    seen.append(0)
                seen[column] += 1
        self._rarity = [max(LEAST, math.log((len(bags) + 1) / (times + 1))) for times in seen]
        self._unseen = max(LEAST, math.log(len(bags) + 1))

    def row(self, bag: Bag) -> Row:
        """Columns and values (of length 1) of a bag; a word that was never seen gets a column."""
        columns = [self.columns.setdefault(word, len(self.columns)) for word in bag]
        self._rarity += [self._unseen] * (len(self.columns) - len(self._rarity))
        values = np.array([self._rarity[column] for column in columns]) * np.array(
            list(bag.values()), dtype=float
        )
        return np.array(columns, dtype=np.int32), _unit(values)

    @property
    def width(self) -> int:
        """How many columns there are by now."""
        return max(1, len(self.columns))


class Grams:
    """The same for bags of grams, whose columns are fixed beforehand; how often a gram comes counts by its logarithm."""

    width = COLUMNS

    def __init__(self, bags: Sequence[Row]) -> None:
        seen = np.zeros(COLUMNS, dtype=np.int32)
        for columns, _counts in bags:
            seen[columns] += 1
        by_count = np.log((len(bags) + 1) / (np.arange(len(bags) + 1) + 1))
        self._rarity = np.maximum(LEAST, by_count).astype(np.float32)[seen]

    def row(self, bag: Row) -> Row:
        """Columns and values (of length 1)."""
        columns, counts = bag
        return columns, _unit(self._rarity[columns] * (1 + np.log(counts)))


def _unit(values: Any) -> Any:
    length = math.sqrt(float(values @ values))
    return (values / length if length else values).astype(np.float32)


def matrix(rows: Sequence[Row], width: int) -> Any:
    """Rows as one sparse matrix of `width` columns."""
    ends = np.cumsum([0, *(len(columns) for columns, _values in rows)])
    columns = np.concatenate([np.zeros(0, dtype=np.int32), *(row[0] for row in rows)])
    values = np.concatenate([np.zeros(0, dtype=np.float32), *(row[1] for row in rows)])
    return csr_matrix((values, columns, ends), shape=(len(rows), width))


def unit(rows: Any) -> Any:
    """Every row brought to length 1; empty ones stay empty."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    length[length == 0] = 1
    return (diags(1 / length) @ rows).tocsr().astype(np.float32)


def shared(rows: Any) -> Any:
    """Without the columns that one row alone has: products of rows stay the same, and cost less."""
    used = np.bincount(rows.indices, minlength=rows.shape[1]) > 1
    number = np.cumsum(used, dtype=np.int64) - 1
    kept = used[rows.indices]
    ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    columns = number[rows.indices[kept]].astype(np.int32)
    return csr_matrix((rows.data[kept], columns, ends), shape=(rows.shape[0], max(1, int(used.sum()))))


def dots(rows: Any, one: Any, other: Any) -> Any:
    """The products of pairs of rows, so many pairs at once that it takes little memory."""
    found = np.empty(len(one), dtype=np.float32)
    for begin in range(0, len(one), PAIRS_AT_ONCE):
        some = slice(begin, begin + PAIRS_AT_ONCE)
        found[some] = np.asarray(rows[one[some]].multiply(rows[other[some]]).sum(axis=1)).ravel()
    return found
