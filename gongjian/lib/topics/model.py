"""What topics are made of: plain values, no rows of a database. A person is a mark that is counted, never read."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `person` is any mark that is the same for the same sender (a keyed hash); `likes` how many others
    agreed; `place` what the sender wrote as the address, where it was asked for."""

    key: int
    title: str
    text: str
    person: str
    when: dt.datetime | None = None
    likes: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """What people have decided: pairs of keys that belong to one topic, and pairs that never do. Both outlive a rebuild."""

    together: frozenset[tuple[int, int]] = frozenset()
    apart: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """`alike`: how alike the messages of a topic are on average; `fragments`: how alike two groups must be as wholes to be
    one topic (both from 0 to 1); `unplaced`: how alike messages must be that name no place. `likes_count` and `half_life`
    (days, None: no ageing) go into the weight; `least_people` and `least_likes`: what a topic has at least one of."""

    alike: float = 0.45
    fragments: float = 0.52
    unplaced: float = 0.45
    likes_count: float = 2.0
    half_life: float | None = None
    least_people: int = 2
    least_likes: int = 100


@dataclass(frozen=True, slots=True)
class Trend:
    """People who wrote in the last `days` days, and in as many days before."""

    days: int
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Topic:
    """The same matter at the same place. `key` is the smallest key of its messages; `place` may be empty where none is
    named; `messages` are keys in the order of time; `example` is the one that is most like the others."""

    key: int
    place: str
    matter: str
    messages: tuple[int, ...]
    example: int
    people: int
    likes: int
    weight: float
    first: dt.datetime | None
    last: dt.datetime | None
    trends: tuple[Trend, ...] = ()

    @property
    def name(self) -> str:
        """Place and matter, for people to read: 湖畔小区 · 夜间施工扰民."""
        return " · ".join(part for part in (self.place, self.matter) if part)
