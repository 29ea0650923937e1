"""Rows of the inbox: an item that waits for me, one that waits for others, something asked of me."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.acts import words_of_step
from gongjian.core.items.detail import act_url, badges_of, move_url
from gongjian.core.items.explain import ClockFace, face_of
from gongjian.core.items.inbox import Asked
from gongjian.core.items.models import Clock, HandOver, Item
from gongjian.core.items.moves import open_moves
from gongjian.core.items.views.item import item_url
from gongjian.core.people.access import Access


def item_row(item: Item, clock: Clock | None, access: Access, now: dt.datetime) -> dict[str, Any]:
    """An item with its earliest clock and the first two moves open to me; asks nothing of the database."""
    moves = [one for one in open_moves(item, access, now) if one.name not in ("hand_over", "take_back")]
    return {
        "url": item_url(item), "item": item, "number": item.number, "title": item.title, "badges": badges_of(item),
        "meta": _meta(item), "clock": _clock(face_of(clock, "", now=now, explained=False)) if clock else None,
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


def waiting_row(item: Item, live: HandOver | None, now: dt.datetime) -> dict[str, Any]:
    """An item that somebody else has to move, and since when; `live` is its unanswered hand-over."""
    stuck = live is not None and live.answer_by < now
    word = _("Stuck") if stuck else _("Paused") if item.paused else _("Waiting")
    waiting = _("pause") if item.paused else str(item.flow.states[item.state].waiting or "")
    return {
        "url": item_url(item), "title": item.title, "word": word, "tone": "late" if stuck else "",
        "drawn": "late" if stuck else "pause" if item.paused else "half", "actions": [],
        "who": str(live.unit) if live else str(item.handler or item.unit or ""), "why": waiting,
        "waited": _waited(live.sent_at if live else item.changed_at, now),
    }  # fmt: skip


def asked_rows(asked: Asked, now: dt.datetime) -> list[dict[str, Any]]:
    """Urgings and requests for help to answer, requests for more time to decide, hand-overs to take on or answer."""
    found: list[tuple[Any, ...]] = [
        (one, one.item, "answer-urging", _("Urged"), one.by, one.text, one.at) for one in asked.urgings
    ]
    found += [
        (one, one.item, "answer-help", _("Asked to help"), one.asked_by, one.request, one.asked_at)
        for one in asked.helpers
    ]
    for one in asked.time:
        noun = type(one).__name__.lower()
        word = str(words_of_step(one.clock.item, f"ask_{noun}"))
        found.append((one, one.clock.item, f"decide-{noun}", word, one.asked_by, one.reason, one.asked_at))
    for live in asked.handovers:
        act = "end-hand-over" if live.accepted_at else "accept-hand-over"
        found.append((live, live.item, act, _("Handed over"), live.unit, live.request, live.sent_at))
    return [_asked_row(*one, now=now) for one in found]


def _asked_row(
    row: Any, item: Item, act: str, word: str, who: Any, text: str, since: dt.datetime, *, now: dt.datetime
) -> dict[str, Any]:
    return {
        "url": item_url(item), "title": item.title, "word": word, "tone": "warn", "drawn": "flag", "who": str(who),
        "why": text[:40], "waited": _waited(since, now),
        "actions": [{"label": _("Answer…"), "url": act_url(item, act, row.pk)}],
    }  # fmt: skip


def _waited(since: dt.datetime, now: dt.datetime) -> str:
    return _("waited %(n)s days") % {"n": f"{(now - since).total_seconds() / 86_400:.1f}"}
