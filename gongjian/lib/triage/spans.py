"""Stretches of characters that a message is told by, hashed many at once: n-grams, words, pairs of words."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import rjieba

from gongjian.lib.triage.texts import Plain

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_BACK = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_END, _SPACE = 10, 32


class Spans(NamedTuple):
    """Stretches of one kind in the joined texts: number of the message, first character, one past the last."""

    doc: Ints
    start: Ints
    end: Ints


class Joined:
    """Messages one after the other as an array of characters, with a running hash from which any stretch's follows.

    The hash of a stretch is the sum of its mixed characters times powers of an odd base, modulo 2^64, divided by the
    power at its beginning: the same letters give the same hash wherever they stand.
    """

    def __init__(self, messages: Sequence[Plain]) -> None:
        joined = "".join(f"{message.text}\n" for message in messages)
        self.codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
        sizes = np.array([len(message.text) + 1 for message in messages], dtype=np.int64)
        self.first = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
        self.doc = np.repeat(np.arange(len(messages), dtype=np.int64), sizes)
        self._messages = messages
        self._powers = _powers(len(self.codes), _BASE)
        self._backs = _powers(len(self.codes), _BACK)
        terms = _mix(self.codes.astype(np.uint64)) * self._powers
        self._sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))

    def hashes(self, spans: Spans) -> Hashes:
        """One well-mixed 64-bit hash for each stretch."""
        return _mix((self._sums[spans.end] - self._sums[spans.start]) * self._backs[spans.start])

    def in_head(self, spans: Spans) -> npt.NDArray[np.bool_]:
        """Which stretches begin in their message's head."""
        heads = np.array([message.head for message in self._messages], dtype=np.int64)
        return spans.start - self.first[spans.doc] < heads[spans.doc]

    def grams(self, size: int) -> Spans:
        """All runs of `size` characters without a space among them."""
        outside = (self.codes == _END) | (self.codes == _SPACE)
        gaps = np.concatenate(([0], np.cumsum(outside)))
        start = np.arange(max(0, len(self.codes) - size + 1), dtype=np.int64)
        start = start[gaps[start + size] == gaps[start]]
        return Spans(self.doc[start], start, start + size)

    def words(self) -> Spans:
        """All words, as cut by a dictionary and, where it does not know them, by a hidden Markov model."""
        cuts = [rjieba.cut(message.text) for message in self._messages]
        counts = np.array([len(cut) for cut in cuts], dtype=np.int64)
        lengths = np.array([len(word) for cut in cuts for word in cut], dtype=np.int64)
        doc = np.repeat(np.arange(len(cuts), dtype=np.int64), counts)
        end = np.cumsum(lengths) + doc  # each message before has one end sign more
        words = Spans(doc, end - lengths, end)
        kept = self.codes[words.start] != _SPACE if len(doc) else np.zeros(0, bool)
        return Spans(*(part[kept] for part in words))


def pairs(words: Spans) -> Spans:
    """Each word with the one that follows it without a gap."""
    follows = (words.start[1:] == words.end[:-1]) & (words.doc[1:] == words.doc[:-1])
    return Spans(words.doc[:-1][follows], words.start[:-1][follows], words.end[1:][follows])


def _powers(count: int, base: np.uint64) -> Hashes:
    steps = np.full(count, base, dtype=np.uint64)
    if count:
        steps[0] = 1
    return np.cumprod(steps, dtype=np.uint64)


def _mix(values: Hashes) -> Hashes:
    """SplitMix64's last step (Steele, Lea, Flood 2014): every bit of the value moves every bit of the hash."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
