"""The doctor's look at background work: workers that fell silent, jobs in trouble, tasks that failed."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.finding import Finding
from gongjian.core.jobs.heartbeat import is_any_worker_alive
from gongjian.core.jobs.models import JobState, Task, TaskState

RECENTLY = dt.timedelta(days=7)
STALE = dt.timedelta(minutes=30)


def check_jobs() -> list[Finding]:
    """Everything that was found; never empty."""
    now = timezone.now()
    found = [*_silence(now), *_late_tasks(now), *_broken_jobs(), *_failed_tasks(now)]
    return found or [Finding("good", _("a worker is alive, no job and no task is in trouble"))]


def _silence(now: dt.datetime) -> list[Finding]:
    if is_any_worker_alive(now):
        return []
    words = _("no worker has given a sign of life for 3 minutes")
    return [Finding("warning", words, _("Start one: gongjian serve brings its own, or gongjian worker."))]


def _late_tasks(now: dt.datetime) -> list[Finding]:
    waiting = Task.objects.filter(state=TaskState.WAITING, next_at__lt=now - STALE).count()
    if not waiting:
        return []
    words = ngettext(
        "{count} task has waited for more than half an hour",
        "{count} tasks have waited for more than half an hour",
        waiting,
    )
    remedy = _("If no worker runs, start one; if one is busy with long work, start a second.")
    return [Finding("warning", words.format(count=waiting), remedy)]


def _broken_jobs() -> list[Finding]:
    broken = JobState.objects.exclude(error="").order_by("name")
    remedy = _("It is tried again when it is next due; the worker's log says more.")
    return [Finding("warning", f"{state.name}: {state.error}", remedy) for state in broken]


def _failed_tasks(now: dt.datetime) -> list[Finding]:
    failed = Task.objects.filter(state=TaskState.FAILED, ended_at__gte=now - RECENTLY).count()
    if not failed:
        return []
    words = ngettext("{count} task has failed in a week", "{count} tasks have failed in a week", failed)
    remedy = _("See Background work, under Failed: each says why, and can be tried again.")
    return [Finding("warning", words.format(count=failed), remedy)]
