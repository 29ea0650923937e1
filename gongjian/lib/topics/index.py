"""Topics that messages join one by one, as they come in."""

import datetime as dt
from collections.abc import Iterable, Mapping

from gongjian.lib.topics.alike import Spaces, Table
from gongjian.lib.topics.finding import LEAST_WORDS_OF_FRAGMENTS, grouped, in_order, is_topic, told
from gongjian.lib.topics.learning import learn
from gongjian.lib.topics.model import Links, Message, Rules, Topic
from gongjian.lib.topics.postings import Postings
from gongjian.lib.topics.reading import Reading, read
from gongjian.lib.topics.wholes import Newcomer, Wholes


class Index:
    """Made of the messages there are; `add` joins one more. Learned names and the rarity of words stay those of the
    making: make it anew from time to time (nightly, or when `added` is half of it). The new one depends only on messages,
    rules and links, not on the order in which messages came. `members` can be stored, as whole numbers, and given back
    to begin with the same topics without finding them again."""

    def __init__(
        self,
        messages: Iterable[Message] = (),
        *,
        rules: Rules | None = None,
        links: Links | None = None,
        members: Mapping[int, int] | None = None,
    ) -> None:
        self.rules, self.links = rules or Rules(), links or Links()
        self.added = 0
        self._messages = in_order(messages)
        self._lexicon = learn((one.title, one.person) for one in self._messages)
        self._readings = [read(one, self._lexicon) for one in self._messages]
        self._spaces = Spaces.of(self._readings)
        table = Table.of(self._readings, self._spaces)
        self._postings = [Postings(rows) for rows in table.all]
        self._where = {one.key: at for at, one in enumerate(self._messages)}
        table = table.compact()
        self._groups = self._given(members) if members is not None else self._found(table)
        self._wholes = Wholes(table, self._groups)

    def __len__(self) -> int:
        return len(self._messages)

    def _found(self, table: Table) -> list[list[int]]:
        return grouped(self._messages, self._readings, table, rules=self.rules, links=self.links)

    def _given(self, members: Mapping[int, int]) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for at, one in enumerate(self._messages):
            groups.setdefault(members.get(one.key, one.key), []).append(at)
        return list(groups.values())

    def members(self) -> dict[int, int]:
        """For each message the smallest key of its group, to be stored."""
        return {
            self._messages[at].key: self._messages[group[0]].key for group in self._groups for at in group
        }

    def topics(self, *, now: dt.datetime | None = None) -> list[Topic]:
        """All topics, the heaviest first; `now` as in `finding.topics`."""
        moment = now or max((one.when for one in self._messages if one.when), default=None)
        found = [
            told(group, self._messages, self._readings, rules=self.rules, now=moment)
            for group in self._groups
        ]
        return sorted(
            (one for one in found if is_topic(one, self.rules)), key=lambda one: (-one.weight, one.key)
        )

    def topic(self, key: int, *, now: dt.datetime | None = None) -> Topic | None:
        """The topic of a message; None when it is alone. KeyError for a message that is not here."""
        group = self._groups[self._wholes.of(self._where[key])]
        found = told(group, self._messages, self._readings, rules=self.rules, now=now)
        return found if is_topic(found, self.rules) else None

    def add(self, message: Message, *, now: dt.datetime | None = None) -> Topic | None:
        """Put the message to the topic that it is most like, and return that; None when it is the first of its kind.
        ValueError for a key that is here already."""
        if message.key in self._where:
            raise ValueError(f"a message with the key {message.key} is here already")
        reading = read(message, self._lexicon)
        rows = self._spaces.rows(reading)
        new = Newcomer(
            tuple(postings.products(row) for postings, row in zip(self._postings, rows, strict=True)),
            tuple(float(row[1] @ row[1]) for row in rows),
            reading.narrow,
        )
        group = self._linked(message.key)
        if group is None:
            group = self._likest(new, apart=self._barred(message.key))
        for postings, row in zip(self._postings, rows, strict=True):
            postings.add(row)
        self._keep(message, reading, new, group)
        return self.topic(message.key, now=now or message.when)

    def _keep(self, message: Message, reading: Reading, new: Newcomer, group: int | None) -> None:
        at = self._where[message.key] = len(self._messages)
        self._messages.append(message)
        self._readings.append(reading)
        self.added += 1
        self._wholes.put(group, new)
        if group is None:
            self._groups.append([at])
        else:
            self._groups[group].append(at)

    def _others(self, key: int, pairs: Iterable[tuple[int, int]]) -> set[int]:
        """The groups of those that a pair links with this key."""
        keys = {one + other - key for one, other in pairs if key in (one, other)}
        return {self._wholes.of(self._where[one]) for one in keys if one in self._where}

    def _linked(self, key: int) -> int | None:
        return min(self._others(key, self.links.together) - self._barred(key), default=None)

    def _barred(self, key: int) -> set[int]:
        return self._others(key, self.links.apart)

    def _likest(self, new: Newcomer, *, apart: set[int]) -> int | None:
        """By the average over its messages, else as a whole; the same two questions as when topics are found."""
        if not self._groups:
            return None
        mean = self._wholes.mean(new)
        whole, words = self._wholes.alike(new)
        mean[list(apart)] = whole[list(apart)] = 0
        if mean.max() >= self.rules.alike:
            return int(mean.argmax())
        whole[words < LEAST_WORDS_OF_FRAGMENTS] = 0
        return int(whole.argmax()) if whole.max() >= self.rules.fragments else None
