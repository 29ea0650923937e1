"""A report that has just come in joins the topic of its matter, or makes one with others, a moment after it was taken in;
the half-hourly counting stays the truth."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Substr

from gongjian.lib.topics import Message
from gongjian.lib.topics.matters import FIELDS, matters
from gongjian.lib.topics.places import places, stem
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.hearing.counting import RULES, SPAN, hold_topics, person_of, voices_since
from gongjian.modules.reports.models import HotTopic, Report, TopicLink, TopicMessage

logger = logging.getLogger(__name__)
LOOKED_AT, READ, CHUNK = 300, 300, 200
IN_ORDER = ("unjoined_since", "pk")


@transaction.atomic
def join_topic(report_id: int, *, now: dt.datetime) -> HotTopic | None:
    """The topic that the report stands in now; None where it is the first of its kind.

    It names a place and a known matter that the topic, or others of its community, name too. Of one office one report joins
    at a time: two that come at once are in one topic, not in two.
    """
    report = Report.objects.select_related("item").get(pk=report_id)
    words = _Words(f"{report.item.title} {report.item.place} {report.body[:READ]}")
    if not words.telling:
        return None
    hold_topics(report.office_id)
    if held_by := TopicMessage.objects.filter(report=report).select_related("topic").first():
        return held_by.topic  # another one that came at once has taken it along
    topic = _topic_of(report, words, now=now)
    others = [] if topic else list(_others(report, words, now=now))
    if topic is None and not others:
        return None
    if topic is None:
        topic = _made(report, others, words)
    made = [TopicMessage(report_id=pk, topic=topic) for pk in (report.pk, *(one.pk for one in others))]
    TopicMessage.objects.bulk_create(made, ignore_conflicts=True)
    _count(topic, now=now)
    return topic


def join_new(now: dt.datetime) -> int:
    """The job: what came in since the last time joins, in the order it came; returns how many were looked at. Safe to run
    twice. A failure is logged, and the next counting makes it good."""
    looked_at = 0
    while waiting := list(Report.objects.filter(unjoined_since__isnull=False).order_by(*IN_ORDER)[:CHUNK]):
        for report in waiting:
            try:
                join_topic(report.pk, now=now)
            except Exception:
                logger.exception("The report %s was kept out of the topics for now.", report.pk)
        done = [report.pk for report in waiting]
        Report.objects.filter(pk__in=done).update(unjoined_since=None)
        looked_at += len(done)
    return looked_at


class _Words:
    """What a text names: places by their stems, and matters of the vocabulary that make two messages alike."""

    def __init__(self, text: str) -> None:
        self.names = [place.name for place in places(text)]
        self.stems = {stem(name): name for name in self.names}
        spoken = matters("", text)
        self.matters = [one for one, _count in spoken.most_common() if one not in FIELDS]

    @property
    def telling(self) -> bool:
        """Whether both are named."""
        return bool(self.stems and self.matters)

    def place_in(self, text: str) -> str:
        """The longest of its places that stands in the text as well; "" for none."""
        return max((name for core, name in self.stems.items() if core in text), key=len, default="")

    def matter_in(self, text: str) -> str:
        """The matter that is spoken of in both; "" for none."""
        other = matters("", text)
        return next((one for one in self.matters if one in other), "")


def _topic_of(report: Report, words: _Words, *, now: dt.datetime) -> HotTopic | None:
    """The heaviest of the office's topics that bears one of its places and matters, unless people said that they are apart."""
    apart = {
        other if one == report.pk else one
        for one, other in TopicLink.objects.filter(
            Q(one=report) | Q(other=report), together=False
        ).values_list("one", "other")
    }
    rows = HotTopic.objects.filter(office=report.office_id, last_at__gt=now - SPAN).exclude(place="")
    if apart:
        rows = rows.exclude(members__report__in=apart)
    for topic in rows.order_by("-weight", "pk")[:LOOKED_AT]:
        if words.place_in(topic.place) and set(topic.matter.split("、")) & set(words.matters):
            return topic
    return None


def _others(report: Report, words: _Words, *, now: dt.datetime) -> Iterable[Any]:
    """Reports of the same place on earth that stand in no topic yet and tell the same, if somebody else wrote one of them."""
    rows = Report.objects.filter(
        item__kind=REPORT.kind, item__area_path=report.item.area_path, item__opened_at__gt=now - SPAN, item__opened_at__lte=now,
        in_topic__isnull=True, is_demo=report.is_demo,
    ).exclude(pk=report.pk)  # fmt: skip
    told = rows.order_by("-item__opened_at", "-item__pk").annotate(beginning=Substr("body", 1, READ))
    found = [
        row
        for row in told.values_list(
            "pk",
            "item__title",
            "item__place",
            "beginning",
            "item__opened_at",
            "phone_index",
            "external_user",
            named=True,
        )[:LOOKED_AT]
        if words.place_in(text := f"{row.item__title} {row.item__place} {row.beginning}")
        and words.matter_in(text)
    ]
    mine = person_of(report)
    return found if any(person_of(row) != mine for row in found) else []


def _made(report: Report, others: list[Any], words: _Words) -> HotTopic:
    """A new topic, named by what both tell; as never counted, so that the next counting looks at it."""
    first = min(others, key=lambda row: (row.item__opened_at, row.pk))
    text = f"{first.item__title} {first.item__place} {first.beginning}"
    return HotTopic.objects.create(
        office_id=report.office_id, anchor_id=first.pk, place=words.place_in(text)[:80], matter=words.matter_in(text)[:80],
        first_at=first.item__opened_at, last_at=report.item.opened_at, counted_at=first.item__opened_at - dt.timedelta(seconds=1),
    )  # fmt: skip


def _count(topic: HotTopic, *, now: dt.datetime) -> None:
    """People, weight and trend by the same rules as the counting, of its members alone."""
    from gongjian.lib.topics.telling import trend, weight_of

    voices = voices_since(topic.office_id, now=now)
    rows = Report.objects.filter(in_topic__topic=topic)
    messages = [
        Message(
            key=row.pk, title="", text="", when=row.item__opened_at, likes=row.likes + voices.get(row.pk, 0), person=person_of(row)
        )
        for row in rows.values_list("pk", "item__opened_at", "likes", "phone_index", "external_user", named=True)
    ]  # fmt: skip
    week = trend(messages, days=7, now=now)
    topic.people, topic.messages = len({one.person for one in messages}), len(messages)
    topic.likes, topic.week, topic.week_before = sum(one.likes for one in messages), week.now, week.before
    topic.weight = weight_of(messages, rules=RULES, now=now)
    topic.last_at = max(one.when for one in messages if one.when)
    topic.save(update_fields=["people", "messages", "likes", "week", "week_before", "weight", "last_at"])
