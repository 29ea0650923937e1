"""Pairs and triples of neighbouring characters as numbers: what two texts have in common is counted without a vocabulary."""

from typing import Any

import numpy as np

COLUMNS = 1 << 22
_PAIR, _TRIPLE, _SECOND = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
)
_SHIFT = np.uint64(64 - 22)
LETTER = np.zeros(0x110000, dtype=bool)
for _first, _last in ((0x30, 0x39), (0x61, 0x7A), (0x3400, 0x9FFF), (0x20000, 0x3FFFF)):
    LETTER[_first : _last + 1] = True


def letters(text: str) -> Any:
    """The characters of a text as numbers (uint64), in lower case; whatever is no letter, digit or Chinese sign is 0. Lone
    surrogates are no letters."""
    codes = np.frombuffer(_lower(text).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    return np.where(LETTER[codes], codes, np.uint64(0))


def _lower(text: str) -> str:
    """Lower case, character by character: a text keeps its length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(sign.lower()[:1] for sign in text)


def grams(text: str) -> tuple[Any, Any]:
    """Distinct pairs and triples as columns below `COLUMNS` (int32, rising) and how often each comes (float32); nothing
    across punctuation. Two different ones share a column about once in four million."""
    codes = letters(text)
    if len(codes) < 2:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
    first, second = codes[:-1], codes[1:]
    both = (first > 0) & (second > 0)
    pairs = first * _PAIR + second * _SECOND
    three = both[:-1] & both[1:]
    triples = (pairs[:-1] + codes[2:]) * _TRIPLE
    found = np.concatenate([pairs[both], triples[three]]) >> _SHIFT
    columns, counts = np.unique(found, return_counts=True)
    return columns.astype(np.int32), counts.astype(np.float32)


def added(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
    """Two bags of grams in one."""
    columns, where = np.unique(np.concatenate([one[0], other[0]]), return_inverse=True)
    counts = np.bincount(where, weights=np.concatenate([one[1], other[1]]), minlength=len(columns))
    return columns, counts.astype(np.float32)
