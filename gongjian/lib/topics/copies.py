"""Texts that are copies of each other, whole or nearly, among a million: sketches, buckets, then a true comparison."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from gongjian.lib.topics.shingles import SKETCH, likeness, sketches

ALIKE = 0.7
BAND = 4
AT_ONCE = 4096
THREADS = 2
NONE = np.uint32(0xFFFFFFFF)


def near_duplicates(texts: Sequence[str], *, alike: float = ALIKE) -> list[list[int]]:
    """Positions of texts that are the same or nearly: at least `alike` (0 to 1) of all distinct runs of four characters in
    either of two are in both, letters and digits only, whatever stands between. Groups of two and more, in order; a text is
    in one group at most, tied to it by at least one other. Empty texts are in none. Beside the texts it holds
    160 bytes for each; pairs that are alike are found with a chance that `docs/concepts/topics.md` states."""
    if not 0 < alike <= 1:
        raise ValueError("alike must be above 0 and at most 1")
    sketch, exact = _sketched(texts)
    groups = _Groups(len(texts))
    for one, other in _pairs(exact):
        groups.join(one, other)
    for band in range(0, SKETCH, BAND):
        keys = _band_keys(sketch[:, band : band + BAND])
        for one, other in _alike(_pairs(keys), texts, sketch, groups, alike=alike):
            groups.join(one, other)
    return groups.of_two_and_more()


def _sketched(texts: Sequence[str]) -> tuple[Any, Any]:
    """The sketch of every text, and a number that is the same for the same letters; by two threads, in chunks."""
    sketch = np.empty((len(texts), SKETCH), dtype=np.uint32)
    exact = np.empty(len(texts), dtype=np.uint64)

    def fill(begin: int) -> None:
        sketch[begin : begin + AT_ONCE], exact[begin : begin + AT_ONCE] = sketches(texts[begin : begin + AT_ONCE])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(fill, range(0, len(texts), AT_ONCE)))
    return sketch, exact


def _band_keys(band: Any) -> Any:
    """One number for each row of a band; 0 where the text was empty."""
    keys = np.zeros(len(band), dtype=np.uint64)
    for column in range(band.shape[1]):
        keys = (keys + band[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    keys[band[:, 0] == NONE] = 0
    return keys


def _pairs(keys: Any) -> Iterator[tuple[int, int]]:
    """Neighbours among the positions that have the same key; 0 is no key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    same = np.flatnonzero((ordered[1:] == ordered[:-1]) & (ordered[1:] != 0))
    yield from zip(order[same].tolist(), order[same + 1].tolist(), strict=True)


class _Groups:
    """Positions joined into groups."""

    def __init__(self, count: int) -> None:
        self._up = list(range(count))

    def top(self, at: int) -> int:
        while self._up[at] != at:
            self._up[at] = self._up[self._up[at]]
            at = self._up[at]
        return at

    def join(self, one: int, other: int) -> None:
        left, right = self.top(one), self.top(other)
        self._up[max(left, right)] = min(left, right)
