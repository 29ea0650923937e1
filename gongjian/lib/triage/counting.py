"""How often each feature stands in each message: a sparse matrix whose columns are hashes, so nothing is learnt here."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from gongjian.lib.triage.spans import Joined, Spans, pairs
from gongjian.lib.triage.texts import Plain

BITS = 20  # columns of one block: 2^20
CHUNK = 1000  # messages hashed at a time


class Block(NamedTuple):
    """A kind of feature: "gram" of `size` characters, "word" or "pair"; in the whole message or in its head. `weight` is its
    length in a weighed message, `even` its strength in the second of the two regressions (`fitting.fitted`)."""

    kind: str
    size: int
    head: bool
    weight: float
    even: float


BLOCKS = (
    Block("gram", 1, False, 0.3, 8.8),
    Block("gram", 2, False, 1.0, 2.2),
    Block("gram", 3, False, 0.8, 0.0),
    Block("gram", 4, False, 0.5, 0.0),
    Block("word", 0, False, 1.0, 2.2),
    Block("pair", 0, False, 0.5, 0.0),
    Block("gram", 2, True, 0.5, 2.2),
    Block("word", 0, True, 0.5, 2.2),
)
WIDTH = len(BLOCKS) << BITS


class Placed(NamedTuple):
    """Stretches of one block with the column that each falls into."""

    spans: Spans
    column: Any


def placed(joined: Joined, blocks: Sequence[Block] = BLOCKS) -> list[Placed]:
    """For each block its stretches and their columns, an int64 array."""
    words = joined.words()
    found = []
    for number, block in enumerate(blocks):
        spans = {"word": words, "pair": pairs(words)}.get(block.kind) or joined.grams(block.size)
        if block.head:
            inside = joined.in_head(spans)
            spans = Spans(*(part[inside] for part in spans))
        column = (joined.hashes(spans) >> np.uint64(64 - BITS)).astype(np.int64) + (number << BITS)
        found.append(Placed(spans, column))
    return found


def counted(messages: Sequence[Plain]) -> Any:
    """A CSR matrix of float32, messages × WIDTH: how often each feature stands in each message."""
    parts = [_counted(messages[start : start + CHUNK]) for start in range(0, len(messages), CHUNK)]
    return sparse.vstack(parts, format="csr") if parts else sparse.csr_matrix((0, WIDTH), dtype=np.float32)


def _counted(messages: Sequence[Plain]) -> Any:
    found = placed(Joined(messages))
    doc = np.concatenate([one.spans.doc for one in found])
    column = np.concatenate([one.column for one in found])
    ones = np.ones(len(doc), dtype=np.float32)
    matrix = sparse.coo_matrix((ones, (doc, column)), shape=(len(messages), WIDTH)).tocsr()
    matrix.sum_duplicates()
    return matrix
