"""Bags of words as rows of a sparse matrix: rare words count more, every row has length 1, new words find room later."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags

Bag = Mapping[str, float]


class Space:
    """One vocabulary and how rare each of its words is among the bags it was made of: log((n + 1) / (seen + 1)), and 0.1
    at least. The rarity does not change when rows are made later, so that what was alike stays as alike as it was."""

    def __init__(self, bags: Sequence[Bag], *, damped: bool) -> None:
        self.damped = damped
        self.columns: dict[str, int] = {}
        seen: list[int] = []
        for bag in bags:
            for word in bag:
                column = self.columns.setdefault(word, len(self.columns))
                if column == len(seen):
                    seen.append(0)
                seen[column] += 1
        self.count = len(bags)
        self.rarity = [max(0.1, math.log((self.count + 1) / (times + 1))) for times in seen]
        self._unseen = max(0.1, math.log(self.count + 1))

    def row(self, bag: Bag) -> tuple[Any, Any]:
        """Columns (int32) and values (float32, of length 1) of a bag; a word that was never seen gets a column."""
        columns = np.empty(len(bag), dtype=np.int32)
        values = np.empty(len(bag), dtype=np.float64)
        for at, (word, amount) in enumerate(bag.items()):
            column = self.columns.setdefault(word, len(self.columns))
            if column == len(self.rarity):
                self.rarity.append(self._unseen)
            columns[at] = column
            values[at] = self.rarity[column] * (1 + math.log(amount) if self.damped else amount)
        length = math.sqrt(float(values @ values))
        return columns, (values / length if length else values).astype(np.float32)

    def matrix(self, bags: Sequence[Bag]) -> Any:
        """The bags as rows of one sparse matrix."""
        rows = [self.row(bag) for bag in bags]
        ends = np.cumsum([0, *(len(columns) for columns, _values in rows)])
        columns = np.concatenate([row[0] for row in rows]) if rows else np.zeros(0, dtype=np.int32)
        values = np.concatenate([row[1] for row in rows]) if rows else np.zeros(0, dtype=np.float32)
        return csr_matrix((values, columns, ends), shape=(len(bags), max(1, len(self.columns))))


def unit(rows: Any) -> Any:
    """Every row brought to length 1; empty ones stay empty."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    length[length == 0] = 1
    return (diags(1 / length) @ rows).tocsr().astype(np.float32)


def dots(left: Any, right: Any) -> Any:
    """Row by row the product of two matrices of the same shape."""
    return np.asarray(left.multiply(right).sum(axis=1)).ravel()
