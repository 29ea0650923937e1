"""Reminders by range: what has passed its warning or its limit and was not told of yet, however late the run is."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, QuerySet

from gongjian.core.items.models import Clock, HandOver, Urging
from gongjian.core.items.telling import awaited_people, hands_of, heads_of, tell

CHUNK = 500


def remind(now: dt.datetime) -> int:
    """Send what is due; returns how many causes were told. Safe to run twice: each cause is marked when told."""
    return _late(now) + _soon(now) + _stuck(now) + _urgings(now)


def _late(now: dt.datetime) -> int:
    """A granted extension makes a new due date, and so a new reminder when that one has passed."""
    untold = Q(late_told_for__isnull=True) | ~Q(late_told_for=F("due_at"))
    clocks = _running().filter(untold, due_at__lt=now)[:CHUNK]
    for clock in clocks:
        _tell_clock(clock, "late", mark="late_told_for", now=now)
    return len(clocks)


def _soon(now: dt.datetime) -> int:
    untold = Q(soon_told_for__isnull=True) | ~Q(soon_told_for=F("due_at"))
    clocks = _running().filter(untold, warn_at__lte=now, due_at__gte=now)[:CHUNK]
    for clock in clocks:
        _tell_clock(clock, "soon", mark="soon_told_for", now=now)
    return len(clocks)


def _running() -> "QuerySet[Clock]":
    return Clock.objects.filter(stopped_at__isnull=True).select_related("item__handler", "item__unit")


@transaction.atomic
def _tell_clock(clock: Clock, kind: str, *, mark: str, now: dt.datetime) -> None:
    item = clock.item
    people = [*awaited_people(item), *(heads_of(item) if kind == "late" else [])]
    tell(
        people,
        kind,
        item,
        cause=f"clock-{kind}:{clock.pk}:{clock.due_at:%Y%m%d%H%M}",
        now=now,
        clock=clock.name,
    )
    setattr(clock, mark, clock.due_at)
    clock.save(update_fields=[mark])


@transaction.atomic
def _stuck(now: dt.datetime) -> int:
    live = HandOver.objects.filter(ended_at__isnull=True, answer_by__lt=now, stuck_told_at__isnull=True)
    rows = list(live.select_related("item", "unit")[:CHUNK])
    for row in rows:
        tell(hands_of(row.item), "stuck", row.item, cause=f"stuck:{row.pk}", now=now, unit=str(row.unit))
    HandOver.objects.filter(pk__in=[row.pk for row in rows]).update(stuck_told_at=now)
    return len(rows)


@transaction.atomic
def _urgings(now: dt.datetime) -> int:
    unanswered = Urging.objects.filter(answered_at__isnull=True, answer_by__lt=now, late_told_at__isnull=True)
    rows = list(unanswered.select_related("item", "by")[:CHUNK])
    for row in rows:
        tell([*hands_of(row.item), row.by], "urging_late", row.item, cause=f"urging-late:{row.pk}", now=now)
    Urging.objects.filter(pk__in=[row.pk for row in rows]).update(late_told_at=now)
    return len(rows)
