"""The best plan for many needs and resources, beside what simpler ways would give. Loaded by the background task only:
the optimisers are large."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gongjian.lib.matching import Ask, Offer, Rules, ranked, why_not
from gongjian.lib.matching.many import TOP, Edges, candidates
from gongjian.lib.matching.plan import best_plan, first_come, greedy, task_of
from gongjian.lib.matching.ranking import distance
from gongjian.lib.matching.words import Rarity, common_words
from gongjian.modules.exchange.models import WithoutMatch

EXACT = 250_000
LOOKED_AT = 500
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """Positions of a need and of the resource proposed for it, and what the reasons are made of."""

    ask: int
    offer: int
    fit: float
    words: tuple[str, ...]
    metres: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`chosen` by need in order; `without` says of every other need why, by position."""

    chosen: list[Chosen]
    without: dict[int, str]
    value: float
    bound: float
    greedy: float
    first_come: float
    seconds: float
    pairs: int


def plan(asks: Sequence[Ask], offers: Sequence[Offer], *, rules: Rules, seconds: float = SECONDS) -> Outcome:
    """Choose. Up to `EXACT` pairs every need is compared with every resource, beyond that with the most alike ones."""
    began = time.perf_counter()
    edges = _all_pairs(asks, offers, rules) if len(asks) * len(offers) <= EXACT else None
    edges = candidates(asks, offers, rules=rules) if edges is None else edges
    task = task_of(edges, asks, offers, most_per_owner=rules.most_per_owner)
    best = best_plan(task, seconds=seconds)
    simple = [greedy(task).value, first_come(task).value] if len(edges) else [0.0, 0.0]
    chosen = [
        _chosen(asks, offers, int(edges.ask[at]), int(edges.offer[at]), float(edges.fit[at]))
        for at in best.chosen.tolist()
    ]
    without = _without(asks, offers, edges, {one.ask for one in chosen}, rules)
    spent = time.perf_counter() - began
    bound = max(best.value, best.bound)
    return Outcome(chosen, without, best.value, bound, simple[0], simple[1], spent, len(edges))


def _all_pairs(asks: Sequence[Ask], offers: Sequence[Offer], rules: Rules) -> Edges:
    at = {offer.key: n for n, offer in enumerate(offers)}
    rarity = Rarity(offer.text for offer in offers)
    by_category = _by_category(offers)
    found: list[tuple[int, int, float]] = []
    for n, ask in enumerate(asks):
        kind = [offers[i] for i in by_category.get(ask.category, ())]
        best = ranked(ask, kind, rules=rules, top=TOP, rarity=rarity).best
        found += [(n, at[one.offer.key], one.fit) for one in best]
    ask_at, offer_at = (np.array([row[n] for row in found], dtype=np.int64) for n in (0, 1))
    return Edges(ask_at, offer_at, np.array([row[2] for row in found], dtype=np.float64))


def _by_category(offers: Sequence[Offer]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n, offer in enumerate(offers):
        found[offer.category].append(n)
    return found


def _chosen(asks: Sequence[Ask], offers: Sequence[Offer], ask: int, offer: int, fit: float) -> Chosen:
    words = tuple(common_words(asks[ask].text, offers[offer].text))
    return Chosen(ask, offer, fit, words, distance(asks[ask], offers[offer]))


def _without(
    asks: Sequence[Ask], offers: Sequence[Offer], edges: Edges, served: set[int], rules: Rules
) -> dict[int, str]:
    """Of each need without a resource the reason that stands in most resources' way, or that others took what suits."""
    possible = set(edges.ask.tolist())
    by_category = _by_category(offers)
    lonely = sum(1 for n in range(len(asks)) if n not in possible)
    looked_at = max(20, min(LOOKED_AT, 1_000_000 // max(1, lonely)))
    found: dict[int, str] = {}
    for n, ask in enumerate(asks):
        if n not in served:
            kind = by_category.get(ask.category, [])[:looked_at]
            found[n] = (
                WithoutMatch.TAKEN if n in possible else _main_reason(ask, [offers[i] for i in kind], rules)
            )
    return found


def _main_reason(ask: Ask, offers: Sequence[Offer], rules: Rules) -> str:
    """The reason of the most; of equal ones the last that is looked at. What suits but was not compared counts as taken."""
    if not offers:
        return WithoutMatch.CATEGORY
    told = Counter(why_not(ask, offer, rules) for offer in offers)
    if None in told:
        return WithoutMatch.TAKEN
    order = [one.value for one in WithoutMatch]
    return max((why for why in told if why), key=lambda why: (told[why], order.index(why.value))).value
