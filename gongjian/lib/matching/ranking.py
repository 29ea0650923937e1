"""One need and all resources: the best ones with their reasons, and why the others are out."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongjian.lib.matching.model import Ask, Offer, Rules
from gongjian.lib.matching.ruling import Ruled, why_not
from gongjian.lib.matching.words import Rarity, common_words, likeness

NEAR, FAR = 300.0, 3000.0
UNKNOWN_PAST, PRIOR = 0.6, 2
_EARTH = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A resource that can serve the need. `fit` is from 0 to 1, the sum of the parts by their shares in the rules; each
    part is from 0 to 1 itself. `words`: what both texts say. `metres`: how far (None: not known)."""

    offer: Offer
    fit: float
    parts: dict[str, float]
    words: tuple[str, ...] = ()
    metres: float | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """`best` in order; `out` pairs every other resource with its reason; `reasons` counts them."""

    best: tuple[Ranked, ...]
    out: tuple[tuple[Offer, Ruled], ...]
    reasons: Counter[Ruled] = field(default_factory=Counter)


def ranked(
    ask: Ask,
    offers: Sequence[Offer],
    *,
    rules: Rules | None = None,
    top: int = 10,
    rarity: Rarity | None = None,
) -> Ranking:
    """Rank resources for a need; equal ones by key, so that the order is always the same.

    `rarity` is taken from the offers unless given: give it where many needs are ranked against the same offers.
    """
    rules = rules or Rules()
    out: list[tuple[Offer, Ruled]] = []
    fitting: list[Offer] = []
    for offer in offers:
        why = why_not(ask, offer, rules)
        if why is None:
            fitting.append(offer)
        else:
            out.append((offer, why))
    rarity = rarity or Rarity(offer.text for offer in offers)
    own = rarity.vector(ask.text)
    found = [_rank(ask, offer, likeness(own, rarity.vector(offer.text)), rules) for offer in fitting]
    found.sort(key=lambda one: (-one.fit, one.offer.key))
    best = tuple(_with_words(ask, one) for one in found[:top])
    return Ranking(best, tuple(out), Counter(why for _offer, why in out))


def _rank(ask: Ask, offer: Offer, alike: float, rules: Rules) -> Ranked:
    metres = distance(ask, offer)
    parts = {
        "words": alike,
        "place": nearness(ask, offer, metres),
        "time": ease(ask, offer),
        "room": room(ask, offer),
        "past": past(offer),
    }
    fit = sum(getattr(rules, name) * value for name, value in parts.items())
    return Ranked(offer, fit, parts, metres=metres)


def _with_words(ask: Ask, one: Ranked) -> Ranked:
    words = tuple(common_words(ask.text, one.offer.text))
    return Ranked(one.offer, one.fit, one.parts, words, one.metres)


def distance(ask: Ask, offer: Offer) -> float | None:
    """Metres between two spots (an office is small: the earth is flat), None when one is not known."""
    if ask.lat is None or ask.lon is None or offer.lat is None or offer.lon is None:
        return None
    north = math.radians(offer.lat - ask.lat) * _EARTH
    east = math.radians(offer.lon - ask.lon) * _EARTH * math.cos(math.radians(ask.lat))
    return math.hypot(north, east)


def nearness(ask: Ask, offer: Offer, metres: float | None) -> float:
    """1 within `NEAR` metres, 0 beyond `FAR`; without spots by the part of the area path that both share."""
    if metres is not None:
        return max(0.0, min(1.0, (FAR - metres) / (FAR - NEAR)))
    if not ask.place or not offer.place:
        return 0.5
    return 1.0 if ask.place.startswith(offer.place) or offer.place.startswith(ask.place) else 0.25


def ease(ask: Ask, offer: Offer) -> float:
    """1 where the resource is free on all weekdays that suit the need, less where on few of them."""
    wanted = ask.when.weekdays.bit_count()
    return (ask.when.weekdays & offer.when.weekdays).bit_count() / wanted if wanted else 0.0


def room(ask: Ask, offer: Offer) -> float:
    """How well the need fills what is left: a hall for 300 is not kept busy by 10. From 0.2 to 1."""
    return max(0.2, min(1.0, ask.quantity / offer.left)) if offer.left > 0 else 0.2


def past(offer: Offer) -> float:
    """The mean mark of past deliveries as a share of 5, drawn to `UNKNOWN_PAST` while there are few."""
    known = offer.rating / 5 * offer.deliveries
    return (known + UNKNOWN_PAST * PRIOR) / (offer.deliveries + PRIOR)
