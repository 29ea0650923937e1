"""Hundreds of thousands of needs and resources: for each need its best resources, as arrays.

Within a category, exact: texts as sparse vectors, the twenty most alike by a blocked sparse product, then the same rules
and the same fit as for one need (`ranking`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from gongjian.lib.matching.model import Ask, Offer, Rules
from gongjian.lib.matching.ranking import FAR, NEAR, PRIOR, UNKNOWN_PAST
from gongjian.lib.matching.words import grams

TOP = 20
SPREAD = 5
_EARTH = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs that are possible: positions into the asks and offers that were given, and how well each fits (0 to 1)."""

    ask: Any
    offer: Any
    fit: Any

    def __len__(self) -> int:
        return len(self.ask)


def candidates(
    asks: Sequence[Ask], offers: Sequence[Offer], *, rules: Rules | None = None, top: int = TOP
) -> Edges:
    """The best `top` possible resources of each need, so far as they have words in common, and a few of the category
    besides, so that a need whose words nobody shares is not without any."""
    rules = rules or Rules()
    a, o = _AskTable(asks), _OfferTable(offers)
    left, right = _vectors([ask.text for ask in asks], [offer.text for offer in offers])
    found = []
    for category in sorted(set(a.category) & set(o.category)):
        mine = np.flatnonzero(a.category == category)
        theirs = np.flatnonzero(o.category == category)
        pairs = _alike(left[mine], right[theirs], top=top * 2)
        pairs = _with_others(pairs, len(mine), len(theirs))
        found.append((mine[pairs[0]], theirs[pairs[1]], pairs[2]))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Edges(nothing, nothing, np.zeros(0))
    ask, offer, alike = (np.concatenate(columns) for columns in zip(*found, strict=True))
    possible = _possible(a, o, ask, offer, rules)
    ask, offer, alike = ask[possible], offer[possible], alike[possible]
    fit = _fit(a, o, ask, offer, alike, rules)
    return _best(ask, offer, fit, top=top)


class _AskTable:
    def __init__(self, asks: Sequence[Ask]) -> None:
        self.key = np.array([ask.key for ask in asks], dtype=np.int64)
        self.category = np.array([ask.category for ask in asks], dtype=object)
        self.measure, self.measures = _coded([ask.measure for ask in asks])
        self.quantity = np.array([ask.quantity for ask in asks], dtype=np.int64)
        self.start, self.end, self.weekdays = _windows(asks)
        self.place = [ask.place for ask in asks]
        self.audience = [ask.audience for ask in asks]
        self.lat, self.lon = _spots(asks)


class _OfferTable:
    def __init__(self, offers: Sequence[Offer]) -> None:
        self.key = np.array([offer.key for offer in offers], dtype=np.int64)
        self.category = np.array([offer.category for offer in offers], dtype=object)
        self.measure, self.measures = _coded([offer.measure for offer in offers])
        self.left = np.array([offer.left for offer in offers], dtype=np.int64)
        self.start, self.end, self.weekdays = _windows(offers)
        self.place = [offer.place for offer in offers]
        self.serves = [offer.serves for offer in offers]
        self.audiences = [offer.audiences for offer in offers]
        self.lat, self.lon = _spots(offers)
        known = np.array([offer.rating / 5 * offer.deliveries for offer in offers])
        self.past = (known + UNKNOWN_PAST * PRIOR) / (
            np.array([offer.deliveries for offer in offers]) + PRIOR
        )
        self.narrow = np.array([bool(offer.serves or offer.audiences) for offer in offers])


def _coded(words: Sequence[str]) -> tuple[Any, Any]:
    distinct, codes = np.unique(np.array(words, dtype=object).astype(str), return_inverse=True)
    return codes, distinct


def _windows(rows: Sequence[Any]) -> tuple[Any, Any, Any]:
    start = np.array([-(10**7) if row.when.start is None else row.when.start for row in rows], dtype=np.int64)
    end = np.array([10**7 if row.when.end is None else row.when.end for row in rows], dtype=np.int64)
    return start, end, np.array([row.when.weekdays for row in rows], dtype=np.int64)


def _spots(rows: Sequence[Any]) -> tuple[Any, Any]:
    lat = np.array([np.nan if row.lat is None or row.lon is None else row.lat for row in rows])
    lon = np.array([np.nan if row.lat is None or row.lon is None else row.lon for row in rows])
    return lat, lon


def _vectors(asks: Sequence[str], offers: Sequence[str]) -> tuple[Any, Any]:
    """Rows of length 1 over one vocabulary; how rare a pair is, is told by the offers, as in `ranking`."""
    vocabulary: dict[str, int] = {}
    right = _counts(offers, vocabulary)
    left = _counts(asks, vocabulary)
    right.resize((right.shape[0], len(vocabulary)))
    seen = np.bincount(right.indices, minlength=len(vocabulary))
    rarity = np.log((len(offers) + 1) / (seen + 1)) + 1
    return _unit(left, rarity), _unit(right, rarity)


def _counts(texts: Sequence[str], vocabulary: dict[str, int]) -> Any:
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += [vocabulary.setdefault(gram, len(vocabulary)) for gram in grams(text)]
        ends.append(len(columns))
    shape = (len(texts), max(1, len(vocabulary)))
    made = csr_matrix((np.ones(len(columns)), np.array(columns, dtype=np.int32), np.array(ends)), shape=shape)
    made.sum_duplicates()
    return made


def _unit(rows: Any, rarity: Any) -> Any:
    weighed = rows.multiply(rarity[np.newaxis, :]).tocsr()
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    length[length == 0] = 1
    weighed.data /= np.repeat(length, np.diff(weighed.indptr))
    return weighed.astype(np.float32)


def _alike(left: Any, right: Any, *, top: int) -> tuple[Any, Any, Any]:
    product = sp_matmul_topn(left, right.T.tocsr(), top_n=top, threshold=0.01, sort=False, n_threads=2)
    rows = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr))
    return rows, product.indices.astype(np.int64), np.minimum(product.data, 1.0).astype(np.float64)


def _with_others(pairs: tuple[Any, Any, Any], mine: int, theirs: int) -> tuple[Any, Any, Any]:
    """The pairs with words in common and, spread evenly, `SPREAD` resources for every need without."""
    count = min(SPREAD, theirs)
    rows = np.repeat(np.arange(mine), count)
    step = max(1, theirs // count)
    others = (rows * 7 + np.tile(np.arange(count), mine) * step) % theirs
    row, column = np.concatenate([pairs[0], rows]), np.concatenate([pairs[1], others])
    alike = np.concatenate([pairs[2], np.zeros(len(rows))])
    _keys, first = np.unique(row * theirs + column, return_index=True)
    return row[first], column[first], alike[first]


def _possible(a: _AskTable, o: _OfferTable, ask: Any, offer: Any, rules: Rules) -> Any:
    """The rules of `ruling.why_not`, for all pairs at once; only narrow resources are looked at one by one."""
    same = a.measures[a.measure[ask]] == o.measures[o.measure[offer]]
    free = (a.measures[a.measure[ask]] == "") | (o.measures[o.measure[offer]] == "")
    fine = (same | free) & (o.left[offer] >= a.quantity[ask])
    fine &= _meet(a, o, ask, offer)
    if rules.declined:
        declined = np.array(sorted(rules.declined), dtype=np.int64)
        names = a.key[ask] * (o.key.max() + 1) + o.key[offer]
        fine &= ~np.isin(names, declined[:, 0] * (o.key.max() + 1) + declined[:, 1])
    for at in np.flatnonzero(fine & o.narrow[offer]):
        i, j = ask[at], offer[at]
        serves, audiences = o.serves[j], o.audiences[j]
        in_place = not serves or any(a.place[i].startswith(path) for path in serves)
        fine[at] = in_place and (not audiences or a.audience[i] in audiences)
    return fine


def _meet(a: _AskTable, o: _OfferTable, ask: Any, offer: Any) -> Any:
    """`Window.meets`: a week or more in common needs a weekday in common, fewer days are looked at singly."""
    start, end = np.maximum(a.start[ask], o.start[offer]), np.minimum(a.end[ask], o.end[offer])
    both = a.weekdays[ask] & o.weekdays[offer]
    fine = (start <= end) & (both > 0)
    few = np.flatnonzero(fine & (end - start < 6) & (both != 0b1111111))
    for at in few:
        fine[at] = any(both[at] >> ((day - 1) % 7) & 1 for day in range(int(start[at]), int(end[at]) + 1))
    return fine


def _fit(a: _AskTable, o: _OfferTable, ask: Any, offer: Any, alike: Any, rules: Rules) -> Any:
    wanted = _bits(a.weekdays[ask])
    ease = np.where(wanted > 0, _bits(a.weekdays[ask] & o.weekdays[offer]) / np.maximum(wanted, 1), 0.0)
    room = np.clip(a.quantity[ask] / np.maximum(o.left[offer], 1), 0.2, 1.0)
    return (
        rules.words * alike + rules.place * _near(a, o, ask, offer) + rules.time * ease + rules.room * room
        + rules.past * o.past[offer]
    )  # fmt: skip


def _near(a: _AskTable, o: _OfferTable, ask: Any, offer: Any) -> Any:
    north = np.radians(o.lat[offer] - a.lat[ask]) * _EARTH
    east = np.radians(o.lon[offer] - a.lon[ask]) * _EARTH * np.cos(np.radians(a.lat[ask]))
    near = np.clip((FAR - np.hypot(north, east)) / (FAR - NEAR), 0.0, 1.0)
    for at in np.flatnonzero(np.isnan(near)):
        mine, theirs = a.place[ask[at]], o.place[offer[at]]
        if not mine or not theirs:
            near[at] = 0.5
        else:
            near[at] = 1.0 if mine.startswith(theirs) or theirs.startswith(mine) else 0.25
    return near


def _bits(mask: Any) -> Any:
    return sum((mask >> day) & 1 for day in range(7))


def _best(ask: Any, offer: Any, fit: Any, *, top: int) -> Edges:
    """At most `top` of each need, the best first; equal ones by position, so that the outcome is always the same."""
    order = np.lexsort((offer, -fit, ask))
    ask, offer, fit = ask[order], offer[order], fit[order]
    begins = np.flatnonzero(np.r_[True, ask[1:] != ask[:-1]]) if len(ask) else np.zeros(0, dtype=np.int64)
    place = np.arange(len(ask)) - np.repeat(begins, np.diff(np.r_[begins, len(ask)]))
    kept = place < top
    return Edges(ask[kept], offer[kept], fit[kept])
