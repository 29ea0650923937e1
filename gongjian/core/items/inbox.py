"""The inbox: what waits for me, what I wait for, what is asked of me. Each list is one query over `Item`."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone

from gongjian.core.areas.path import within_any
from gongjian.core.items.flow import Who
from gongjian.core.items.models import Extension, HandOver, Helper, Item, ItemQuerySet, Pause, Step, Urging
from gongjian.core.items.models.clock import Decision
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access

MOST = 50
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
        within_any("clock__item__area_path", paths), decision=Decision.ASKED, clock__stopped_at__isnull=True
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
