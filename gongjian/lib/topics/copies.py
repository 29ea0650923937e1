"""Texts that are copies of each other, whole or nearly, among a million: sketches, buckets, then a true comparison."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from gongjian.lib.topics.shingles import LONGEST, NONE, SKETCH, likeness, sketches

ALIKE = 0.7
BAND = 4
SURE = SKETCH - 1
SLACK = 0.25
AT_ONCE, CHARACTERS = 4096, 500_000
THREADS = 2


def near_duplicates(texts: Sequence[str], *, alike: float = ALIKE) -> list[list[int]]:
    """Positions of texts that are the same or nearly: of the distinct runs of four letters in either of two at least `alike`
    (above 0, at most 1) are in both. Groups of two and more, in order; each text is in one at most and tied to one other at
    least. Texts without letters are in none. Holds about 200 bytes for each text beside the texts themselves; how
    many pairs it finds is told in `docs/concepts/topics.md`. ValueError for another `alike`."""
    if not 0 < alike <= 1:
        raise ValueError("alike must be above 0 and at most 1")
    sketch, exact = _sketched(texts)
    groups = _Groups(len(texts))
    for one, other in zip(*(side.tolist() for side in _neighbours(exact, exact)), strict=True):
        groups.join(one, other)
    for band in range(0, SKETCH, BAND):
        keys, then = (_keys(sketch, at % SKETCH) for at in (band, band + BAND))
        _join_alike(_neighbours(keys, then), texts, sketch, groups, alike=alike)
    return groups.of_two_and_more()


def _sketched(texts: Sequence[str]) -> tuple[Any, Any]:
    """The sketch of every text, and its number for sameness; in chunks, by two threads."""
    sketch = np.empty((len(texts), SKETCH), dtype=np.uint32)
    exact = np.empty(len(texts), dtype=np.uint64)

    def fill(chunk: slice) -> None:
        sketch[chunk], exact[chunk] = sketches(texts[chunk])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(fill, _chunks(texts)))
    return sketch, exact


def _chunks(texts: Sequence[str]) -> Iterator[slice]:
    """So many texts at once, and so many characters, that a chunk takes little memory."""
    begin = characters = 0
    for at, text in enumerate(texts):
        characters += min(len(text), LONGEST)
        if at - begin == AT_ONCE or characters > CHARACTERS:
            yield slice(begin, at)
            begin, characters = at, min(len(text), LONGEST)
    yield slice(begin, len(texts))


def _keys(sketch: Any, band: int) -> Any:
    """One number for the `BAND` numbers of each row; 0 for a text without letters."""
    keys = np.zeros(len(sketch), dtype=np.uint64)
    for column in range(band, band + BAND):
        keys = (keys + sketch[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    keys[sketch[:, band] == NONE] = 0
    return keys


def _neighbours(keys: Any, then: Any) -> tuple[Any, Any]:
    """Neighbours among the positions with the same key, which are ordered by `then`, so that the likest lie together; a
    bucket of a hundred thousand gives no more pairs than it has texts. 0 is no key."""
    order = np.lexsort((then, keys))
    ordered = keys[order]
    same = np.flatnonzero((ordered[1:] == ordered[:-1]) & (ordered[1:] != 0))
    return order[same], order[same + 1]


def _join_alike(
    pairs: tuple[Any, Any], texts: Sequence[str], sketch: Any, groups: "_Groups", *, alike: float
) -> None:
    """Join those pairs whose sketches say so beyond doubt or whose texts, compared truly, are alike enough."""
    agree = np.zeros(len(pairs[0]), dtype=np.int32)
    for column in range(SKETCH):
        agree += sketch[pairs[0], column] == sketch[pairs[1], column]
    use = np.flatnonzero(agree >= (alike - SLACK) * SKETCH)
    rows = (pairs[0][use].tolist(), pairs[1][use].tolist(), (agree[use] >= SURE).tolist())
    for one, other, sure in zip(*rows, strict=True):
        if groups.top(one) != groups.top(other) and (
            (sure and alike <= ALIKE) or likeness(texts[one], texts[other]) >= alike
        ):
            groups.join(one, other)


class _Groups:
    """Positions joined into groups, each known by its lowest."""

    def __init__(self, count: int) -> None:
        self._up = list(range(count))

    def top(self, at: int) -> int:
        up = self._up
        while up[at] != at:
            up[at] = up[up[at]]
            at = up[at]
        return at

    def join(self, one: int, other: int) -> None:
        left, right = self.top(one), self.top(other)
        self._up[max(left, right)] = min(left, right)

    def of_two_and_more(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for at in range(len(self._up)):
            found.setdefault(self.top(at), []).append(at)
        return [group for group in found.values() if len(group) > 1]
