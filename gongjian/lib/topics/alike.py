"""How alike messages are: by the names of their places and, apart from these, by their words and matters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from gongjian.lib.topics.matters import FIELDS
from gongjian.lib.topics.reading import Reading
from gongjian.lib.topics.spaces import Grams, Row, Space, dots, matrix, shared, unit

BY_WORDS, BY_NAMES = 100, 150
LEAST_WORDS, LEAST_NAMES, LEAST_ALIKE = 0.1, 0.2, 0.15
WIDE_NAMES, ELSEWHERE, ALONE_ELSEWHERE = 0.8, 0.25, 0.6
WORDS, MATTERS, ALONE = 1.6, 0.35, 1.3


@dataclass(frozen=True, slots=True)
class Spaces:
    """The four vocabularies, made once of all messages of a rebuild."""

    words: Grams
    names: Space
    matters: Space
    where: Space

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Spaces":
        """The vocabularies of these readings."""
        return cls(
            Grams([one.words for one in readings]),
            Space([one.names for one in readings]),
            Space([_narrow(one) for one in readings]),
            Space([one.where for one in readings]),
        )

    @property
    def widths(self) -> tuple[int, ...]:
        """How many columns words, names, matters and districts have, in this order everywhere."""
        return self.words.width, self.names.width, self.matters.width, self.where.width

    def rows(self, reading: Reading) -> tuple[Row, ...]:
        """One reading as rows of length 1."""
        words, names = self.words.row(reading.words), self.names.row(reading.names)
        return words, names, self.matters.row(_narrow(reading)), self.where.row(reading.where)


@dataclass(frozen=True, slots=True)
class Table:
    """Messages, or groups of them, as rows: sparse matrices of words, names, matters and districts, and whether a narrow
    place is named."""

    words: Any
    names: Any
    matters: Any
    where: Any
    narrow: Any

    @classmethod
    def of(cls, readings: Sequence[Reading], spaces: Spaces) -> "Table":
        """One row for each reading."""
        rows = [spaces.rows(one) for one in readings]
        words, names, matters, where = (
            matrix([row[at] for row in rows], width) for at, width in enumerate(spaces.widths)
        )
        return cls(words, names, matters, where, np.array([one.narrow for one in readings], dtype=bool))

    @property
    def all(self) -> tuple[Any, Any, Any, Any]:
        """The four matrices, in the order of `Spaces.widths`."""
        return self.words, self.names, self.matters, self.where

    def compact(self) -> "Table":
        """The same without the columns of words that no row has."""
        used, columns = np.unique(self.words.indices, return_inverse=True)
        shape = (self.words.shape[0], max(1, len(used)))
        words = csr_matrix((self.words.data, columns.astype(np.int32), self.words.indptr), shape=shape)
        return replace(self, words=words)

    def grouped(self, members: Any) -> "Table":
        """Groups as wholes; `members` is a sparse matrix, groups by messages, of ones."""
        share = np.asarray(members @ self.narrow.astype(np.float32)).ravel() * 2
        words, names, matters, where = (unit(members @ rows) for rows in self.all)
        return Table(words, names, matters, where, share >= np.asarray(members.sum(axis=1)).ravel())

    @property
    def named(self) -> Any:
        """Whether any name is in the row."""
        return np.diff(self.names.indptr) > 0

    @property
    def placed(self) -> Any:
        """Whether any district is in the row."""
        return np.diff(self.where.indptr) > 0


def _narrow(reading: Reading) -> dict[str, float]:
    return {label: 1 + math.log(count) for label, count in reading.matters.items() if label not in FIELDS}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Positions `one` < `other`, and how alike they are (0 to 1) as a whole and in their words."""

    one: Any
    other: Any
    alike: Any
    words: Any


@dataclass(frozen=True, slots=True)
class Facts:
    """Of pairs: whether both name a place, whether both name a narrow one, whether both name a district."""

    named: Any
    narrow: Any
    placed: Any


def together(words: Any, names: Any, matters: Any, where: Any, facts: Facts) -> Any:
    """The likeness of pairs from four cosines: the geometric mean of place and matter where both name a place, so that
    neither makes up for the other; else by the words alone, which must be very alike. Of districts none of
    which is in common less is left: every city has a 人民路."""
    matter = np.minimum(1.0, WORDS * words + MATTERS * matters)
    apart = facts.placed & (where <= 0)
    place = names * np.where(facts.narrow, 1.0, WIDE_NAMES) * np.where(apart, ELSEWHERE, 1.0)
    alone = np.minimum(1.0, ALONE * words) * np.where(apart, ALONE_ELSEWHERE, 1.0)
    return np.where(facts.named, np.sqrt(np.maximum(0.0, place * matter)), alone)


def pairs(table: Table) -> Pairs:
    """All pairs that may be alike: for each row the `BY_WORDS` rows nearest in words and the `BY_NAMES` nearest in names."""
    rows, by_name = shared(table.words), shared(table.names)
    near = _nearest(rows, BY_WORDS, LEAST_WORDS) + _nearest(by_name, BY_NAMES, LEAST_NAMES)
    near = (near + near.T).tocoo()
    below = near.row < near.col
    order = np.lexsort((near.col[below], near.row[below]))
    one, other = near.row[below][order], near.col[below][order]
    squeezed = (rows, by_name, table.matters, table.where)
    words, names, matters, where = (dots(space, one, other) for space in squeezed)
    both = (flag[one] & flag[other] for flag in (table.named, table.narrow, table.placed))
    alike = together(words, names, matters, where, Facts(*both))
    use = alike >= LEAST_ALIKE
    return Pairs(one[use], other[use], alike[use], words[use])


def _nearest(rows: Any, count: int, least: float) -> Any:
    return sp_matmul_topn(rows, rows.T.tocsr(), top_n=count, threshold=least, sort=False, n_threads=2)
