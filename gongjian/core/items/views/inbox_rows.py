"""Rows of the inbox: an item that waits for me, one that waits for others, something asked of me."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.acts import words_of_step
from gongjian.core.items.beside import act_url, move_url
from gongjian.core.items.detail import badges_of
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
        "meta": _meta(item), "clock": _clock(face_of(clock, "", now=now, explained=False), clock) if clock else None,
        "actions": [
            {"label": move.label, "url": move_url(item, move.name), "primary": False} for move in moves[:2]
        ],
    }  # fmt: skip


def _meta(item: Item) -> str:
    state = str(item.flow.states[item.state].label)
    parts = [item.area.short_name, state, str(item.handler or item.unit or "")]
    return " · ".join(part for part in parts if part)


def _clock(face: ClockFace, clock: Clock) -> dict[str, Any]:
    due = timezone.localtime(face.due).strftime("%m-%d %H:%M") if face.due else ""
    words = _("due %(due)s · limit %(limit)s") if clock.limit_id else _("due %(due)s")
    return {
        "light": face.light, "used_pct": min(face.used_pct, 100), "figure": "", "left_text": face.left_text,
        "due_text": words % {"due": due, "limit": face.limit_text} if due else "",
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


def asked_rows(asked: Sequence[Asked], now: dt.datetime) -> list[dict[str, Any]]:
    """Urgings and requests for help to answer, requests for more time to decide, hand-overs to take on or answer."""
    return [_asked_row(one, now=now) for one in asked]


def _asked_row(one: Asked, *, now: dt.datetime) -> dict[str, Any]:
    item = Item(pk=one.item_id, kind=one.kind, title=one.title)
    act, word = {
        "urgings": ("answer-urging", _("Urged")),
        "helpers": ("answer-help", _("Asked to help")),
        "extensions": ("decide-extension", words_of_step(item, "ask_extension")),
        "pauses": ("decide-pause", words_of_step(item, "ask_pause")),
        "handovers": ("end-hand-over" if one.taken else "accept-hand-over", _("Handed over")),
    }[one.question]
    return {
        "url": item_url(item), "title": one.title, "word": str(word), "tone": "warn", "drawn": "flag", "who": one.who,
        "why": one.words[:40], "waited": _waited(one.since, now),
        "actions": [{"label": _("Answer…"), "url": act_url(item, act, one.pk)}],
    }  # fmt: skip


def _waited(since: dt.datetime, now: dt.datetime) -> str:
    return _("waited %(n)s days") % {"n": f"{(now - since).total_seconds() / 86_400:.1f}"}
