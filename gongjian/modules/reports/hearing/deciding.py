"""What people decide about topics: a name, a watch, that two are one, that one is two, that all its reports become one case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.links.actions import link, row_of, unlink
from gongjian.core.links.models import Link, LinkKind
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.topics import Links, merged, split
from gongjian.lib.zh import clean_text
from gongjian.modules.reports.actions.sorting import merge_report
from gongjian.modules.reports.hearing.counting import links_of
from gongjian.modules.reports.models import HotTopic, Report, TopicLink, TopicMessage


@dataclass(slots=True)
class Joined:
    """How many reports were joined with the case, and why others stayed: number → reason."""

    case: Report
    joined: int = 0
    stayed: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def call_topic(topic_id: int, *, name: str, watched: bool, actor: Person, now: dt.datetime) -> HotTopic:
    """Give it a name of one's own (empty: as counted), and watch it or not: a watched topic stays in the list."""
    topic = _locked(topic_id, actor, now)
    name = " ".join(clean_text(name).split())[:80]
    changes = {"name": [topic.given_name, name], "watched": [topic.watched, watched]}
    topic.given_name, topic.watched = name, watched
    topic.save(update_fields=["given_name", "watched"])
    _trail("call_topic", topic, actor=actor, now=now, changes=changes)
    return topic


@transaction.atomic
def merge_topics(topic_id: int, *, other: int, actor: Person, now: dt.datetime) -> HotTopic:
    """Two topics are one from now on: their messages stand together in every counting. Returns the one that stays, of two the
    one that a meeting has taken up."""
    topic, gone = _locked(topic_id, actor, now), _locked(other, actor, now)
    if topic.pk == gone.pk or topic.office_id != gone.office_id:
        raise Refused(_("Choose another topic of the same office."), field="other")
    if Link.objects.coming_in(gone).exists() and not Link.objects.coming_in(topic).exists():
        topic, gone = gone, topic  # what a meeting has taken up stays
    _set_links(topic, merged(links_of(topic.office), _keys(topic), _keys(gone)))
    gone.members.update(topic=topic)
    topic.people, topic.messages = topic.people + gone.people, topic.messages + gone.messages
    topic.likes, topic.week, topic.week_before = (
        topic.likes + gone.likes, topic.week + gone.week, topic.week_before + gone.week_before,
    )  # fmt: skip
    topic.weight, topic.watched = topic.weight + gone.weight, topic.watched or gone.watched
    topic.given_name = topic.given_name or gone.given_name
    topic.first_at, topic.last_at = (
        min(topic.first_at or now, gone.first_at or now),
        max(topic.last_at or now, gone.last_at or now),
    )
    changes = {"with": [None, str(gone)]}
    for held in Link.objects.coming_in(gone):
        if source := row_of(held.source):
            link(source, to=topic, kind=LinkKind(held.kind), by=actor, now=now)
        unlink(held, reason=_("Joined two topics"), by=actor, now=now)
    gone.delete()
    topic.save()
    _trail("merge_topics", topic, actor=actor, now=now, changes=changes)
    return topic


@transaction.atomic
def split_topic(topic_id: int, *, reports: Sequence[int], actor: Person, now: dt.datetime) -> HotTopic:
    """The chosen reports are a topic of their own from now on; the new one's numbers are counted with the next counting."""
    topic = _locked(topic_id, actor, now)
    keys, away = _keys(topic), sorted(set(reports))
    if not away or not set(away) < set(keys):
        raise Refused(_("Choose some of its reports, not all of them."), field="reports")
    rest = [key for key in keys if key not in set(away)]
    _set_links(topic, split(links_of(topic.office), away, rest))
    anchor = topic.anchor_id if topic.anchor_id in rest else rest[0]
    if anchor != topic.anchor_id:
        topic.anchor_id = anchor
        topic.save(update_fields=["anchor"])
    made = HotTopic.objects.create(
        office=topic.office, anchor_id=away[0], place=topic.place, matter=topic.matter, people=len(away), messages=len(away),
        weight=float(len(away)), first_at=topic.first_at, last_at=topic.last_at, counted_at=topic.counted_at,
    )  # fmt: skip
    TopicMessage.objects.filter(report__in=away).update(topic=made)
    topic.messages, topic.people = topic.messages - len(away), max(1, topic.people - len(away))
    topic.save(update_fields=["messages", "people"])
    _trail("split_topic", topic, actor=actor, now=now, changes={"reports": [len(keys), len(rest)]})
    return made


def make_one_case(topic_id: int, *, actor: Person, now: dt.datetime) -> Joined:
    """Join every open report of the topic with its oldest open one: their reporters follow that one. Each is joined by itself;
    one that cannot be says why and stays."""
    topic = HotTopic.objects.get(pk=topic_id)
    _may(topic, actor, now)
    held = Report.objects.filter(in_topic__topic=topic, item__closed_at__isnull=True).select_related("item")
    open_ones = list(held.order_by("item__opened_at", "pk"))
    if len(open_ones) < 2:
        raise Refused(_("Fewer than two of its reports are open: there is nothing to join."), code="nothing")
    outcome = Joined(open_ones[0])
    for report in open_ones[1:]:
        try:
            merge_report(
                report.pk,
                into=outcome.case.pk,
                actor=actor,
                now=now,
                note=_("Topic: %(name)s") % {"name": topic},
            )
            outcome.joined += 1
        except Refused as refused:
            outcome.stayed[report.item.number] = str(refused.reason)
    _trail(
        "one_case",
        topic,
        actor=actor,
        now=now,
        changes={"into": [None, outcome.case.item.number], "joined": [0, outcome.joined]},
    )
    return outcome


def _set_links(topic: HotTopic, links: Links) -> None:
    TopicLink.objects.filter(office=topic.office).delete()
    rows = [
        TopicLink(office=topic.office, one_id=one, other_id=other, together=together)
        for pairs, together in ((links.together, True), (links.apart, False))
        for one, other in sorted(pairs)
    ]
    TopicLink.objects.bulk_create(rows, batch_size=500)


def _keys(topic: HotTopic) -> list[int]:
    return sorted(topic.members.values_list("report_id", flat=True))


def _may(topic: HotTopic, actor: Person, now: dt.datetime) -> None:
    access = access_of(actor, today=timezone.localdate(now))
    if not access.may("reports.dispatch", topic.office.path):
        raise Refused(_("Only the desk of this office decides about topics."), code="not_allowed")


def _locked(topic_id: int, actor: Person, now: dt.datetime) -> HotTopic:
    rows = HotTopic.objects.select_for_update(of=("self",)).select_related("office")
    topic = rows.filter(pk=topic_id).first()
    if topic is None:
        raise Refused(_("There is no such topic any more: it was counted anew meanwhile."), code="not_found")
    _may(topic, actor, now)
    return topic


def _trail(
    act: str, topic: HotTopic, *, actor: Person, now: dt.datetime, changes: dict[str, list[object]]
) -> None:
    record(
        f"reports.{act}",
        actor=actor,
        obj=topic,
        office=topic.office,
        label=str(topic),
        now=now,
        changes=changes,
    )
