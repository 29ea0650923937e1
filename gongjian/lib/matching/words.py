"""Words in common between two short texts: pairs of neighbouring characters, rare ones counting more than common ones."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

_APART = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[0-9a-z]+")
LONGEST = 400


def grams(text: str) -> list[str]:
    """Pairs of neighbouring characters, and Latin words whole; nothing across punctuation. At most `LONGEST` characters
    are looked at."""
    found: list[str] = []
    for part in _APART.split(text[:LONGEST].lower()):
        found += _LATIN.findall(part)
        for run in _LATIN.split(part):
            found += [run[i : i + 2] for i in range(len(run) - 1)] or ([run] if run else [])
    return found


class Rarity:
    """How rare each pair is among the texts that were seen: log((n + 1) / (seen + 1)) + 1."""

    def __init__(self, texts: Iterable[str]) -> None:
        seen: Counter[str] = Counter()
        self.count = 0
        for text in texts:
            seen.update(set(grams(text)))
            self.count += 1
        self._seen = seen

    def of(self, gram: str) -> float:
        """The weight of a pair; one that was never seen is the rarest."""
        return math.log((self.count + 1) / (self._seen[gram] + 1)) + 1

    def vector(self, text: str) -> dict[str, float]:
        """The text's pairs with their weights, of length 1 (empty for a text without any)."""
        raw = {gram: count * self.of(gram) for gram, count in Counter(grams(text)).items()}
        length = math.sqrt(sum(value * value for value in raw.values()))
        return {gram: value / length for gram, value in raw.items()} if length else {}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Cosine of two vectors of length 1: from 0, nothing in common, to 1."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return min(1.0, sum(value * long.get(gram, 0.0) for gram, value in short.items()))


def common_words(one: str, other: str, *, most: int = 3) -> list[str]:
    """The longest runs of at least two characters that stand in both texts, longest first; for people to read."""
    parts = [part for part in _APART.split(one[:LONGEST].lower()) if len(part) > 1]
    found: list[str] = []
    target = other[:LONGEST].lower()
    for part in parts:
        start = 0
        while start < len(part) - 1:
            end = start + 2
            if part[start:end] not in target:
                start += 1
                continue
            while end < len(part) and part[start : end + 1] in target:
                end += 1
            found.append(part[start:end])
            start = end
    distinct = sorted(dict.fromkeys(found), key=lambda word: (-len(word), found.index(word)))
    return [word for n, word in enumerate(distinct) if not any(word in longer for longer in distinct[:n])][
        :most
    ]
