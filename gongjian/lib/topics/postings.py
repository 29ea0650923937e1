"""Rows that can be asked at once which of them a new row is like, and that grow one by one."""

from array import array
from collections import defaultdict
from typing import Any

import numpy as np

from gongjian.lib.topics.spaces import Row


class Postings:
    """For each column the rows that have it. Those of the beginning lie in one sparse matrix, later ones beside it."""

    def __init__(self, rows: Any) -> None:
        self._count = rows.shape[0]
        self._built = rows.tocsc()
        self._later: dict[int, tuple[array[int], array[float]]] = defaultdict(
            lambda: (array("i"), array("f"))
        )

    def add(self, row: Row) -> None:
        """The next row."""
        for column, value in zip(row[0].tolist(), row[1].tolist(), strict=True):
            where, values = self._later[column]
            where.append(self._count)
            values.append(value)
        self._count += 1

    def products(self, row: Row) -> Any:
        """The product of `row` with every row so far (float32)."""
        found = np.zeros(self._count, dtype=np.float32)
        ends, where, values = self._built.indptr, self._built.indices, self._built.data
        for column, value in zip(row[0].tolist(), row[1].tolist(), strict=True):
            if column < len(ends) - 1 and (begin := ends[column]) < (end := ends[column + 1]):
                found[where[begin:end]] += value * values[begin:end]
            if column in self._later:
                later = self._later[column]
                found[np.frombuffer(later[0], dtype=np.int32)] += value * np.frombuffer(
                    later[1], dtype=np.float32
                )
        return found
