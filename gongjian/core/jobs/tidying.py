"""Forgetting what is long over: tasks that ended a month ago, signs of workers that died."""

import datetime as dt

from gongjian.core.jobs.models import ENDED, Heartbeat, Task, TaskQuerySet

KEPT = dt.timedelta(days=30)
SIGNS_KEPT = dt.timedelta(days=1)
CHUNK = 500


def tidy(now: dt.datetime) -> int:
    """Remove tasks that ended more than 30 days ago, and signs of life older than a day; returns how many tasks."""
    Heartbeat.objects.filter(seen_at__lt=now - SIGNS_KEPT).delete()
    gone = 0
    while old := list(_old(now).values_list("pk", flat=True)[:CHUNK]):
        Task.objects.filter(pk__in=old).delete()
        gone += len(old)
    return gone


def _old(now: dt.datetime) -> TaskQuerySet:
    return Task.objects.filter(state__in=ENDED, ended_at__lt=now - KEPT)
