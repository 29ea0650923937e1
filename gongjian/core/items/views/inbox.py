"""My inbox: due today, overdue, later, waiting for others, asked of me."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.items import inbox as lists
from gongjian.core.items.acts import words_of_step
from gongjian.core.items.clocks import clocks_for
from gongjian.core.items.detail import act_url, badges_of, move_url
from gongjian.core.items.explain import ClockFace, face_of
from gongjian.core.items.models import HandOver, Item
from gongjian.core.items.moves import open_moves
from gongjian.core.items.views.item import item_url
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in

SHORT, WHOLE = 8, 100
TABS = ("mine", "others", "soon", "done")


@allow_signed_in("every list holds only what waits for this person", methods=("GET",))
def inbox(request: HttpRequest) -> HttpResponse:
    """Four tabs; the first shows everything that waits for me, what can still be saved first."""
    now = timezone.now()
    access: Access = request.access  # type: ignore[attr-defined]
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    only = request.GET.get("only", "")
    sections = _SECTIONS[tab](access, now, only)
    context = {
        "title": _("My inbox"),
        "tabs": _tabs(access, now, tab),
        "sections": sections,
        "head_links": [],
    }
    return render(request, "items/inbox.html", context)


def _tabs(access: Access, now: dt.datetime, current: str) -> list[dict[str, Any]]:
    mine = lists.waiting_for_me(access)
    words = {
        "mine": (_("For me to do"), mine.count() + len(lists.asked_of_me(access))),
        "others": (_("Waiting for others"), lists.waiting_for_others(access).count()),
        "soon": (_("Next three days"), mine.due_between(now, lists.end_of_day(now, days=3)).count()),
        "done": (_("Done today"), lists.done_today(access, now).count()),
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


def _mine(access: Access, now: dt.datetime, only: str) -> list[dict[str, Any]]:
    mine, tonight = lists.waiting_for_me(access), lists.end_of_day(now)
    others = lists.waiting_for_others(access)
    found = [
        _section("today", _("Due today"), mine.due_between(now, tonight), access, now, only,
                 hint=_("what can still be saved comes first")),
        _section("late", _("Overdue"), mine.overdue(now), access, now, only),
        _asked(access, now),
        _section("later", _("Later, or without a limit"), _later(mine, tonight), access, now, only),
        _waiting("others", _("Waiting for others"), others, access, now, only),
    ]  # fmt: skip
    return [one for one in found if one and (not only or one["key"] == only)]


def _later(mine: QuerySet[Item], tonight: dt.datetime) -> QuerySet[Item]:
    from django.db.models import Q

    return mine.filter(Q(due_at__gt=tonight) | Q(due_at__isnull=True))


def _others(access: Access, now: dt.datetime, only: str) -> list[dict[str, Any]]:
    stuck = lists.stuck_hand_overs(access, now)
    return [
        _waiting("stuck", _("Stuck with an outside unit"), stuck, access, now, only),
        _waiting("others", _("Waiting for others"), lists.waiting_for_others(access), access, now, only),
    ]


def _soon(access: Access, now: dt.datetime, only: str) -> list[dict[str, Any]]:
    mine = lists.waiting_for_me(access)
    names = [_("Due today"), _("Due tomorrow"), _("Due the day after tomorrow"), _("Due in three days")]
    starts = [now, *(lists.end_of_day(now, days=n) for n in range(3))]
    return [
        _section(
            f"day{n}", names[n], mine.due_between(starts[n], lists.end_of_day(now, days=n)), access, now, only
        )
        for n in range(4)
    ]


def _done(access: Access, now: dt.datetime, only: str) -> list[dict[str, Any]]:
    return [_section("done", _("Done today"), lists.done_today(access, now), access, now, only)]


_SECTIONS = {"mine": _mine, "others": _others, "soon": _soon, "done": _done}


def _rows(items: QuerySet[Item], key: str, only: str) -> list[Item]:
    ordered = items.select_related("area", "unit", "handler").order_by(F("due_at").asc(nulls_last=True), "id")
    return list(ordered[: WHOLE if key == only else SHORT])


def _frame(
    key: str, title: str, items: QuerySet[Item], rows: list[Any], only: str, hint: str = ""
) -> dict[str, Any]:
    count = items.count()
    more = f"?only={key}" if count > len(rows) and key != only else ""
    return {
        "key": key, "title": title, "count_text": _count(count), "hint": hint, "rows": rows, "more_url": more,
    }  # fmt: skip


def _count(number: int) -> str:
    return ngettext("%(n)s item", "%(n)s items", number) % {"n": number}


def _section(
    key: str, title: str, items: QuerySet[Item], access: Access, now: dt.datetime, only: str, hint: str = ""
) -> dict[str, Any]:
    found = _rows(items, key, only)
    clocks = clocks_for(found)
    rows = [_row(item, clocks.get(item.pk), access, now) for item in found]
    return _frame(key, title, items, rows, only, hint)


def _row(item: Item, clock: Any, access: Access, now: dt.datetime) -> dict[str, Any]:
    moves = [one for one in open_moves(item, access, now) if one.name not in ("hand_over", "take_back")]
    return {
        "url": item_url(item), "item": item, "number": item.number, "title": item.title, "badges": badges_of(item),
        "meta": _meta(item), "clock": _clock(face_of(clock, "", now=now)) if clock else None,
        "actions": [
            {"label": move.label, "url": move_url(item, move.name), "primary": False} for move in moves[:2]
        ],
    }  # fmt: skip


def _meta(item: Item) -> str:
    state = str(item.flow.states[item.state].label)
    parts = [item.area.short_name, state, str(item.handler or item.unit or "")]
    return " · ".join(part for part in parts if part)


def _clock(face: ClockFace) -> dict[str, Any]:
    due = timezone.localtime(face.due).strftime("%m-%d %H:%M") if face.due else ""
    return {
        "light": face.light, "used_pct": min(face.used_pct, 100), "figure": "", "left_text": face.left_text,
        "due_text": _("due %(due)s · limit %(limit)s") % {"due": due, "limit": face.limit_text} if due else "",
    }  # fmt: skip


def _waiting(
    key: str, title: str, items: QuerySet[Item], access: Access, now: dt.datetime, only: str
) -> dict[str, Any]:
    found = _rows(items, key, only)
    live = HandOver.objects.filter(item__in=found, ended_at__isnull=True).select_related("unit")
    outside = {one.item_id: one for one in live}
    rows = [_waiting_row(item, outside.get(item.pk), access, now) for item in found]
    return _frame(key, title, items, rows, only) | {"compact": True}


def _waiting_row(item: Item, live: HandOver | None, access: Access, now: dt.datetime) -> dict[str, Any]:
    since = live.sent_at if live else item.changed_at
    stuck = live is not None and live.answer_by < now
    word = _("Stuck") if stuck else _("Paused") if item.paused else _("Waiting")
    waiting = _("pause") if item.paused else str(item.flow.states[item.state].waiting or "")
    return {
        "url": item_url(item), "title": item.title, "word": word, "tone": "late" if stuck else "",
        "drawn": "late" if stuck else "pause" if item.paused else "half",
        "who": str(live.unit) if live else str(item.handler or item.unit or ""), "why": waiting,
        "waited": _("waited %(n)s days") % {"n": f"{(now - since).total_seconds() / 86_400:.1f}"}, "actions": [],
    }  # fmt: skip


def _asked(access: Access, now: dt.datetime) -> dict[str, Any] | None:
    asked = lists.asked_of_me(access)
    if not len(asked):
        return None
    rows = [
        *(_asked_row(one, one.item, "answer-urging", _("Urged"), one.by, one.text, now) for one in asked.urgings),
        *(_asked_row(one, one.item, "answer-help", _("Asked to help"), one.asked_by, one.request, now)
          for one in asked.helpers),
        *(_asked_row(one, one.clock.item, _decide(one), str(words_of_step(one.clock.item, _asking(one))), one.asked_by,
                     one.reason, now) for one in asked.time),
        *(_asked_row(one, one.item, "end-hand-over" if one.accepted_at else "accept-hand-over", _("Handed over"),
                     one.unit, one.request, now) for one in asked.handovers),
    ]  # fmt: skip
    return {
        "key": "asked",
        "title": _("Asked of me"),
        "count_text": _count(len(rows)),
        "rows": rows,
        "compact": True,
    }


def _decide(row: Any) -> str:
    return f"decide-{type(row).__name__.lower()}"


def _asking(row: Any) -> str:
    return f"ask_{type(row).__name__.lower()}"


def _asked_row(
    row: Any, item: Item, act: str, word: str, who: Any, text: str, now: dt.datetime
) -> dict[str, Any]:
    since = getattr(row, "at", None) or getattr(row, "asked_at", None) or row.sent_at
    return {
        "url": item_url(item), "title": item.title, "word": word, "tone": "warn", "drawn": "flag", "who": str(who),
        "why": text[:40], "waited": _("waited %(n)s days") % {"n": f"{(now - since).total_seconds() / 86_400:.1f}"},
        "actions": [{"label": _("Answer…"), "url": act_url(item, act, row.pk)}],
    }  # fmt: skip
