"""How alike messages are: by the names of their places and, apart from these, by their words and matters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from gongjian.lib.topics.matters import FIELDS
from gongjian.lib.topics.reading import Reading
from gongjian.lib.topics.spaces import Grams, Row, Space, dots, matrix, shared, unit

BY_WORDS, BY_NAMES = 100, 150
LEAST_WORDS, LEAST_NAMES = 0.1, 0.2
WIDE_NAMES = 0.8
WORDS, MATTERS, ALONE = 1.6, 0.35, 1.3


@dataclass(frozen=True, slots=True)
class Spaces:
    """The three vocabularies, made once of all messages of a rebuild."""

    words: Grams
    names: Space
    matters: Space

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Spaces":
        """The vocabularies of these readings."""
        return cls(
            Grams([one.words for one in readings]),
            Space([one.names for one in readings]),
            Space([_narrow(one) for one in readings]),
        )

    def rows(self, reading: Reading) -> tuple[Row, Row, Row]:
        """Words, names and matters of one reading as rows of length 1."""
        return (
            self.words.row(reading.words),
            self.names.row(reading.names),
            self.matters.row(_narrow(reading)),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Messages, or groups of them, as rows: sparse matrices of words, names and matters, and whether a narrow place is
    named."""

    words: Any
    names: Any
    matters: Any
    narrow: Any

    @classmethod
    def of(cls, readings: Sequence[Reading], spaces: Spaces) -> "Table":
        """One row for each reading."""
        rows = [spaces.rows(one) for one in readings]
        words = matrix([row[0] for row in rows], spaces.words.width)
        names = matrix([row[1] for row in rows], spaces.names.width)
        matters = matrix([row[2] for row in rows], spaces.matters.width)
        return cls(words, names, matters, np.array([one.narrow for one in readings], dtype=bool))

    def compact(self) -> "Table":
        """The same without the columns of words that no row has."""
        used, columns = np.unique(self.words.indices, return_inverse=True)
        shape = (self.words.shape[0], max(1, len(used)))
        words = csr_matrix((self.words.data, columns.astype(np.int32), self.words.indptr), shape=shape)
        return Table(words, self.names, self.matters, self.narrow)

    def grouped(self, members: Any) -> "Table":
        """Groups as wholes; `members` is a sparse matrix, groups by messages, of ones."""
        narrow = (
            np.asarray(members @ self.narrow.astype(np.float32)).ravel() * 2
            >= np.asarray(members.sum(axis=1)).ravel()
        )
        return Table(
            unit(members @ self.words), unit(members @ self.names), unit(members @ self.matters), narrow
        )

    @property
    def named(self) -> Any:
        """Whether any name is in the row."""
        return np.diff(self.names.indptr) > 0


def _narrow(reading: Reading) -> dict[str, float]:
    return {label: 1 + math.log(count) for label, count in reading.matters.items() if label not in FIELDS}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Positions `one` < `other`, and how alike they are (0 to 1) as a whole and in their words."""

    one: Any
    other: Any
    alike: Any
    words: Any


def together(words: Any, names: Any, matters: Any, named: Any, narrow: Any) -> Any:
    """The likeness of pairs from three cosines: the geometric mean of place and matter where both name a place, so that
    neither makes up for the other; else by the words alone, which must be very alike."""
    matter = np.minimum(1.0, WORDS * words + MATTERS * matters)
    place = names * np.where(narrow, 1.0, WIDE_NAMES)
    return np.where(named, np.sqrt(np.maximum(0.0, place * matter)), np.minimum(1.0, ALONE * words))


def pairs(table: Table) -> Pairs:
    """All pairs that may be alike: for each row the `BY_WORDS` rows nearest in words and the `BY_NAMES` nearest in names."""
    rows, by_name = shared(table.words), shared(table.names)
    near = _nearest(rows, BY_WORDS, LEAST_WORDS) + _nearest(by_name, BY_NAMES, LEAST_NAMES)
    near = (near + near.T).tocoo()
    below = near.row < near.col
    order = np.lexsort((near.col[below], near.row[below]))
    one, other = near.row[below][order], near.col[below][order]
    words = dots(rows[one], rows[other])
    names = dots(by_name[one], by_name[other])
    matters = dots(table.matters[one], table.matters[other])
    named, narrow = table.named[one] & table.named[other], table.narrow[one] & table.narrow[other]
    return Pairs(one, other, together(words, names, matters, named, narrow), words)


def _nearest(rows: Any, count: int, least: float) -> Any:
    return sp_matmul_topn(rows, rows.T.tocsr(), top_n=count, threshold=least, sort=False, n_threads=2)
