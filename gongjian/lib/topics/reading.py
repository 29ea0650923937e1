"""What is read out of one message: the names of its places, its other words, its matters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gongjian.lib.topics.grams import added, grams
from gongjian.lib.topics.learning import Lexicon
from gongjian.lib.topics.matters import matters
from gongjian.lib.topics.model import Message
from gongjian.lib.topics.place_words import TALENTS
from gongjian.lib.topics.places import Place, divisions, stem

LOOKED_AT = 400
TITLE_COUNTS = 3
NEAR_THE_BEGINNING = 100
ZONES = frozenset(("高新区", "经开区", "新区", "开发区"))
MOST_NAMES_OF_TEXT = 6
WIDE = 0.6
LATER = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """`names`: pieces of the names of places with their weights; `words`: pieces of all other words, as columns and counts;
    `shown`: the names as they are written, those of the title first; `divisions`: districts, streets, cities; `where`: of
    these the districts and cities, by which namesakes are told apart; `narrow`: whether an estate or the like is named."""

    names: dict[str, float]
    words: tuple[Any, Any]
    matters: Counter[str]
    shown: tuple[tuple[str, float], ...]
    divisions: tuple[str, ...]
    where: dict[str, float]
    narrow: bool


def read(message: Message, lexicon: Lexicon) -> Reading:
    """Title and address count in full, of the text the first `LOOKED_AT` characters. Never fails, whatever is written."""
    title, text = message.title[:LOOKED_AT], message.text[:LOOKED_AT]
    first = [*lexicon.places(message.place[:LOOKED_AT]), *(in_title := lexicon.places(title))]
    in_text = lexicon.places(text)
    later = [place for place in in_text if place.name != TALENTS][:MOST_NAMES_OF_TEXT]
    of_title, of_text = grams(_without(title, in_title)), grams(_without(text, in_text))
    words = added((of_title[0], of_title[1] * TITLE_COUNTS), of_text)
    shown = [(place.name, _weight(place)) for place in first]
    shown += [(place.name, _weight(place) * _later(n, first)) for n, place in enumerate(later)]
    names: dict[str, float] = {}
    for name, weight in shown:
        for gram in name_grams(name):
            names[gram] = max(names.get(gram, 0.0), weight)
    narrow = any(place.narrow for place in first or later[:2])
    around = divisions(f"{message.place[:LOOKED_AT]} {title}")
    within = tuple(dict.fromkeys([*around, *divisions(text[:NEAR_THE_BEGINNING])]))
    return Reading(names, words, matters(title, text), tuple(shown), within, _where(around or within), narrow)


def _where(named: Iterable[str]) -> dict[str, float]:
    """Districts and cities; a code of a district says its city too (B3区: B市). Streets tell nobody the district."""
    found = {name: 1.0 for name in named if name[-1] in "区县市" and name not in ZONES}
    return found | {f"{name[0]}市": 1.0 for name in found if name[0].isascii()}


def _weight(place: Place) -> float:
    return 1.0 if place.narrow else WIDE


def _later(rank: int, first: list[Place]) -> float:
    if first:
        return LATER
    return 1.0 if rank < 2 else 0.5


def _without(text: str, found: Iterable[Place]) -> str:
    """The text with a mark in the place of each name, so that likeness of words says nothing of the place."""
    parts, end = [], 0
    for place in sorted(found, key=lambda place: place.start):
        parts.append(text[end : place.start])
        end = max(end, place.end)
    return "|".join([*parts, text[end:]])


def name_grams(name: str) -> set[str]:
    """The name itself, and pairs and triples of it without the word for its kind: 翠湖苑 is found again in 金桂翠湖苑."""
    core = stem(name)
    pairs = {core[i : i + 2] for i in range(len(core) - 1)}
    return pairs | {core[i : i + 3] for i in range(len(core) - 2)} | {name}
