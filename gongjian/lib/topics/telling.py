"""A topic as people read it: named by place and matter, weighed by people and likes, with its trend."""

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from gongjian.lib.topics.model import Message, Rules, Topic, Trend
from gongjian.lib.topics.place_words import TALENTS
from gongjian.lib.topics.reading import Reading

TREND_DAYS = (7, 30)
SECOND_MATTER = 0.6
LEAST_SHARE = 0.3
_EDGES = re.compile(
    "^(?:投诉|反映|举报|咨询|请问|请求|建议|希望|关于|[A-Z][0-9]*[市区县]|[，。？！、：? ])+|[，。？！、? ]+$"
)
MOST_OWN_WORDS = 20


def topic_of(
    messages: Sequence[Message], readings: Sequence[Reading], *, rules: Rules, now: dt.datetime | None
) -> Topic:
    """The topic of these messages (at least one), which `readings` were read out of."""
    moments = sorted(one.when for one in messages if one.when)
    order = sorted(messages, key=lambda one: (one.when is None, one.when and one.when.timestamp(), one.key))
    example = messages[_middle(readings)]
    place = place_of(readings)
    return Topic(
        key=min(one.key for one in messages), place=place, matter=matter_of(readings) or _own_words(example.title, place),
        messages=tuple(one.key for one in order), example=example.key, people=len({one.person for one in messages}),
        likes=sum(one.likes for one in messages), weight=weight_of(messages, rules=rules, now=now),
        first=moments[0] if moments else None, last=moments[-1] if moments else None,
        trends=tuple(trend(messages, days=days, now=now) for days in TREND_DAYS) if now else (),
    )  # fmt: skip


def weight_of(messages: Sequence[Message], *, rules: Rules, now: dt.datetime | None) -> float:
    """People + `likes_count` · ln(1 + likes). With a half-life each person counts 0.5 ^ (age of their newest message in
    days / half-life), and likes age with their messages. Somebody who writes ten times is one person."""
    people: dict[str, float] = defaultdict(float)
    likes = 0.0
    for one in messages:
        share = _share(one.when, rules.half_life, now)
        people[one.person] = max(people[one.person], share)
        likes += max(0, one.likes) * share
    return round(sum(people.values()) + rules.likes_count * math.log1p(likes), 6)


def _share(when: dt.datetime | None, half_life: float | None, now: dt.datetime | None) -> float:
    if half_life is None or when is None or now is None:
        return 1.0
    return float(0.5 ** (max(0.0, (now - when).total_seconds() / 86400) / half_life))


def trend(messages: Sequence[Message], *, days: int, now: dt.datetime) -> Trend:
    """People of the last `days` days up to `now`, and of the `days` before."""
    span = dt.timedelta(days=days)
    recent = {one.person for one in messages if one.when and now - span < one.when <= now}
    before = {one.person for one in messages if one.when and now - 2 * span < one.when <= now - span}
    return Trend(days, len(recent), len(before))


def place_of(readings: Sequence[Reading]) -> str:
    """The district that most name and the name that they share most, the longer of two that contain each other where most
    write it so; either may be empty."""
    district, name = _division(readings), _name(readings)
    return " ".join(part for part in (district, name) if part)


def _name(readings: Sequence[Reading]) -> str:
    votes: Counter[str] = Counter()
    for one in readings:
        for name, weight in dict(one.shown[::-1]).items():
            if name != TALENTS:
                votes[name] = votes[name] + weight  # type: ignore[assignment]
    total = {
        name: vote + sum(v for other, v in votes.items() if name != other and name in other)
        for name, vote in votes.items()
    }
    if not total or max(total.values()) < LEAST_SHARE * len(readings):
        return ""
    best = max(total.values())
    good = [name for name, vote in total.items() if vote >= 0.75 * best]
    return max(good, key=lambda name: (votes[name] * len(name) ** 0.5, name))


def _division(readings: Sequence[Reading]) -> str:
    """The district or county that most name; a street or a town only where hardly any message names a district."""
    votes: Counter[str] = Counter()
    for one in readings:
        for rank, division in enumerate(one.divisions):
            votes[division] += 1000 - min(rank, 999)
    districts = {name: vote for name, vote in votes.items() if name[-1] in "区县"}
    if districts and max(districts.values()) >= 250 * len(readings):
        return max(districts, key=lambda name: (districts[name], name))
    return max(votes, key=lambda name: (votes[name], name)) if votes else ""


def matter_of(readings: Sequence[Reading]) -> str:
    """The matter that is most spoken of, and a second one that is nearly as much; empty where fewer than `LEAST_SHARE` of
    the messages speak of it."""
    votes: dict[str, float] = defaultdict(float)
    for one in readings:
        whole = sum(one.matters.values())
        for label, count in one.matters.items():
            votes[label] += count / whole
    ranked = sorted(votes, key=lambda label: (-votes[label], label))
    if not ranked or votes[ranked[0]] < LEAST_SHARE * len(readings) / 2:
        return ""
    second = [label for label in ranked[1:2] if votes[label] >= SECOND_MATTER * votes[ranked[0]]]
    return "、".join([ranked[0], *second])


def _own_words(title: str, place: str) -> str:
    """What the title of the example says beside the place, where no known matter fits."""
    for name in place.split():
        title = title.replace(name, "")
    return _EDGES.sub("", title)[:MOST_OWN_WORDS]


def _middle(readings: Sequence[Reading]) -> int:
    """The one whose words most of the others share."""
    columns, counts = np.unique(np.concatenate([one.words[0] for one in readings]), return_counts=True)
    scores = [
        float(counts[np.searchsorted(columns, one.words[0])].mean()) if len(one.words[0]) else 0.0
        for one in readings
    ]
    return max(range(len(readings)), key=lambda at: (scores[at], -at))
