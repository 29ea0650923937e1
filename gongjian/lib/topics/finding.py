"""Topics of a heap of messages: read, compare, join, join fragments, name and weigh."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from gongjian.lib.topics.alike import Pairs, Spaces, Table, pairs
from gongjian.lib.topics.joining import Joining
from gongjian.lib.topics.learning import Lexicon, learn
from gongjian.lib.topics.model import Links, Message, Rules, Topic
from gongjian.lib.topics.reading import Reading, read
from gongjian.lib.topics.telling import topic_of

LEAST_WORDS_OF_FRAGMENTS = 0.05
TURNS = 3


def topics(
    messages: Iterable[Message],
    *,
    rules: Rules | None = None,
    links: Links | None = None,
    now: dt.datetime | None = None,
) -> list[Topic]:
    """All topics, the heaviest first. The order of the messages does not matter; their keys must differ (ValueError).
    `now` is the moment from which trends are counted (without: the newest message)."""
    rules, links = rules or Rules(), links or Links()
    ordered = in_order(messages)
    lexicon = Lexicon() if _addressed(ordered) else learn((one.title, one.person) for one in ordered)
    readings = [read(one, lexicon) for one in ordered]
    groups = grouped(
        ordered, readings, Table.of(readings, Spaces.of(readings)).compact(), rules=rules, links=links
    )
    moment = now or max((one.when for one in ordered if one.when), default=None)
    found = [told(group, ordered, readings, rules=rules, now=moment) for group in groups]
    return sorted((one for one in found if is_topic(one, rules)), key=lambda one: (-one.weight, one.key))


def _addressed(messages: list[Message]) -> bool:
    """Whether most senders said where: then no names have to be guessed from the beginnings of titles."""
    return 2 * sum(bool(one.place) for one in messages) > len(messages)


def hottest(found: Iterable[Topic], *, count: int = 10) -> list[Topic]:
    """The first `count` of topics that are sorted by weight. Of two with one name the heavier is listed: the other is
    a fragment, which a person may merge with it."""
    named: dict[str, Topic] = {}
    for one in found:
        named.setdefault(one.name, one)
    return list(named.values())[:count]


def in_order(messages: Iterable[Message]) -> list[Message]:
    """By key; a key that comes twice is a mistake of the caller (ValueError)."""
    ordered = sorted(messages, key=lambda one: one.key)
    for one, other in itertools.pairwise(ordered):
        if one.key == other.key:
            raise ValueError(f"two messages have the key {one.key}")
    return ordered


def is_topic(topic: Topic, rules: Rules) -> bool:
    """Told by several people, or by one with whom many agree."""
    return topic.people >= rules.least_people or topic.likes >= rules.least_likes


def told(
    group: Sequence[int],
    messages: Sequence[Message],
    readings: Sequence[Reading],
    *,
    rules: Rules,
    now: dt.datetime | None,
) -> Topic:
    """The topic of a group of positions."""
    return topic_of([messages[at] for at in group], [readings[at] for at in group], rules=rules, now=now)


def grouped(
    messages: Sequence[Message], readings: Sequence[Reading], table: Table, *, rules: Rules, links: Links
) -> list[list[int]]:
    """Positions in groups: messages by average likeness, then the fragments so made by their likeness as wholes."""
    if not messages:
        return []
    where = {message.key: at for at, message in enumerate(messages)}
    together, apart = _positions(links.together, where), _positions(links.apart, where)
    found = pairs(table)
    joining = Joining(len(messages))
    joining.compare(found.one, found.other, found.alike)
    joining.part(apart)
    joining.link(together)
    groups = joining.run(rules.alike)
    for _turn in range(TURNS):
        groups, before = _with_fragments(groups, table, apart, rules), len(groups)
        if len(groups) == before:
            break
    return groups


def _positions(links: Iterable[tuple[int, int]], where: dict[int, int]) -> list[tuple[int, int]]:
    return [(where[one], where[other]) for one, other in links if one in where and other in where]


def _with_fragments(
    groups: list[list[int]], table: Table, apart: Iterable[tuple[int, int]], rules: Rules
) -> list[list[int]]:
    of = {at: number for number, group in enumerate(groups) for at in group}
    found = _of_fragments(pairs(table.grouped(_members(groups, len(of)))), groups)
    joining = Joining(len(groups))
    joining.compare(found.one, found.other, found.alike)
    joining.part((of[one], of[other]) for one, other in apart)
    joined = joining.run(rules.fragments)
    return sorted(sorted(at for number in numbers for at in groups[number]) for numbers in joined)


def _of_fragments(found: Pairs, groups: list[list[int]]) -> Pairs:
    """Two single messages were compared before; and something must be in common beside place and matter."""
    size = np.array([len(group) for group in groups])
    use = (np.maximum(size[found.one], size[found.other]) > 1) & (found.words >= LEAST_WORDS_OF_FRAGMENTS)
    return Pairs(found.one[use], found.other[use], found.alike[use], found.words[use])


def _members(groups: list[list[int]], count: int) -> Any:
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    columns = np.concatenate([np.array(group) for group in groups])
    return csr_matrix((np.ones(len(columns), dtype=np.float32), (rows, columns)), shape=(len(groups), count))
