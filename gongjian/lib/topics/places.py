"""Names of places in running Chinese text: estates, roads, schools, villages, lines, units; known by their endings."""

import re
from dataclasses import dataclass
from functools import lru_cache

from gongjian.lib.topics.place_words import (
    BEFORE,
    BEFORE_HERE,
    COMMON,
    DIVISION,
    ENDING,
    FIRST,
    HAN,
    KIND,
    NARROW,
    PROGRAMME,
    TALENTS,
    TRAFFIC,
    TRAIL,
)  # fmt: skip

LONGEST_NAME = 9
LOOKED_AT = 600
_PART = re.compile(rf"[{HAN}A-Za-z0-9]+")
_PROGRAMME = re.compile(PROGRAMME)
_LINE = re.compile(TRAFFIC)


@dataclass(frozen=True, slots=True)
class Place:
    """A name as it is compared, where it stands, and whether it is narrow (an estate, a school) or wide (a road, a town)."""

    name: str
    start: int
    end: int
    narrow: bool


def divisions(text: str) -> tuple[str, ...]:
    """The districts and streets named in the first `LOOKED_AT` characters, in their order, each once."""
    return tuple(dict.fromkeys(text[start:end] for start, end in _division_spans(text[:LOOKED_AT])))


def _division_spans(text: str) -> list[tuple[int, int]]:
    """Codes wherever they stand; names of two or three signs only where something begins."""
    found = []
    for hit in DIVISION.finditer(text):
        start = _left_of(text, hit.start(), hit.end() - 1)
        begins = (
            hit[0][0].isascii() or hit[0][-1] not in "区县" or BEFORE_HERE.search(text, 0, start) is not None
        )
        if hit.end() - start > 1 and begins:
            found.append((start, hit.end()))
    return found


def places(text: str) -> list[Place]:
    """Names of places in the first `LOOKED_AT` characters, in their order; a name is cut where words that are no name
    stand, and ends with what kind of place it is. Common words (小区, 学校) alone are no names."""
    text = text[:LOOKED_AT]
    spans = _division_spans(text)
    found: list[Place] = []
    for part in _PART.finditer(text):
        begin = part.start()
        for start, end in [
            *(span for span in spans if part.start() <= span[0] < part.end()),
            (part.end(), part.end()),
        ]:
            found += _in_run(text, begin, start)
            begin = end
    return found


def _in_run(text: str, begin: int, end: int) -> list[Place]:
    found: list[Place] = []
    start = begin
    for ending in ENDING.finditer(text, begin, end):
        if ending.start() < start:
            continue
        if _PROGRAMME.fullmatch(ending[0]):
            found.append(Place(programme(ending[0]), ending.start(), ending.end(), narrow=True))
            start = ending.end()
            continue
        left = _left_of(text, max(start, ending.end() - LONGEST_NAME), ending.start())
        name = text[left : ending.end()]
        bare = without_kind(name)
        alone = left == ending.start() and _LINE.fullmatch(name) is None
        if alone or name in COMMON or bare in COMMON or len(bare) < 2:
            start = ending.end() if name in COMMON and len(name) > 1 else start
            continue
        found.append(Place(bare, left, ending.end(), NARROW.fullmatch(name) is not None))
        start = ending.end()
    return found


def _left_of(text: str, start: int, end: int) -> int:
    """Where a name begins that goes on to `end` and not further back than `start`."""
    for word in BEFORE.finditer(text, start, end):
        start = word.end()
    first = FIRST.match(text[start:end])
    return start + first.end() if first else start


@lru_cache(maxsize=65536)
def without_kind(name: str) -> str:
    """丽湖新城小区 and 丽湖新城 are one name: a trailing 小区, 楼盘 or 项目 goes, so far as two characters are left."""
    found = TRAIL.search(name)
    return name[: found.start(1)] if found and len(name) - len(found[1]) >= 3 else name


def programme(words: str) -> str:
    """The one name for what people call by several: grants for housing and those for talents are one programme."""
    return TALENTS if re.search("人才|购房|租房|住房", words) else words


@lru_cache(maxsize=65536)
def stem(name: str) -> str:
    """The name without the word for its kind, so far as two characters are left."""
    core = KIND.sub("", name)
    return core if len(core) >= 2 else name
