"""What a feature weighs: how often it stands in a message, how rare it is among all, how much it parts the categories."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from gongjian.lib.triage.counting import BITS, BLOCKS, WIDTH

Floats = npt.NDArray[np.float32]

LARGEST_TABLE = 14_000_000  # numbers in a model: features × categories
FEW_CELLS = 100_000
MOST_WORK = 800_000_000  # filled cells × categories in one pass over the training rows


@dataclass(frozen=True)
class Weighing:
    """The columns that are used (sorted, of `WIDTH`) and the rarity of each."""

    columns: npt.NDArray[np.int32]
    rarity: Floats

    def weighted(self, counts: Any) -> Any:
        """Messages × used columns, CSR of float32: (1 + log count) × rarity, each block of a message of length 1 before
        its own weight. A message without any known feature is an empty row."""
        known = _selected(counts, self.columns)
        values = (1 + np.log(known.data)) * self.rarity[known.indices]
        block = (self.columns >> BITS)[known.indices]
        row = np.repeat(np.arange(known.shape[0]), np.diff(known.indptr))
        squares = np.bincount(row * len(BLOCKS) + block, values**2, known.shape[0] * len(BLOCKS))
        lengths = np.sqrt(np.maximum(squares, 1e-12))
        values *= _block_weights()[block] / lengths[row * len(BLOCKS) + block]
        return sparse.csr_matrix((values.astype(np.float32), known.indices, known.indptr), shape=known.shape)

    def even(self) -> Floats:
        """One number for each used column: its block's strength where columns are not told apart by what they part."""
        strength = np.array([block.even for block in BLOCKS], dtype=np.float32)
        return np.asarray(strength[self.columns >> BITS], dtype=np.float32)


def _block_weights() -> Floats:
    weights = np.array([block.weight for block in BLOCKS], dtype=np.float32)
    return np.asarray(weights / np.sqrt((weights**2).sum()), dtype=np.float32)


def _selected(counts: Any, columns: npt.NDArray[np.int32]) -> Any:
    """The given columns of a CSR matrix; a list of all places is worth its making for many cells only."""
    if counts.nnz < FEW_CELLS:
        found = np.minimum(np.searchsorted(columns, counts.indices), max(0, len(columns) - 1)).astype(
            np.int32
        )
        found[columns[found] != counts.indices if len(columns) else slice(None)] = -1
    else:
        place = np.full(WIDTH, -1, dtype=np.int32)
        place[columns] = np.arange(len(columns), dtype=np.int32)
        found = place[counts.indices]
    kept = found >= 0
    ends = np.concatenate(([0], np.cumsum(kept)))[counts.indptr]
    return sparse.csr_matrix((counts.data[kept], found[kept], ends), shape=(counts.shape[0], len(columns)))


def learnt(counts: Any, labels: npt.NDArray[np.int64], *, categories: int) -> tuple[Weighing, Floats]:
    """From training rows alone: the weighing, and for each used column and category how strongly it speaks for or against.

    Used is what stands in at least two messages (one, where there are fewer than 50). Where that would be too much work or
    too large a model, the columns that part the categories least are left out.
    """
    seen = np.bincount(counts.indices, minlength=WIDTH)
    columns = np.flatnonzero(seen >= (2 if counts.shape[0] >= 50 else 1)).astype(np.int32)
    strength = _strength(_selected(counts, columns), labels, categories=categories)
    kept = _affordable(seen[columns], strength.max(axis=1, initial=0), categories=categories)
    columns, strength = columns[kept], strength[kept]
    rarity = np.log((1 + counts.shape[0]) / (1 + seen[columns])) + 1
    return Weighing(columns, rarity.astype(np.float32)), strength


def _affordable(seen: npt.NDArray[np.int64], worth: Floats, *, categories: int) -> npt.NDArray[np.bool_]:
    if len(seen) * categories <= LARGEST_TABLE and int(seen.sum()) * categories <= MOST_WORK:
        return np.ones(len(seen), dtype=bool)
    best_first = np.argsort(-worth * np.log1p(seen), kind="stable")
    work = np.cumsum(seen[best_first]) * categories
    most = min(int(np.searchsorted(work, MOST_WORK)), LARGEST_TABLE // categories)
    kept = np.zeros(len(seen), dtype=bool)
    kept[best_first[:most]] = True
    return kept


def _strength(counts: Any, labels: npt.NDArray[np.int64], *, categories: int) -> Floats:
    """|log of the feature's share inside the category ÷ outside it|, smoothed by one message (Wang, Manning 2012)."""
    rows = len(labels)
    inside = sparse.csr_matrix(
        (np.ones(rows, np.float32), (labels, np.arange(rows))), shape=(categories, rows)
    )
    present = sparse.csr_matrix(
        (np.ones_like(counts.data), counts.indices, counts.indptr), shape=counts.shape
    )
    with_it = np.asarray((inside @ present).todense(), dtype=np.float32).T
    size = np.bincount(labels, minlength=categories).astype(np.float32)
    share = np.log((with_it + 1) / (size + 2))
    with_it = with_it.sum(axis=1, keepdims=True) - with_it
    against = np.log((with_it + 1) / (rows - size + 2))
    return np.asarray(np.abs(share - against), dtype=np.float32)
