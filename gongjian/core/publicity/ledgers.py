"""The desk's list of what is published."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from gongjian.core.ledgers.filters import AreaFilter, ConditionFilter, DatesFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, SavedView
from gongjian.core.people.access import Access
from gongjian.core.publicity.models import Objection, Publication
from gongjian.core.publicity.registry import public_kinds


def publications_for(access: Access) -> Any:
    """Publications whose matter the person may read."""
    count = Count("objections", distinct=True)
    return (
        Publication.objects.visible_to(access)
        .select_related("item__area", "item__unit")
        .annotate(raised=count)
    )


def _kind(row: Publication) -> str:
    kind = public_kinds().get(row.kind)
    return str(kind.label) if kind else row.kind


def state_of(row: Publication, *, now: dt.datetime) -> tuple[Any, str, str]:
    """Word, icon and tone."""
    if row.withdrawn_at:
        return pgettext("of a publication", "Taken back"), "off", ""
    if row.is_open(now):
        return _("In public notice"), "clock", "go"
    return _("Published"), "globe", "ok"


def _in_notice(now: dt.datetime) -> Q:
    return Q(withdrawn_at__isnull=True, notice_until__gt=now)


PUBLICATIONS = Ledger(
    slug="publications",
    title=gettext_lazy("Published matters"),
    permission="publicity.view",
    queryset=publications_for,
    columns=(
        Column("title", pgettext_lazy("of a publication", "Title"), "title", link=True, phone=True),
        Column("kind", pgettext_lazy("column", "Kind"), _kind, width=120, phone=True),
        Column("number", pgettext_lazy("column", "Number"), "item.number", width=110),
        Column("area", gettext_lazy("Area"), "item.area.short_name", width=136),
        Column(
            "state",
            gettext_lazy("State"),
            lambda row: state_of(row, now=timezone.now()),
            Kind.STATUS,
            width=120,
            phone=True,
        ),
        Column(
            "published",
            gettext_lazy("Published on"),
            "published_at",
            Kind.STAMP,
            width=132,
            sort="published_at",
        ),
        Column(
            "until",
            gettext_lazy("Open to objections until"),
            "notice_until",
            Kind.STAMP,
            width=132,
            sort="notice_until",
        ),
        Column("raised", gettext_lazy("Objections"), "raised", Kind.NUMBER, width=90, phone=True),
    ),
    filters=(
        ConditionFilter(
            "state",
            gettext_lazy("State"),
            "",
            (
                ("notice", gettext_lazy("In public notice")),
                ("shown", gettext_lazy("Published")),
                ("back", pgettext_lazy("of a publication", "Taken back")),
                ("objected", gettext_lazy("With an open objection")),
            ),
            conditions={
                "notice": _in_notice,
                "shown": lambda now: Q(withdrawn_at__isnull=True) & ~_in_notice(now),
                "back": lambda now: Q(withdrawn_at__isnull=False),
                "objected": lambda now: Q(pk__in=Objection.objects.open().values("publication_id")),
            },
        ),
        AreaFilter("area", gettext_lazy("Area"), "item__area_path"),
        DatesFilter("published", gettext_lazy("Published on"), "published_at"),
    ),
    views=(SavedView("notice", gettext_lazy("In public notice"), {"state": "notice"}),),
    search=lambda words: Q(title__icontains=words),
    default_sort="-published",
    url_name="publicity:list",
    row_url=lambda row: reverse("publicity:one", args=[row.pk]),
    empty_title=gettext_lazy("Nothing is published yet"),
    empty_text=gettext_lazy("Open a project that is ready and choose “Publish”."),
)
