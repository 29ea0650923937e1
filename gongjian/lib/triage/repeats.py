"""Messages that say the same: sent twice, copied, signed by many with a word changed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from gongjian.lib.triage.spans import Hashes, Ints, Joined
from gongjian.lib.triage.texts import Plain

ALIKE = 0.5  # of the runs of five characters of both, the share that they have in common
RUN = 5
SKETCH = 96  # smallest hashes that stand for a message
TOO_COMMON = 100  # a hash in more distinct messages than this is a form of address or a form letter
CHUNK = 2000


def near_repeats(messages: Sequence[Plain]) -> npt.NDArray[np.int64]:
    """The number of its group for each message; chains of near-repeats are one group.

    Two messages are near-repeats where at least `ALIKE` of the distinct runs of five characters that stand in either stand
    in both; for long messages this is estimated from the `SKETCH` smallest hashes of each (Broder 1997). Messages too short
    for a run are repeats where they are equal.
    """
    if not messages:
        return np.zeros(0, dtype=np.int64)
    keys: dict[bytes | str, int] = {}
    sketches, same = [], []
    for start in range(0, len(messages), CHUNK):
        part = messages[start : start + CHUNK]
        for message, sketch in zip(part, _sketches(part), strict=True):
            key = sketch.tobytes() or message.text
            if key not in keys:
                keys[key] = len(keys)
                sketches.append(sketch)
            same.append(keys[key])
    _count, group = connected_components(_alike(sketches), directed=False)
    return np.asarray(group, dtype=np.int64)[same]


def _sketches(messages: Sequence[Plain]) -> list[Hashes]:
    joined = Joined(messages)
    runs = joined.grams(RUN)
    hashes = joined.hashes(runs)
    ends: Ints = np.searchsorted(runs.doc, np.arange(len(messages) + 1))
    parts = (hashes[ends[n] : ends[n + 1]] for n in range(len(messages)))
    return [np.unique(part)[:SKETCH] for part in parts]


def _alike(sketches: list[Hashes]) -> sparse.csr_matrix:
    """Which distinct sketches are near-repeats, as a sparse graph."""
    size = np.array([len(sketch) for sketch in sketches])
    owner = np.repeat(np.arange(len(sketches)), size)
    _values, column, seen = np.unique(np.concatenate(sketches), return_inverse=True, return_counts=True)
    kept = (seen[column] > 1) & (seen[column] <= TOO_COMMON)
    ones = np.ones(int(kept.sum()), dtype=np.float32)
    shape = (len(sketches), len(seen))
    shared = sparse.csr_matrix((ones, (owner[kept], column[kept])), shape=shape)
    common = (shared @ shared.T).tocoo()
    either = size[common.row] + size[common.col] - common.data
    near = common.data >= ALIKE * np.maximum(either, 1)
    edges = (np.ones(int(near.sum())), (common.row[near], common.col[near]))
    return sparse.csr_matrix(edges, shape=(len(sketches), len(sketches)))
