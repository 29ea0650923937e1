"""The inbox: what waits for me, what I wait for, what is asked of me. Each list is one query over `Item`."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone

from gongjian.core.areas.path import within_any
from gongjian.core.items.flow import Who
from gongjian.core.items.models import Extension, HandOver, Helper, Item, ItemQuerySet, Pause, Step, Urging
from gongjian.core.items.models.clock import Decision
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access

MOST = 50
QUESTIONS = ("urgings", "helpers", "handovers", "extensions", "pauses")


@dataclass(frozen=True, slots=True)
class Asked:
    """Things other than moves that somebody wants from me."""

    urgings: list[Urging]
    helpers: list[Helper]
    time: list[Any]
    handovers: list[HandOver]

    def __len__(self) -> int:
        return len(self.urgings) + len(self.helpers) + len(self.time) + len(self.handovers)


def waiting_for_me(access: Access) -> ItemQuerySet:
    """Open items whose next primary move is mine to make, by my hands, my unit or my role."""
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
                role = Q(kind=kind, state=state) & within_any("area_path", paths)
                second = "second_person" in move.needs
                condition |= role & ~_own(access) if second else role
    for kind, states in by_hand.items():
        condition |= Q(kind=kind, state__in=states) & _in_hands(access)
    return Item.objects.open().filter(condition, paused=False)


def _own(access: Access) -> Q:
    handled = Q(handler_id__in=access.person_ids, handler__isnull=False)
    return handled | Q(submitted_by_id__in=access.person_ids, submitted_by__isnull=False)


def _in_hands(access: Access) -> Q:
    """Mine, those of whom I stand in for, my units' that nobody took, and all of the units I head."""
    mine = Q(handler_id__in=access.person_ids)
    if access.unit_ids:
        mine |= Q(handler__isnull=True, unit_id__in=access.unit_ids)
    if access.headed_unit_ids:
        mine |= Q(unit_id__in=access.headed_unit_ids)
    return mine


def waiting_for_others(access: Access) -> ItemQuerySet:
    """Open items of mine or of my units that somebody else has to move: outside units, checkers, a pause."""
    mine = Q(handler_id__in=access.person_ids) | Q(unit_id__in=access.headed_unit_ids)
    by_hand = Q(pk__in=[])
    for kind, flow in flows().items():
        awaited = {state: flow.awaited(state) for state in flow.states}
        states = [state for state, move in awaited.items() if move and move.who in (Who.UNIT, Who.HANDLER)]
        by_hand |= Q(kind=kind, state__in=states)
    return Item.objects.open().filter(mine).exclude(by_hand & Q(paused=False))


def asked_of_me(access: Access, *, only: Collection[str] | None = None) -> Asked:
    """Urgings and requests for help to answer, requests for more time to decide, hand-overs to my outside unit.

    Each is asked of the database on its own; of those not named by `only` nothing is asked.
    """
    found = {
        name: list(rows[:MOST]) if only is None or name in only else []
        for name, rows in questions_to(access).items()
    }
    time = sorted([*found["extensions"], *found["pauses"]], key=lambda row: row.asked_at)
    return Asked(found["urgings"], found["helpers"], time, found["handovers"])


def questions_to(access: Access) -> "dict[str, QuerySet[Any]]":
    """By name, the rows that each kind of question to me stands in."""
    hands = Q(item__handler_id__in=access.person_ids) | Q(item__unit_id__in=access.headed_unit_ids)
    urgings = Urging.objects.filter(hands, answered_at__isnull=True).select_related("item", "by")
    mine = Q(person_id__in=access.person_ids) | Q(unit_id__in=access.unit_ids)
    helpers = Helper.objects.filter(mine, answered_at__isnull=True).select_related("item", "asked_by")
    live = HandOver.objects.filter(unit_id__in=access.unit_ids, ended_at__isnull=True)
    return {
        "urgings": urgings,
        "helpers": helpers,
        "handovers": live.select_related("item", "unit"),
        "extensions": _time_to_decide(Extension, access),
        "pauses": _time_to_decide(Pause, access),
    }


def _time_to_decide(model: Any, access: Access) -> "QuerySet[Any]":
    paths = access.paths("items.decide_time")
    if not paths:
        return model.objects.none()  # type: ignore[no-any-return]
    rows = model.objects.filter(
        within_any("clock__item__area_path", paths), decision=Decision.ASKED, clock__stopped_at__isnull=True
    ).exclude(asked_by_id=access.person_id)
    return rows.select_related("clock__item", "clock__limit", "asked_by")  # type: ignore[no-any-return]


def done_today(access: Access, now: dt.datetime) -> ItemQuerySet:
    """Items that I moved today."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    steps = Step.objects.filter(actor_id=access.person_id, at__gte=midnight).exclude(move="open")
    return Item.objects.filter(pk__in=steps.values("item_id"))


def stuck_hand_overs(access: Access, now: dt.datetime) -> ItemQuerySet:
    """Items I may see whose outside unit has not answered in time."""
    late = HandOver.objects.filter(ended_at__isnull=True, answer_by__lt=now)
    return Item.objects.visible_to(access).filter(pk__in=late.values("item_id"))


def sizes(parted: "QuerySet[Any]", by: Any, others: "Mapping[str, QuerySet[Any]]") -> dict[str, int]:
    """How many rows there are of each part of `parted`, as the expression `by` names it, and in each of the others: one
    query for all of them. Parts without rows may be missing."""
    found = parted.order_by().annotate(part=by).values_list("part").annotate(number=Count("pk"))
    rest = [
        rows.order_by().annotate(part=Value(name)).values_list("part").annotate(number=Count("pk"))
        for name, rows in others.items()
        if not rows.query.is_empty()
    ]
    return dict(found.union(*rest, all=True) if rest else found)


def end_of_day(now: dt.datetime, *, days: int = 0) -> dt.datetime:
    """Midnight after the day `days` from now, in the office's time zone."""
    local = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return local + dt.timedelta(days=days + 1)
