"""Topics counted anew from the reports of the last three months, by a job: the web loads none of what it takes."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from gongjian.core.areas.models import Area
from gongjian.lib.topics import Links, Message, Rules
from gongjian.modules.reports.models import HotTopic, MeToo, Report, TopicLink, TopicMessage

SPAN, MOST, LATE = dt.timedelta(days=92), 12_000, 500
RULES = Rules(half_life=30)


def count_all(now: dt.datetime) -> int:
    """The job: every office to which a report has come since its topics were last counted; says how many topics there are."""
    counted = dict(HotTopic.objects.order_by().values_list("office").annotate(at=Max("counted_at")))
    return sum(
        count_topics(office, now=now)
        for office in Area.objects.offices().current()
        if _came_since(office, counted.get(office.pk))
    )


def _came_since(office: Area, counted_at: dt.datetime | None) -> bool:
    """Whether the report written last, whenever it says it was told, or the last voice of a neighbour is newer than the
    counting."""
    newest = Report.objects.filter(office=office).select_related("item").order_by("-pk").first()
    voice = MeToo.objects.filter(report__office=office).order_by("-pk").first()
    moments = [*([newest.item.changed_at] if newest else []), *([voice.at] if voice else [])]
    return bool(moments) and (counted_at is None or max(moments) > counted_at)


def count_topics(office: Area, *, now: dt.datetime) -> int:
    """Find the office's topics anew and keep them; what people said of a topic goes on with its first report."""
    from gongjian.lib.topics.finding import topics

    messages = messages_of(office, now=now)
    found = topics(messages, rules=RULES, links=links_of(office), now=now) if messages else []
    _keep(office, found, now=now)
    _join_late(office, after=max((one.key for one in messages), default=0), now=now)
    return len(found)


def _join_late(office: Area, *, after: int, now: dt.datetime) -> None:
    """What came in while the topics were being found joins them as it did when it came."""
    from gongjian.modules.reports.hearing.joining import join_topic

    late = Report.objects.filter(office=office, pk__gt=after, item__opened_at__gt=now - SPAN).order_by("pk")
    for pk in late.values_list("pk", flat=True)[:LATE]:
        join_topic(pk, now=now)


def messages_of(office: Area, *, now: dt.datetime) -> list[Message]:
    """The masked words of the newest reports of the span; a person is a mark under the blind index's key, or, where no number
    was left, the report itself. Neighbours who follow it count as likes."""
    rows = Report.objects.counted().filter(
        office=office, item__opened_at__gt=now - SPAN, item__opened_at__lte=now
    )
    rows = rows.select_related("item").order_by("-item__opened_at", "-pk")[:MOST]
    voices = voices_since(office.pk, now=now)
    return [
        Message(
            key=row.pk, title=row.item.title, text=row.body, place=row.item.place, when=row.item.opened_at,
            likes=row.likes + voices.get(row.pk, 0),
            person=person_of(row),
        )
        for row in rows
    ]  # fmt: skip


def person_of(row: Any) -> str:
    """The mark under which a reporter is counted, or, where no number was left, the report itself."""
    return row.phone_index or row.external_user or f"r{row.pk}"


def voices_since(office_id: int, *, now: dt.datetime) -> dict[int, int]:
    """By report how many neighbours have followed it within the span."""
    told = MeToo.objects.filter(report__office=office_id, at__gt=now - SPAN).order_by().values_list("report")
    return dict(told.annotate(Count("pk")))


def hold_topics(office_id: int) -> None:
    """Of one office one counting or joining at a time; reports go on coming in meanwhile. Inside a transaction."""
    list(Area.objects.select_for_update(no_key=True, of=("self",)).filter(pk=office_id))


def links_of(office: Area) -> Links:
    """What people have decided, as the library takes it."""
    pairs = list(TopicLink.objects.filter(office=office).values_list("one", "other", "together"))
    return Links(
        frozenset((one, other) for one, other, together in pairs if together),
        frozenset((one, other) for one, other, together in pairs if not together),
    )


@transaction.atomic
def _keep(office: Area, found: list[Any], *, now: dt.datetime) -> None:
    hold_topics(office.pk)
    held = {one.anchor_id: one for one in HotTopic.objects.select_for_update().filter(office=office)}
    TopicMessage.objects.filter(topic__office=office).delete()
    members, kept = [], set()
    for topic in found:
        anchors = [held[key] for key in topic.messages if key in held and held[key].pk not in kept]
        row = max(anchors, key=_said, default=None) or HotTopic(office=office, anchor_id=topic.key)
        _count(row, topic, now=now)
        kept.add(row.pk)
        members += [TopicMessage(report_id=key, topic=row) for key in topic.messages]
    TopicMessage.objects.bulk_create(members, batch_size=500)
    gone = [one for one in held.values() if one.pk not in kept]
    HotTopic.objects.filter(pk__in=[one.pk for one in gone if not _said(one)[0]]).delete()
    for one in gone:
        if _said(one)[0]:
            one.people = one.messages = one.week = one.week_before = 0
            one.weight, one.counted_at = 0, now
            one.save()


def _said(topic: HotTopic) -> tuple[bool, int]:
    """Topics of which somebody said something come first, then the oldest."""
    return bool(topic.watched or topic.given_name), -topic.pk


def _count(row: HotTopic, topic: Any, *, now: dt.datetime) -> None:
    week = next((trend for trend in topic.trends if trend.days == 7), None)
    row.place, row.matter = topic.place[:80], (topic.matter or "…")[:80]
    row.people, row.messages, row.likes, row.weight = (
        topic.people,
        len(topic.messages),
        topic.likes,
        topic.weight,
    )
    row.first_at, row.last_at, row.counted_at = topic.first, topic.last, now
    row.week, row.week_before = (week.now, week.before) if week else (0, 0)
    row.save()
