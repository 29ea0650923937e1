"""Counts of a large office are kept for a while: what took long to count is shown as of a moment, and counted anew beside.

Kept are numbers of parts under the areas and days asked for, never a report. A small office is always counted at once.
"""

import datetime as dt
import hashlib
import json
import time
from collections import defaultdict
from typing import Any

from django.utils import timezone

from gongjian.core.measures.scope import Scope
from gongjian.modules.reports.models import KeptCounts
from gongjian.modules.reports.rating.table import Counts, counts_by, days_of

SLOW = 1.0
"""Seconds from which on a count is kept."""
FRESH = dt.timedelta(hours=1)
OLDEST = dt.timedelta(days=1)
FORGOTTEN = dt.timedelta(days=7)
AT_ONCE = 20


def counts_at(scope: Scope, by: str, *, anew: bool = False) -> tuple[Counts, dt.datetime]:
    """The counts and when they were counted: kept ones of the last day, else counted now.

    Only for questions about the present; `anew` counts in any case.
    """
    row = None if anew else KeptCounts.objects.filter(key=_key(scope, by)).first()
    if row is not None and scope.now - row.counted_at < OLDEST:
        if scope.now - row.asked_at > FRESH:
            KeptCounts.objects.filter(pk=row.pk).update(asked_at=scope.now)
        return _read(row.counts), row.counted_at
    return _count(scope, by, asked_at=scope.now), scope.now


def forget_counts() -> None:
    """Count everything anew at the next question: after a decision that changes what is counted."""
    KeptCounts.objects.all().delete()


def count_again(now: dt.datetime) -> int:
    """Count anew what was asked for in the last day and is no longer fresh, and today what was asked for as of yesterday;
    forget what nobody asked for in a week. Returns how many were counted. Safe to run twice."""
    KeptCounts.objects.filter(asked_at__lt=now - FORGOTTEN).delete()
    asked = KeptCounts.objects.filter(asked_at__gte=now - OLDEST).order_by("counted_at")
    done = 0
    for row in [*asked.filter(counted_at__lt=now - FRESH)[:AT_ONCE]]:
        scope, by = _scope(row.question, now), row.question["by"]
        _count(scope, by, asked_at=row.asked_at)
        if _key(scope, by) != row.key:
            row.delete()
        done += 1
    return done


def _count(scope: Scope, by: str, *, asked_at: dt.datetime) -> Counts:
    began = time.monotonic()
    counts = counts_by(scope, by)
    if time.monotonic() - began >= SLOW:
        told = {"question": _question(scope, by), "counts": _written(counts), "counted_at": scope.now}
        KeptCounts.objects.update_or_create(key=_key(scope, by), defaults={**told, "asked_at": asked_at})
    return counts


def _question(scope: Scope, by: str) -> dict[str, Any]:
    return {
        "by": by, "paths": list(scope.paths) if scope.paths is not None else None, "since": str(scope.since),
        "until": str(scope.until), "area": scope.area_id, "here": scope.here,
    }  # fmt: skip


def _key(scope: Scope, by: str) -> str:
    return hashlib.sha256(json.dumps(_question(scope, by), sort_keys=True).encode()).hexdigest()


def _scope(question: dict[str, Any], now: dt.datetime) -> Scope:
    """The scope of a question; the days that are shown without asking move on with the calendar."""
    since, until = (dt.date.fromisoformat(question[name]) for name in ("since", "until"))
    today = timezone.localdate(now)
    if (since, until) == days_of(until) and until < today:
        since, until = days_of(today)
    paths = tuple(question["paths"]) if question["paths"] is not None else None
    return Scope(
        now=now, paths=paths, since=since, until=until, area_id=question["area"], here=question["here"]
    )


def _written(counts: Counts) -> list[list[Any]]:
    return [[rate, kind, list(found.items())] for (rate, kind), found in counts.items()]


def _read(rows: list[list[Any]]) -> Counts:
    return {(rate, kind): defaultdict(int, dict(found)) for rate, kind, found in rows}
