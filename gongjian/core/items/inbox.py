"""The inbox: what waits for me, what I wait for, what is asked of me. Each list is one query over `Item`."""

import datetime as dt
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from gongjian.core.areas.path import walked_any, within_any
from gongjian.core.items.flow import Who
from gongjian.core.items.models import Extension, HandOver, Helper, Item, ItemQuerySet, Pause, Step, Urging
from gongjian.core.items.models.clock import Decision
from gongjian.core.items.models.item import reads_little
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access

MOST = 50
MOST_COUNTED = 1_000
QUESTIONS = ("urgings", "helpers", "extensions", "pauses", "handovers")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing other than a move that somebody wants from me: a name of QUESTIONS, the row's id, the matter, who asks,
    in which words and since when. `taken`: a hand-over that my unit has taken on."""

    question: str
    pk: int
    item_id: int
    kind: str
    title: str
    who: str
    words: str
    since: dt.datetime
    taken: bool


def waiting_for_me(access: Access) -> ItemQuerySet:
    """Open items whose next primary move is mine to make, by my hands, my unit or my role: an alternative for each, which
    an index serves; by role the area's where little lies in it, else the state's."""
    inside = within_any if reads_little(access) else walked_any
    by_hand: dict[str, list[str]] = {}
    condition = Q(pk__in=[])
    for kind, flow in flows().items():
        for state in flow.states:
            move = flow.awaited(state)
            if move is None or move.who is Who.SYSTEM:
                continue
            if move.who is not Who.SCOPE:
                by_hand.setdefault(kind, []).append(state)
            elif paths := access.paths(move.by):
                role = Q(kind=kind, state=state) & inside("area_path", paths)
                second = "second_person" in move.needs
                condition |= role & ~_own(access) if second else role
    ours = reduce(or_, (Q(kind=kind, state__in=states) for kind, states in by_hand.items()), Q(pk__in=[]))
    for hands in _in_hands(access):
        condition |= hands & ours
    return Item.objects.open().filter(condition, paused=False)


def _own(access: Access) -> Q:
    handled = Q(handler_id__in=access.person_ids, handler__isnull=False)
    return handled | Q(submitted_by_id__in=access.person_ids, submitted_by__isnull=False)


def _in_hands(access: Access) -> list[Q]:
    """Mine and those of whom I stand in for, my units' that nobody took, all of the units I head: one by one, so that each
    is found by an index of its own."""
    found = [Q(handler_id__in=access.person_ids)]
    if access.unit_ids:
        found.append(Q(handler__isnull=True, unit_id__in=access.unit_ids))
    if access.headed_unit_ids:
        found.append(Q(unit_id__in=access.headed_unit_ids))
    return found


def waiting_for_others(access: Access) -> ItemQuerySet:
    """Open items of mine or of my units that somebody else has to move: outside units, checkers, a pause."""
    mine = Q(handler_id__in=access.person_ids) | Q(unit_id__in=access.headed_unit_ids)
    by_hand = Q(pk__in=[])
    for kind, flow in flows().items():
        awaited = {state: flow.awaited(state) for state in flow.states}
        states = [state for state, move in awaited.items() if move and move.who in (Who.UNIT, Who.HANDLER)]
        by_hand |= Q(kind=kind, state__in=states)
    return Item.objects.open().filter(mine).exclude(by_hand & Q(paused=False))


def asked_of_me(access: Access, *, only: Collection[str] | None = None) -> list[Asked]:
    """Urgings and requests for help to answer, requests for more time to decide, hand-overs to my outside unit: one
    query for all of them, none where all are empty or not named by `only`. Of each kind the oldest first."""
    parts = [
        _as_asked(name, rows)
        for name, rows in questions_to(access).items()
        if (only is None or name in only) and not rows.query.is_empty()
    ]
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    rows = found.order_by("rank", "since", "row")[:MOST]
    return [Asked(QUESTIONS[rank], *told) for rank, *told in rows]


def _as_asked(name: str, rows: "QuerySet[Any]") -> Any:
    """The rows of one kind of question in the columns that all kinds share."""
    item, who, words, since = {
        "urgings": ("item", F("by__name"), "text", "at"),
        "helpers": ("item", F("asked_by__name"), "request", "asked_at"),
        "extensions": ("clock__item", F("asked_by__name"), "reason", "asked_at"),
        "pauses": ("clock__item", F("asked_by__name"), "reason", "asked_at"),
        "handovers": ("item", _unit_name(), "request", "sent_at"),
    }[name]
    taken = Q(accepted_at__isnull=False) if name == "handovers" else Q(pk__in=[])
    told = rows.order_by().annotate(
        rank=Value(QUESTIONS.index(name)), row=F("pk"), on_item=F(f"{item}__pk"), item_kind=F(f"{item}__kind"),
        item_title=F(f"{item}__title"), who=who, words=F(words), since=F(since),
        taken=Case(When(taken, then=Value(True)), default=Value(False), output_field=BooleanField()),
    )  # fmt: skip
    return told.values_list(
        "rank", "row", "on_item", "item_kind", "item_title", "who", "words", "since", "taken"
    )


def _unit_name() -> Case:
    return Case(When(unit__short_name="", then=F("unit__name")), default=F("unit__short_name"))


def questions_to(access: Access) -> "dict[str, QuerySet[Any]]":
    """By name, the rows that each kind of question to me stands in."""
    hands = Q(item__handler_id__in=access.person_ids) | Q(item__unit_id__in=access.headed_unit_ids)
    urgings = Urging.objects.filter(hands, answered_at__isnull=True)
    mine = Q(person_id__in=access.person_ids) | Q(unit_id__in=access.unit_ids)
    helpers = Helper.objects.filter(mine, answered_at__isnull=True)
    return {
        "urgings": urgings,
        "helpers": helpers,
        "handovers": HandOver.objects.filter(unit_id__in=access.unit_ids, ended_at__isnull=True),
        "extensions": _time_to_decide(Extension, access),
        "pauses": _time_to_decide(Pause, access),
    }


def _time_to_decide(model: Any, access: Access) -> "QuerySet[Any]":
    paths = access.paths("items.decide_time")
    if not paths:
        return model.objects.none()  # type: ignore[no-any-return]
    return model.objects.filter(  # type: ignore[no-any-return]
        walked_any("clock__item__area_path", paths), decision=Decision.ASKED, clock__stopped_at__isnull=True
    ).exclude(asked_by_id=access.person_id)


def done_today(access: Access, now: dt.datetime) -> ItemQuerySet:
    """Items that I moved today."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    steps = Step.objects.filter(actor_id=access.person_id, at__gte=midnight).exclude(move="open")
    return Item.objects.filter(pk__in=steps.values("item_id"))


def stuck_hand_overs(access: Access, now: dt.datetime) -> ItemQuerySet:
    """Items I may see whose outside unit has not answered in time."""
    late = HandOver.objects.filter(ended_at__isnull=True, answer_by__lt=now)
    return Item.objects.visible_to(access).filter(pk__in=late.values("item_id"))


def sizes(
    lists: "Mapping[str, QuerySet[Any]]", parted: "QuerySet[Any] | None" = None, by: Any = None
) -> dict[str, int]:
    """How many rows each of the lists holds, and each part of `parted`, as the expression `by` names it: one query for all
    of them. Parts without rows may be missing.

    Nobody works through a list of thousands: at most `MOST_COUNTED` + 1 rows of each list are counted, and as many of
    `parted` in all.
    """
    wanted = {name: rows.order_by().annotate(part=Value(name)) for name, rows in lists.items()}
    if parted is not None:
        wanted[""] = parted.order_by().annotate(part=by)
    statements: list[str] = []
    params: list[Any] = []
    for rows in wanted.values():
        with suppress(EmptyResultSet):
            sql, given = rows.values("part")[: MOST_COUNTED + 1].query.sql_with_params()
            statements.append(f"SELECT part, COUNT(*) FROM ({sql}) AS found GROUP BY part")
            params += given
    if not statements:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        return dict(cursor.fetchall())


def number_told(number: int) -> str:
    """A size in figures, "1,000+" where no more were counted."""
    return f"{MOST_COUNTED:,}+" if number > MOST_COUNTED else str(number)


def first_due(rows: ItemQuerySet, most: int) -> list[Item]:
    """The first rows in the order of their due dates, those without one last. Asked for apart, so that a long list is
    walked along an index and not sorted for the sake of its first rows."""
    found = list(rows.filter(due_at__isnull=False).order_by("due_at", "id")[:most])
    if len(found) < most:
        found += rows.filter(due_at__isnull=True).order_by("id")[: most - len(found)]
    return found


def end_of_day(now: dt.datetime, *, days: int = 0) -> dt.datetime:
    """Midnight after the day `days` from now, in the office's time zone."""
    local = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return local + dt.timedelta(days=days + 1)
