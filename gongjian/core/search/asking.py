"""What somebody looks for: the words typed, among what she may read, narrowed by kind, area and state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gongjian.core.manifest import flows
from gongjian.core.people.access import Access
from gongjian.core.search.words import MOST_WORDS, mark_of, phrases_of


@dataclass(frozen=True, slots=True)
class Word:
    """One typed word: found where its tokens stand in a row, or where a number begins so (`mark`, if it can)."""

    tokens: tuple[str, ...]
    mark: str = ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Neighbours; none for a single token."""
        return tuple(dict.fromkeys(pairwise(self.tokens)))

    @property
    def phrase(self) -> str:
        """All tokens with spaces around, as they stand in `words`."""
        return f" {' '.join(self.tokens)} "


@dataclass(frozen=True, slots=True)
class Wanted:
    """All words must be found; of each set of tags one must be borne. No words: nothing is wanted."""

    words: tuple[Word, ...]
    tags: tuple[tuple[str, ...], ...] = field(default=())


def words_wanted(q: str) -> tuple[Word, ...]:
    """The words of what was typed, at most eight; signs alone are none."""
    found = []
    for typed in q.split():
        if phrases := phrases_of(typed):
            found.append(Word(tuple(phrases[0]), mark_of(typed)))
    return tuple(dict.fromkeys(found[:MOST_WORDS]))


def scope_tags(access: Access) -> tuple[str, ...]:
    """The tags of what the person may read, as `Item.objects.visible_to` has it; of nobody's none."""
    if access.person_id is None:
        return ()
    read = [f"{kind}@{path}" for kind, flow in flows().items() for path in access.paths(flow.view)]
    hands = [f"p@{pk}" for pk in sorted(access.person_ids)] + [f"u@{pk}" for pk in sorted(access.unit_ids)]
    return (*read, *hands)


def filter_tags(
    *, kinds: Sequence[str] = (), paths: Sequence[str] = (), state: str = ""
) -> tuple[tuple[str, ...], ...]:
    """Tags for the kinds chosen (none: all), the areas chosen and "open" or "closed"."""
    sets: list[tuple[str, ...]] = []
    if kinds or paths:
        sets.append(tuple(f"{kind}@{path}" for kind in kinds or flows() for path in paths or ("",)))
    if state:
        sets.append((f"is@{state}",))
    return tuple(sets)
