"""My inbox: due today, overdue, later, waiting for others, asked of me."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Case, F, FilteredRelation, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.items import inbox as lists
from gongjian.core.items.clocks import clocks_for
from gongjian.core.items.models import Item, ItemQuerySet
from gongjian.core.items.views.inbox_aside import aside_of
from gongjian.core.items.views.inbox_rows import asked_rows, item_row, waiting_row
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in

SHORT, WHOLE = 8, 100
DAYS = ("day0", "day1", "day2", "day3")
LATER = (*DAYS[1:], "later", "free")
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
    def asked(self) -> list[lists.Asked]:
        """What is asked of me beside moves; kinds of which there is nothing are not fetched."""
        return lists.asked_of_me(self.access, only=[name for name in lists.QUESTIONS if self.sizes.get(name)])

    @cached_property
    def done(self) -> ItemQuerySet:
        """What I moved today."""
        return lists.done_today(self.access, self.now)

    @cached_property
    def parts(self) -> dict[str, Q]:
        """By name and in the order of due dates, the parts of what waits for me: overdue, one of four days, later, without
        a due date."""
        ends = [lists.end_of_day(self.now, days=n) for n in range(len(DAYS))]
        days = [Q(due_at__gte=self.now, due_at__lte=ends[0])]
        days += [Q(due_at__gt=before, due_at__lte=end) for before, end in pairwise(ends)]
        found = {"late": Q(due_at__lt=self.now), **dict(zip(DAYS, days, strict=True))}
        return found | {"later": Q(due_at__gt=ends[-1]), "free": Q(due_at__isnull=True)}

    @cached_property
    def part(self) -> Case:
        """The name of a matter's part."""
        return Case(*(When(condition, then=Value(name)) for name, condition in self.parts.items()))

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Sizes of all lists of the page, in one query; an empty one may be missing."""
        others = {"others": self.others, "done": self.done, **lists.questions_to(self.access)}
        return lists.sizes(others, self.mine, self.part)

    @cached_property
    def crowded(self) -> bool:
        """Whether more waits for me than is counted at once: then each part is counted and fetched by itself."""
        return sum(self.sizes.get(name, 0) for name in self.parts) > lists.MOST_COUNTED

    @cached_property
    def part_sizes(self) -> dict[str, int]:
        """Sizes of the parts of what waits for me."""
        if not self.crowded:
            return self.sizes
        return lists.sizes({name: self.mine.filter(part) for name, part in self.parts.items()})

    def count(self, *parts: str) -> int:
        """How many matters stand in these parts together, each counted as far as `lists.sizes` counts."""
        return sum((self.part_sizes if part in self.parts else self.sizes).get(part, 0) for part in parts)


def _tabs(desk: Desk, current: str) -> list[dict[str, Any]]:
    words = {
        "mine": (_("For me to do"), desk.count(*desk.parts, *lists.QUESTIONS)),
        "others": (_("Waiting for others"), desk.count("others")),
        "soon": (_("Next three days"), desk.count(*DAYS)),
        "done": (_("Done today"), desk.count("done")),
    }
    return [
        {
            "label": label,
            "count": lists.number_told(count),
            "url": f"{reverse('items:inbox')}?tab={slug}",
            "current": slug == current,
        }
        for slug, (label, count) in words.items()
    ]


def _mine(desk: Desk) -> list[dict[str, Any]]:
    later = desk.count(*LATER)
    parts = [
        Part(
            "today", _("Due today"), ("day0",), desk.count("day0"), _("what can still be saved comes first")
        ),
        Part("late", _("Overdue"), ("late",), desk.count("late")),
        Part("later", _("Later, or without a limit"), LATER, later),
    ]
    sections = _sections(desk, parts)
    sections[2:2] = _asked(desk)
    sections += _waiting("others", _("Waiting for others"), desk.others, desk)
    return [one for one in sections if desk.only in ("", one["key"])]


def _others(desk: Desk) -> list[dict[str, Any]]:
    stuck = lists.stuck_hand_overs(desk.access, desk.now)
    return [
        *_waiting("stuck", _("Stuck with an outside unit"), stuck, desk),
        *_waiting("others", _("Waiting for others"), desk.others, desk),
    ]


def _soon(desk: Desk) -> list[dict[str, Any]]:
    names = [_("Due today"), _("Due tomorrow"), _("Due the day after tomorrow"), _("Due in three days")]
    return _sections(
        desk, [Part(day, name, (day,), desk.count(day)) for day, name in zip(DAYS, names, strict=True)]
    )


def _done(desk: Desk) -> list[dict[str, Any]]:
    rows = _first(desk, desk.done, "done") if desk.count("done") else []
    return _framed(desk, [(Part("done", _("Done today"), (), desk.count("done")), rows)])


_SECTIONS = {"mine": _mine, "others": _others, "soon": _soon, "done": _done}


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the page: the parts of what waits for me that it shows, and its size, known already."""

    key: str
    title: str
    shows: tuple[str, ...]
    count: int
    hint: str = ""


def _sections(desk: Desk, parts: list[Part]) -> list[dict[str, Any]]:
    """The parts with their first rows, which are fetched together; empty parts ask nothing."""
    shown = [part for part in parts if part.count and desk.only in ("", part.key)]
    key = Case(*(When(part__in=part.shows, then=Value(part.key)) for part in shown), default=Value(""))
    rows: dict[str, list[Any]] = {part.key: [] for part in parts}
    if desk.crowded:
        rows |= {part.key: _walked(desk, part) for part in shown}
    elif shown:
        order = [F("due_at").asc(nulls_last=True), F("id").asc()]
        place = Window(RowNumber(), partition_by=F("key"), order_by=order)
        found = desk.mine.annotate(part=desk.part).annotate(key=key).exclude(key="").annotate(at=place)
        found = found.filter(at__lte=WHOLE if desk.only else SHORT)
        for item in _with_names(found).order_by(*order):
            rows[item.key].append(item)  # type: ignore[attr-defined]
    return _framed(desk, [(part, rows[part.key]) for part in parts])


def _walked(desk: Desk, part: Part) -> list[Item]:
    """The first rows of a part among very many, found by walking along their due dates."""
    most = WHOLE if part.key == desk.only else SHORT
    found: list[Item] = []
    for name in part.shows:
        if desk.count(name) and len(found) < most:
            found += lists.first_due(_with_names(desk.mine.filter(desk.parts[name])), most - len(found))
    return found


def _framed(desk: Desk, parts: list[tuple[Part, list[Any]]]) -> list[dict[str, Any]]:
    """The clocks of all rows are fetched together."""
    clocks = clocks_for([item for _part, found in parts for item in found])
    return [
        _frame(
            part, [item_row(item, clocks.get(item.pk), desk.access, desk.now) for item in found], desk.only
        )
        for part, found in parts
    ]


def _first(desk: Desk, items: ItemQuerySet, key: str) -> list[Item]:
    most, rows = WHOLE if key == desk.only else SHORT, _with_names(items)
    if desk.count(key) > lists.MOST_COUNTED:
        return lists.first_due(rows, most)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "id")[:most])


def _with_names(items: ItemQuerySet) -> ItemQuerySet:
    return items.select_related("area", "unit", "handler")


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
    return ngettext("%(n)s item", "%(n)s items", number) % {"n": lists.number_told(number)}


def _waiting(key: str, title: str, items: ItemQuerySet, desk: Desk) -> list[dict[str, Any]]:
    live = FilteredRelation("handovers", condition=Q(handovers__ended_at__isnull=True))
    found = _first(desk, items.annotate(live=live).select_related("live__unit"), key)  # type: ignore[misc]
    rows = [waiting_row(item, getattr(item, "live", None), desk.now) for item in found]
    count = len(found) if len(found) < SHORT else desk.sizes.get(key) or items.count()
    return [_frame(Part(key, title, (), count), rows, desk.only) | {"compact": True}]


def _asked(desk: Desk) -> list[dict[str, Any]]:
    rows = asked_rows(desk.asked, desk.now)
    if not rows:
        return []
    words = {"key": "asked", "title": _("Asked of me"), "count_text": _count(desk.count(*lists.QUESTIONS))}
    return [words | {"rows": rows, "compact": True}]
