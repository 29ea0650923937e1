"""Runs of four letters, and sketches of them: of two sketches so many numbers agree as the texts have runs in common."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gongjian.lib.topics.grams import LETTER

SKETCH = 32
RUN = 4
LONGEST = 20_000
NONE = np.uint32(0xFFFFFFFF)
_PAD = "\ue000"
_LETTER = LETTER.copy()
_LETTER[ord(_PAD)] = True
_MIX, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_rng = np.random.default_rng(20)
_TIMES = _rng.integers(1, 2**31, SKETCH, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_PLUS = _rng.integers(0, 2**32, SKETCH, dtype=np.uint32)


def sketches(texts: Sequence[str]) -> tuple[Any, Any]:
    """For each text `SKETCH` numbers (uint32, by MinHash: Broder 1997) and one (uint64) that is the same for the same
    letters. Case, spaces, punctuation and pictures do not count, nor what comes after `LONGEST` characters. A text without
    letters has `NONE` everywhere, and 0."""
    runs, owner = _runs(texts)
    starts = (
        np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]) if len(owner) else np.zeros(0, dtype=np.int64)
    )
    rows = owner[starts]
    sketch = np.full((len(texts), SKETCH), NONE, dtype=np.uint32)
    exact = np.zeros(len(texts), dtype=np.uint64)
    if not len(rows):
        return sketch, exact
    short = (runs >> np.uint64(32)).astype(np.uint32)
    room = np.empty_like(short)
    for at in range(SKETCH):
        np.multiply(short, _TIMES[at], out=room)
        np.bitwise_xor(room, _PLUS[at], out=room)
        sketch[rows, at] = np.minimum.reduceat(room, starts)
    place = np.arange(len(owner), dtype=np.uint64) - np.repeat(
        starts, np.diff(np.r_[starts, len(owner)])
    ).astype(np.uint64)
    exact[rows] = np.add.reduceat(_mixed(runs + place * _STEP), starts) | np.uint64(1)
    return sketch, exact


def _runs(texts: Sequence[str]) -> tuple[Any, Any]:
    """The runs of all texts as numbers (uint64), one beginning at each letter, and to which text each belongs."""
    lowered = [text[:LONGEST].lower() + _PAD * (RUN - 1) for text in texts]
    codes = np.frombuffer("".join(lowered).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in lowered])
    kept = _LETTER[codes]
    codes, owner = codes[kept].astype(np.uint64), owner[kept]
    if len(codes) < RUN:
        return codes[:0], owner[:0]
    count = len(codes) - RUN + 1
    found = codes[:count].copy()
    for step in range(1, RUN):
        found = found * _STEP + codes[step : step + count]
    begins = (codes[:count] != ord(_PAD)) & (owner[:count] == owner[RUN - 1 :])
    return _mixed(found[begins]), owner[:count][begins]


def _mixed(numbers: Any) -> Any:
    numbers = numbers * _MIX
    numbers ^= numbers >> np.uint64(31)
    return numbers * _STEP


def likeness(one: str, other: str) -> float:
    """The share of runs in both among the distinct runs in either (Jaccard); 0 where there is no letter in one of them."""
    left, right = (np.unique(_runs([text])[0]) for text in (one, other))
    if not len(left) or not len(right):
        return 0.0
    both = len(np.intersect1d(left, right, assume_unique=True))
    return both / (len(left) + len(right) - both)
