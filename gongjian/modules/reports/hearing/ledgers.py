"""The list of hot topics."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import ChoiceFilter, DatesFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, SavedView
from gongjian.core.people.access import Access
from gongjian.modules.reports.models import HotTopic


def _rows(access: Access) -> Any:
    return HotTopic.objects.visible_to(access).alive().select_related("office")


def _trend(topic: HotTopic) -> tuple[Any, str, str]:
    told = f"{topic.week} / {topic.week_before}"
    if topic.week > topic.week_before:
        return told, "up", "late"
    return (told, "down", "ok") if topic.week < topic.week_before else (told, "right", "")


TOPICS = Ledger(
    slug="topics",
    title=_("Hot topics"),
    permission="reports.view",
    url_name="reports:topics",
    queryset=_rows,
    columns=(
        Column("name", pgettext_lazy("of a topic", "Topic"), str, link=True, phone=True),
        Column("people", pgettext_lazy("of a topic", "People"), "people", Kind.NUMBER, width=70, sort="people", phone=True),
        Column("messages", _("Reports"), "messages", Kind.NUMBER, width=70, sort="messages"),
        Column("likes", _("Likes"), "likes", Kind.NUMBER, width=70, sort="likes"),
        Column("trend", _("Last 7 days / before"), _trend, Kind.STATUS, width=130, sort="week"),
        Column("first", pgettext_lazy("of a topic", "First told"), "first_at", Kind.STAMP, width=132, sort="first_at"),
        Column("last", pgettext_lazy("of a topic", "Last told"), "last_at", Kind.STAMP, width=132, sort="last_at"),
        Column("weight", _("Weight"), lambda row: round(row.weight, 1), Kind.NUMBER, width=80, sort="weight"),
        Column("watched", _("Watched"), "watched", width=70, sort="watched", shown=False),
    ),
    default_sort="-weight",
    filters=(
        ChoiceFilter("watched", _("Watched"), "watched", [("True", _("Yes")), ("False", _("No"))]),
        DatesFilter("last", pgettext_lazy("of a topic", "Last told"), "last_at"),
    ),
    views=(SavedView("watched", _("Watched"), {"watched": ["True"]}),),
    search=lambda words: Q(place__icontains=words) | Q(matter__icontains=words) | Q(given_name__icontains=words),
    row_url=page_by_number("reports:topic"),
    empty_title=_("No topic yet"),
    empty_text=_("A topic is what at least two people told of the same matter at the same place. They are counted every half hour."),
)  # fmt: skip
