"""What everybody reads of the topics that the office chose: how many told of it, and what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.links.models import ITEM, Link
from gongjian.core.publicity.models import Publication
from gongjian.modules.reports.models import ShownTopic, TopicMessage
from gongjian.modules.reports.shown.numbers import Count
from gongjian.modules.reports.story import status_of

MOST_REPORTS = 300


@dataclass(frozen=True, slots=True)
class TopicTold:
    """One topic. `people` is None when nobody told of it in the last three months; `status` is that of its case, with word,
    icon and tone; `result` that case's outcome in words; `closed` of `reports`; `projects` are public pages it led to."""

    row: ShownTopic
    people: Count | None
    reports: Count
    closed: int
    status: tuple[Any, str, str]
    result: str
    projects: tuple[tuple[str, str], ...]


def topics_told(office: Area, *, most: int = 6) -> list[TopicTold]:
    """The topics of an office that are shown, newest first. Five queries, however many."""
    rows = list(
        ShownTopic.objects.live()
        .filter(office=office)
        .select_related("anchor__item", "anchor__merged_into__item", "anchor__in_topic__topic")
        .order_by("-shown_at", "-pk")[:most]
    )
    topics = {row.pk: _topic(row) for row in rows}
    items = _items_of([topic for topic in topics.values() if topic])
    led = _projects([item for found in items.values() for item in found] + [row.anchor.item for row in rows])
    return [_told(row, topics[row.pk], items, led) for row in rows]


def _topic(row: ShownTopic) -> Any:
    member = getattr(row.anchor, "in_topic", None)
    return member.topic if member else None


def _items_of(topics: Iterable[Any]) -> dict[int, list[Item]]:
    held: dict[int, list[Item]] = defaultdict(list)
    members = TopicMessage.objects.filter(topic__in=[topic.pk for topic in topics]).select_related(
        "report__item"
    )
    for member in members.order_by("topic", "report")[: MOST_REPORTS * 6]:
        held[member.topic_id].append(member.report.item)
    return held


def _projects(items: Iterable[Item]) -> dict[int, list[tuple[str, str]]]:
    """Public pages of matters of other kinds that these led to, by the item's id: title and address."""
    ids = {item.pk for item in items}
    ends: dict[int, set[int]] = defaultdict(set)
    for link in Link.objects.touching((ITEM, pk) for pk in ids):
        for (model, pk), (other_model, other) in ((link.source, link.target), (link.target, link.source)):
            if model == other_model == ITEM and pk in ids:
                ends[pk].add(other)
    wanted = {other for others in ends.values() for other in others} - ids
    pages = Publication.objects.shown().filter(item__in=wanted).exclude(kind="report")
    known = {page.item_id: (page.title, reverse("public:page", args=[page.uid])) for page in pages}
    return {pk: [known[other] for other in sorted(others) if other in known] for pk, others in ends.items()}


def _told(
    row: ShownTopic, topic: Any, items: dict[int, list[Item]], led: dict[int, list[tuple[str, str]]]
) -> TopicTold:
    behind = items.get(topic.pk, []) if topic else []
    case = (row.anchor.merged_into or row.anchor).item
    result = str(case.flow.results.get(case.result, "")) if case.is_closed and case.result else ""
    projects = dict.fromkeys(page for item in [row.anchor.item, *behind] for page in led.get(item.pk, []))
    return TopicTold(
        row=row, people=Count(topic.people) if topic and topic.people else None, reports=Count(len(behind)),
        closed=sum(item.is_closed for item in behind), status=status_of(case), result=result, projects=tuple(projects),
    )  # fmt: skip
