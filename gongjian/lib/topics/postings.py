"""Rows that can be asked at once which of them a new row is like, and that grow one by one."""

import struct
from typing import Any

import numpy as np

from gongjian.lib.topics.spaces import Row

_PACKED = struct.Struct("<if")
_PAIRS = np.dtype([("row", "<i4"), ("value", "<f4")])


class Postings:
    """For each column the rows that have it. Those of the beginning lie in one sparse matrix, later ones beside it, packed
    into bytes: half a million small objects would stop every now and then for the collector of garbage."""

    def __init__(self, rows: Any) -> None:
        self._count = rows.shape[0]
        self._built = rows.tocsc()
        self._later: dict[int, bytearray] = {}

    def add(self, row: Row) -> None:
        """The next row."""
        for column, value in zip(row[0].tolist(), row[1].tolist(), strict=True):
            packed = _PACKED.pack(self._count, value)
            if column in self._later:
                self._later[column] += packed
            else:
                self._later[column] = bytearray(packed)
        self._count += 1

    def products(self, row: Row) -> Any:
        """The product of `row` with every row so far (float32)."""
        found = np.zeros(self._count, dtype=np.float32)
        ends, where, values = self._built.indptr, self._built.indices, self._built.data
        for column, value in zip(row[0].tolist(), row[1].tolist(), strict=True):
            if column < len(ends) - 1 and (begin := ends[column]) < (end := ends[column + 1]):
                found[where[begin:end]] += value * values[begin:end]
            if column in self._later:
                later = np.frombuffer(self._later[column], dtype=_PAIRS)
                found[later["row"]] += value * later["value"]
        return found
