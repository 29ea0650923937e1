"""Names of places that no ending betrays, learned from titles: they recur, written by several people, after a district."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from gongjian.lib.topics.matters import any_matter
from gongjian.lib.topics.place_words import BEFORE, DIVISION
from gongjian.lib.topics.places import Place, places

LEAST_PEOPLE = 3
LEAST_SHARE = 0.3
SHORTEST, LONGEST = 4, 8
_PARTS = re.compile(r"[0-9A-Za-z\u3400-\u9fff]+")
_MATTER = "#"
_NO_NAMES = re.compile(
    "安全|隐患|事业单位|故障|进一步|职业|机关|经开区|高新区|务工|子女|人员|学生|老师|职工|公民|居民|怎么|如何|是否|合理"
)


class Lexicon:
    """Learned names, and with them the places of a text."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(sorted(set(names), key=lambda name: (-len(name), name)))
        self._any = re.compile("|".join(map(re.escape, self.names))) if self.names else None

    def places(self, text: str) -> list[Place]:
        """Places by their endings and by learned names, in their order; of two that overlap the longer."""
        found = places(text)
        if self._any is not None:
            learned = [Place(hit[0], hit.start(), hit.end(), narrow=True) for hit in self._any.finditer(text)]
            found = _longest(found + learned)
        return found


def _longest(found: list[Place]) -> list[Place]:
    kept: list[Place] = []
    for place in sorted(found, key=lambda place: (place.start - place.end, place.start, not place.narrow)):
        if all(place.end <= other.start or other.end <= place.start for other in kept):
            kept.append(place)
    return sorted(kept, key=lambda place: place.start)


def learn(titles: Iterable[tuple[str, str]]) -> Lexicon:
    """From (title, person): beginnings of what is left of a title without districts, verbs and matters, when at least
    `LEAST_PEOPLE` people wrote them and they make up `LEAST_SHARE` of all uses of each of their pairs of characters."""
    starts: dict[str, set[str]] = defaultdict(set)
    pairs: dict[str, set[str]] = defaultdict(set)
    for title, person in titles:
        title = title[:200]
        for at in range(len(title) - 1):
            pairs[title[at : at + 2]].add(person)
        for rest in _left_over(title):
            for size in range(SHORTEST, min(LONGEST, len(rest)) + 1):
                starts[rest[:size]].add(person)
    found = {name: len(people) for name, people in starts.items() if _holds(name, people, pairs)}
    return Lexicon(
        name.removesuffix("小") for name, count in found.items() if not _goes_on(name, count, found)
    )


def _left_over(title: str) -> Iterator[str]:
    """What begins the title or follows a district or a verb; what follows a matter (a lift | that breaks down) is no name."""
    title = any_matter.sub(_MATTER, BEFORE.sub("|", DIVISION.sub("|", title)))
    for part in _PARTS.finditer(title):
        if part.start() == 0 or title[part.start() - 1] != _MATTER:
            yield part[0]


def _holds(name: str, people: set[str], pairs: dict[str, set[str]]) -> bool:
    if len(people) < LEAST_PEOPLE or _NO_NAMES.search(name):
        return False
    most = max(len(pairs[name[at : at + 2]]) for at in range(len(name) - 1))
    return len(people) >= LEAST_SHARE * most


def _goes_on(name: str, count: int, found: dict[str, int]) -> bool:
    """Whether a longer name is nearly always meant: 丽湖新 of 丽湖新城."""
    return any(other != name and other.startswith(name) and found[other] >= 0.7 * count for other in found)
