"""Whether what somebody is just typing has been told already: a half-written text against some hundreds of candidates."""

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from gongjian.lib.topics.grams import letters
from gongjian.lib.topics.matters import FIELDS, matters
from gongjian.lib.topics.places import places, stem

LEAST = 0.35
ELSEWHERE = 0.5
AGREED = 0.6
TYPED, LOOKED_AT = 200, 300
FEWEST_LETTERS = 4
FEW_PAIRS = 16
FEW_BODIES = 50  # among fewer candidates, that most have a pair says nothing about how rare it is
_PAIR = np.uint64(1 << 21)


@dataclass(frozen=True, slots=True)
class Likely:
    """A candidate and how much of what was typed stands in it, from 0 to 1."""

    key: int
    share: float


def likely_same(
    text: str, candidates: Iterable[tuple[int, str]], *, least: float = LEAST, limit: int = 3
) -> list[Likely]:
    """The candidates (key, text) that probably tell the same, the likest first, at most `limit`. The share is that of the
    pairs of characters typed so far (the last `TYPED`) that stand in the first `LOOKED_AT` of the candidate, pairs that are rare
    among the candidates counting more; halved where a place is named that the candidate does not name. Fewer than
    `FEW_PAIRS` pairs need a greater share than `least`, up to twice; one that names the same place and the same known matter
    needs `AGREED` of it. Nothing below `FEWEST_LETTERS` letters."""
    rows = list(candidates)
    typed = text[-TYPED:]
    pairs = np.unique(_pairs(letters(typed))[0])
    if not rows or len(pairs) < FEWEST_LETTERS - 1:
        return []
    bodies = [body[:LOOKED_AT] for _key, body in rows]
    share = _shares(pairs, bodies)
    stems = [stem(place.name) for place in places(typed)]
    if stems:
        share = share * np.array(
            [1.0 if any(name in body for name in stems) else ELSEWHERE for body in bodies]
        )
    needed = least * (1 + max(0, FEW_PAIRS - len(pairs)) / FEW_PAIRS)
    spoken = matters("", typed).keys() - FIELDS if stems else set()
    order = sorted(
        np.flatnonzero(share >= needed * AGREED).tolist(), key=lambda at: (-share[at], rows[at][0])
    )
    found = [at for at in order if share[at] >= needed or _agree(stems, spoken, bodies[at])]
    return [Likely(rows[at][0], round(float(share[at]), 4)) for at in found[:limit]]


def _agree(stems: Sequence[str], spoken: Set[str], body: str) -> bool:
    """Whether a place that was typed and a matter of the vocabulary that is spoken of stand in the body as well."""
    return any(name in body for name in stems) and not spoken.isdisjoint(matters("", body))


def _pairs(codes: Any) -> tuple[Any, Any]:
    """Neighbouring letters as one number, and where each stands."""
    where = np.flatnonzero((codes[:-1] > 0) & (codes[1:] > 0))
    return codes[where] * _PAIR + codes[where + 1], where


def _shares(typed: Any, bodies: Sequence[str]) -> Any:
    """For each body the weighed share of the typed pairs that it has."""
    found, where = _pairs(letters("\n".join(bodies)))
    ends = np.cumsum([len(body) + 1 for body in bodies])
    place = np.minimum(np.searchsorted(typed, found), len(typed) - 1)
    hit = typed[place] == found
    has = np.zeros((len(bodies), len(typed)), dtype=bool)
    has[np.searchsorted(ends, where[hit], side="right"), place[hit]] = True
    seen = has.sum(axis=0)
    number = max(len(bodies), FEW_BODIES)
    rare = np.where(seen > 0, np.log((number + 1) / (seen + 1)) + 0.2, math.log(number + 1) / 2)
    return (has @ rare) / rare.sum()
