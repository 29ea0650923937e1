"""Topics in threads and on agendas: raised for a meeting by kind, place, numbers and trend; what came of them stands with them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.links.faces import Face, faces_of
from gongjian.core.links.models import Link
from gongjian.core.links.node import ThreadNode
from gongjian.core.people.access import Access
from gongjian.modules.reports.hearing.likely import kind_of, place_of
from gongjian.modules.reports.models import HotTopic

LATELY, MOST, FEWEST = dt.timedelta(days=31), 8, 3


def _visible(access: Access) -> Any:
    anchor = ("anchor__item__area", "anchor__category__parent__parent__parent")
    return HotTopic.objects.visible_to(access).select_related("office", *anchor)


def name_of(topic: HotTopic) -> str:
    """By the desk's own name, else by place and kind: never in the words of somebody who told of it."""
    return topic.given_name or f"{place_of(topic.anchor, topic)} · {kind_of(topic.anchor, topic)}"


def hint_of(topic: HotTopic) -> str:
    """How many people, and whether they become more."""
    told = {"people": topic.people, "week": topic.week, "before": topic.week_before}
    return _("%(people)d people; %(week)d in the last 7 days, %(before)d in the 7 before") % told


def raised(access: Access, path: str, now: dt.datetime) -> Sequence[HotTopic]:
    """The heaviest topics of the last month of the office to which the area belongs: those of three people and more, and
    those that somebody watches."""
    office = Area.objects.filter(path=path).values("office")
    rows = _visible(access).filter(office__in=office, last_at__gt=now - LATELY)
    heavy = rows.filter(people__gte=FEWEST) | rows.filter(watched=True, people__gt=0)
    return list(heavy.order_by("-weight", "pk")[:MOST])


def came_of(topic: HotTopic, access: Access) -> list[Face]:
    """Meetings that took the topic up and what they decided, as far as the person may read it, the newest first."""
    links = Link.objects.coming_in(topic).order_by("-at", "-pk")[: MOST * 5]
    names = list(dict.fromkeys(link.source for link in links))
    faces = faces_of(names, access)
    return [faces[name] for name in names if name in faces]


TOPIC = ThreadNode(
    "reports.hottopic", pgettext_lazy("of a meeting", "Hot topic"), _visible, name_of,
    lambda row: reverse("reports:topic", args=[row.pk]), hint=hint_of, icon="chart", raised=raised,
)  # fmt: skip
