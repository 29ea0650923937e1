"""My inbox: due today, overdue, later, waiting for others, asked of me."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.items import inbox as lists
from gongjian.core.items.clocks import clocks_for
from gongjian.core.items.models import HandOver, Item, ItemQuerySet
from gongjian.core.items.views.inbox_aside import aside_of
from gongjian.core.items.views.inbox_rows import asked_rows, item_row, waiting_row
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in

SHORT, WHOLE = 8, 100
TABS = ("mine", "others", "soon", "done")


@allow_signed_in("every list holds only what waits for this person", methods=("GET",))
def inbox(request: HttpRequest) -> HttpResponse:
    """Four tabs; the first shows everything that waits for me, what can still be saved first."""
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    desk = Desk(request.access, timezone.now(), request.GET.get("only", ""))  # type: ignore[attr-defined]
    context = {
        "title": _("My inbox"),
        "tabs": _tabs(desk, tab),
        "sections": _SECTIONS[tab](desk),
        "head_links": [],
        **aside_of(request.access, request.user, now=desk.now),  # type: ignore[attr-defined]
    }
    return render(request, "items/inbox.html", context)


class Desk:
    """One person's lists at one moment; what several parts of the page need is asked of the database once."""

    def __init__(self, access: Access, now: dt.datetime, only: str) -> None:
        self.access, self.now, self.only = access, now, only
        self.tonight = lists.end_of_day(now)

    @cached_property
    def mine(self) -> ItemQuerySet:
        """What waits for me."""
        return lists.waiting_for_me(self.access)

    @cached_property
    def others(self) -> ItemQuerySet:
        """What I wait for."""
        return lists.waiting_for_others(self.access)

    @cached_property
    def asked(self) -> lists.Asked:
        """What is asked of me beside moves."""
        return lists.asked_of_me(self.access)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Sizes of all parts of what waits for me, in one query."""
        ends = [self.now, *(lists.end_of_day(self.now, days=n) for n in range(4))]
        days = {
            f"day{n}": Count("pk", filter=Q(due_at__gte=ends[n], due_at__lte=ends[n + 1])) for n in range(4)
        }
        late, later = Q(due_at__lt=self.now), Q(due_at__gt=self.tonight) | Q(due_at__isnull=True)
        return self.mine.aggregate(
            all=Count("pk"), late=Count("pk", filter=late), later=Count("pk", filter=later), **days
        )


def _tabs(desk: Desk, current: str) -> list[dict[str, Any]]:
    counts = desk.counts
    words = {
        "mine": (_("For me to do"), counts["all"] + len(desk.asked)),
        "others": (_("Waiting for others"), desk.others.count()),
        "soon": (_("Next three days"), sum(counts[f"day{n}"] for n in range(4))),
        "done": (_("Done today"), lists.done_today(desk.access, desk.now).count()),
    }
    return [
        {
            "label": label,
            "count": count,
            "url": f"{reverse('items:inbox')}?tab={slug}",
            "current": slug == current,
        }
        for slug, (label, count) in words.items()
    ]


def _mine(desk: Desk) -> list[dict[str, Any]]:
    mine, hint = desk.mine, _("what can still be saved comes first")
    parts = [
        Part("today", _("Due today"), mine.due_between(desk.now, desk.tonight), desk.counts["day0"], hint),
        Part("late", _("Overdue"), mine.overdue(desk.now), desk.counts["late"]),
        Part("later", _("Later, or without a limit"), _later(mine, desk.tonight), desk.counts["later"]),
    ]
    sections = _sections(desk, parts)
    sections[2:2] = _asked(desk)
    sections += _waiting("others", _("Waiting for others"), desk.others, desk)
    return [one for one in sections if desk.only in ("", one["key"])]


def _later(mine: QuerySet[Item], tonight: dt.datetime) -> QuerySet[Item]:
    return mine.filter(Q(due_at__gt=tonight) | Q(due_at__isnull=True))


def _others(desk: Desk) -> list[dict[str, Any]]:
    stuck = lists.stuck_hand_overs(desk.access, desk.now)
    return [
        *_waiting("stuck", _("Stuck with an outside unit"), stuck, desk),
        *_waiting("others", _("Waiting for others"), desk.others, desk),
    ]


def _soon(desk: Desk) -> list[dict[str, Any]]:
    names = [_("Due today"), _("Due tomorrow"), _("Due the day after tomorrow"), _("Due in three days")]
    ends = [desk.now, *(lists.end_of_day(desk.now, days=n) for n in range(4))]
    return _sections(
        desk,
        [
            Part(f"day{n}", names[n], desk.mine.due_between(ends[n], ends[n + 1]), desk.counts[f"day{n}"])
            for n in range(4)
        ],
    )


def _done(desk: Desk) -> list[dict[str, Any]]:
    items = lists.done_today(desk.access, desk.now)
    return _sections(desk, [Part("done", _("Done today"), items, items.count())])


_SECTIONS = {"mine": _mine, "others": _others, "soon": _soon, "done": _done}


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the page, with its size known already."""

    key: str
    title: str
    items: QuerySet[Item]
    count: int
    hint: str = ""


def _sections(desk: Desk, parts: list[Part]) -> list[dict[str, Any]]:
    """The parts with their first rows; clocks of all of them are fetched together, empty parts ask nothing."""
    rows = {part.key: _first(part.items, part.key, desk.only) if part.count else [] for part in parts}
    clocks = clocks_for([item for found in rows.values() for item in found])
    return [
        _frame(
            part,
            [item_row(item, clocks.get(item.pk), desk.access, desk.now) for item in rows[part.key]],
            desk.only,
        )
        for part in parts
    ]


def _first(items: QuerySet[Item], key: str, only: str) -> list[Item]:
    ordered = items.select_related("area", "unit", "handler").order_by(F("due_at").asc(nulls_last=True), "id")
    return list(ordered[: WHOLE if key == only else SHORT])


def _frame(part: Part, rows: list[Any], only: str) -> dict[str, Any]:
    more = f"?only={part.key}" if part.count > len(rows) and part.key != only else ""
    more_than_shown = part.key == only and part.count > len(rows)
    return {
        "key": part.key,
        "title": part.title,
        "count_text": _count(part.count),
        "hint": _("the first %(n)s are shown") % {"n": WHOLE} if more_than_shown else part.hint,
        "rows": rows,
        "more_url": more,
    }


def _count(number: int) -> str:
    return ngettext("%(n)s item", "%(n)s items", number) % {"n": number}


def _waiting(key: str, title: str, items: QuerySet[Item], desk: Desk) -> list[dict[str, Any]]:
    found = _first(items, key, desk.only)
    live = (
        HandOver.objects.filter(item__in=found, ended_at__isnull=True).select_related("unit") if found else []
    )
    outside = {one.item_id: one for one in live}
    rows = [waiting_row(item, outside.get(item.pk), desk.now) for item in found]
    count = len(found) if len(found) < SHORT else items.count()
    return [_frame(Part(key, title, items, count), rows, desk.only) | {"compact": True}]


def _asked(desk: Desk) -> list[dict[str, Any]]:
    rows = asked_rows(desk.asked, desk.now)
    if not rows:
        return []
    words = {"key": "asked", "title": _("Asked of me"), "count_text": _count(len(rows))}
    return [words | {"rows": rows, "compact": True}]
