"""What neighbours have told already, asked while somebody is still typing: kinds, places and how many people, never their
words, never who they are."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.flow import Phase
from gongjian.core.privacy.sealing import unseal
from gongjian.lib.coordinates import Point, metres
from gongjian.lib.topics.matters import is_matter, matters
from gongjian.lib.topics.places import places, stem
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.models import Draft, HotTopic, MeToo, Report

SPAN, WEEK = dt.timedelta(days=30), dt.timedelta(days=7)
LOOKED_AT, READ = 300, 300
MATCHES, SHOWN = 40, 2
TOLD_AS = ("category__parent__parent__parent",)
FAR = 1_000.0  # metres between two pins that cannot mean the same


@dataclass(frozen=True, slots=True)
class Heard:
    """What is shown of one matter: its kind, its place, its people of the last thirty days and of the last seven. `uid` names
    the report that can be followed."""

    kind: str
    place: str
    people: int
    week: int
    uid: UUID


@dataclass(slots=True)
class _Group:
    """Reports of one matter: who told them, and those that could be followed, the likest first."""

    persons: set[str] = field(default_factory=set)
    lately: set[str] = field(default_factory=set)
    follow: list[int] = field(default_factory=list)


def heard_before(
    text: str, *, now: dt.datetime, area: Area | None = None, place: str = "", pin: Point | None = None
) -> list[Heard]:
    """At most two matters that are probably the one being typed, the likest first: topics, and what is alike beside them.
    Without an area only topics whose place the text names; with one, what came from there in the last thirty days: at most
    five queries, whatever is kept."""
    groups = _near(text, area, place=place, pin=pin, now=now) if area else _named(text, now=now)
    return _shown(groups, now=now) if groups else []


def heard_of(draft: Draft, *, now: dt.datetime) -> list[Heard]:
    """The same of a draft that knows where it is."""
    if draft.area is None:
        return []
    pin = None if draft.lat is None or draft.lon is None else (draft.lat, draft.lon)
    return heard_before(
        unseal(draft, "text"), area=draft.area, place=unseal(draft, "place"), pin=pin, now=now
    )


def _near(
    text: str, area: Area, *, place: str, pin: Point | None, now: dt.datetime
) -> dict[int | None, _Group]:
    from gongjian.lib.topics.likely import likely_same

    rows = {row.pk: row for row in _rows(area, now=now) if not _is_far(pin, row)}
    if any(not row.is_demo for row in rows.values()):
        rows = {pk: row for pk, row in rows.items() if not row.is_demo}
    found = likely_same(f"{place} {text}", ((pk, _words(row)) for pk, row in rows.items()), limit=MATCHES)
    groups: dict[int | None, _Group] = {}
    for one in found:
        row = rows[one.key]
        group = groups.setdefault(row.in_topic__topic_id, _Group())
        person = row.phone_index or row.external_user or f"r{row.pk}"
        group.persons.add(person)
        if row.item__opened_at > now - WEEK:
            group.lately.add(person)
        group.follow.append(row.merged_into_id or row.pk)
    return groups


def _rows(area: Area, *, now: dt.datetime) -> Iterable[Any]:
    """The newest open or joined reports of the place: by the index of the office, or by that of each area below a community."""
    rows = Report.objects.filter(
        item__kind=REPORT.kind, item__opened_at__gt=now - SPAN, item__opened_at__lte=now
    )
    rows = rows.filter(Q(item__closed_at__isnull=True) | Q(merged_into__isnull=False), public=True)
    if area.pk == area.office_id:
        rows = rows.filter(item__office=area)
    else:
        below = Area.objects.current().filter(path__within=area.path).values_list("path", flat=True)
        rows = rows.filter(item__area_path__in=[*below])
    told = rows.order_by("-item__opened_at", "-item__pk").annotate(beginning=Substr("body", 1, READ))
    return told.values_list(
        "pk", "item__title", "item__place", "beginning", "item__lat", "item__lon", "item__opened_at", "phone_index",
        "external_user", "merged_into_id", "in_topic__topic_id", "is_demo", named=True,
    )[:LOOKED_AT]  # fmt: skip


def _words(row: Any) -> str:
    title = "" if row.beginning.startswith(row.item__title[:20]) else row.item__title
    return f"{row.item__place} {title} {row.beginning}"


def _is_far(pin: Point | None, row: Any) -> bool:
    return pin is not None and row.item__lat is not None and metres(pin, (row.item__lat, row.item__lon)) > FAR


def _named(text: str, *, now: dt.datetime) -> dict[int | None, _Group]:
    """Topics whose place stands in the text: without a community that alone says that it is nearby."""
    from gongjian.lib.topics.likely import likely_same

    rows = (
        HotTopic.objects.filter(people__gte=2, last_at__gt=now - SPAN)
        .exclude(place="")
        .order_by("-weight", "pk")
    )
    told = rows.values_list("pk", "place", "matter", "anchor__item__title", Substr("anchor__body", 1, READ))[
        :LOOKED_AT
    ]
    here = [row for row in told if stem(row[1].split()[-1]) in text]
    found = likely_same(text, [(row[0], " ".join(row[1:])) for row in here], limit=SHOWN)
    return {one.key: _Group() for one in found}


def _shown(groups: dict[int | None, _Group], *, now: dt.datetime) -> list[Heard]:
    topics = HotTopic.objects.in_bulk([topic for topic in groups if topic])
    follow = _to_follow(groups)
    voices = _voices([report.pk for reports in follow.values() for report in reports], now=now)
    found = []
    for pk, group in groups.items():
        if not (reports := follow[pk]):
            continue
        topic = topics.get(pk) if pk else None
        told = [voices[report.pk] for report in reports if report.pk in voices]
        people = max(len(group.persons), topic.people if topic else 0) + sum(every for every, _lately in told)
        week = max(len(group.lately), topic.week if topic else 0) + sum(lately for _every, lately in told)
        first = reports[0]
        if people >= 2 or first.item.phase != Phase.REPORTED:
            found.append(Heard(kind_of(first, topic), place_of(first, topic), people, week, first.uid))
    return found[:SHOWN]


def _to_follow(groups: dict[int | None, _Group]) -> dict[int | None, list[Report]]:
    """By group its open reports of which the public may hear: of a topic the oldest first, of others the likest."""
    alone = groups[None].follow if None in groups else []
    rows = Report.objects.filter(Q(in_topic__topic__in=[pk for pk in groups if pk]) | Q(pk__in=alone))
    rows = rows.filter(public=True, item__closed_at__isnull=True).select_related(
        "item__area", "in_topic", *TOLD_AS
    )
    found: dict[int | None, list[Report]] = {pk: [] for pk in groups}
    for report in rows.order_by("item__opened_at", "pk")[:LOOKED_AT]:
        topic = report.in_topic.topic_id if hasattr(report, "in_topic") else None
        found[topic if topic in found else None].append(report)
    if alone:
        found[None].sort(key=lambda report: alone.index(report.pk))
    return found


def _voices(reports: Sequence[int], *, now: dt.datetime) -> dict[int, tuple[int, int]]:
    """By report how many neighbours follow it or one joined with it, and how many of them since seven days."""
    rows = MeToo.objects.filter(Q(report__in=reports) | Q(report__merged_into__in=reports), at__gt=now - SPAN)
    rows = rows.annotate(where=Coalesce("report__merged_into", "report")).order_by().values("where")
    told = rows.annotate(every=Count("pk"), lately=Count("pk", filter=Q(at__gt=now - WEEK)))
    return {row["where"]: (row["every"], row["lately"]) for row in told}


def voices_of(report: Report, topic: HotTopic | None, *, now: dt.datetime) -> int:
    """How many people are behind a matter: those of its topic, or its own reporter and those joined with it, and neighbours
    who follow it."""
    told = topic.people if topic else 1 + report.followers.filter(ended_at__isnull=True).count()
    of = {"in_topic__topic": topic} if topic else {"pk": report.pk}
    reports = Report.objects.filter(**of).values("pk")
    rows = MeToo.objects.filter(Q(report__in=reports) | Q(report__merged_into__in=reports))
    return max(told, 1) + rows.count()


def kind_of(report: Report, topic: HotTopic | None = None) -> str:
    """What the matter is called in public: by the vocabulary or by the category, never in anybody's own words."""
    if topic and (known := [one for one in topic.matter.split("、") if is_matter(one)]):
        return "、".join(known)
    if report.category:
        return report.category.told_as
    spoken = matters(report.item.title, report.body).most_common(1)
    return spoken[0][0] if spoken else _("the same kind of matter")


def place_of(report: Report, topic: HotTopic | None = None) -> str:
    """Where it is, no finer than several people have named it: the topic's place if it ends as names of places do, else the
    community."""
    name = topic.place if topic else ""
    return name if name and places(name) else report.item.area.short_name
