"""How jobs, tasks and workers stand, in words for the pages."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.jobs.heartbeat import SILENT_AFTER
from gongjian.core.jobs.kinds import task_kinds
from gongjian.core.jobs.leases import is_quick
from gongjian.core.jobs.models import Heartbeat, JobState, Task, TaskState
from gongjian.core.jobs.runner import all_jobs
from gongjian.core.manifest import Job
from gongjian.core.words import Words

LOOKS = {
    TaskState.WAITING: ("clock", ""),
    TaskState.RUNNING: ("sync", "go"),
    TaskState.DONE: ("ok", "ok"),
    TaskState.FAILED: ("late", "late"),
    TaskState.CANCELLED: ("no", ""),
}


@dataclass(frozen=True, slots=True)
class JobLine:
    """One periodic job: when it ran last, how long that took, when it is next due, and what went wrong."""

    name: str
    label: Words
    every: str
    state: JobState
    running: bool
    took: str
    next_at: dt.datetime | None
    quick: bool


def job_lines(now: dt.datetime) -> list[JobLine]:
    """All periodic jobs, in the product's own order, in one query."""
    states = {state.name: state for state in JobState.objects.all()}
    return [_job_line(job, states.get(job.name) or JobState(name=job.name), now=now) for job in all_jobs()]


def _job_line(job: Job, state: JobState, *, now: dt.datetime) -> JobLine:
    quick, began, ended = is_quick(job), state.began_at, state.ended_at
    running = not quick and bool(state.leased_until and now < state.leased_until)
    took = "" if quick or running or not began or not ended or ended < began else length_of(ended - began)
    next_at = (
        None
        if quick or running
        else max(now, began + dt.timedelta(seconds=job.every_seconds))
        if began
        else now
    )
    every = length_of(dt.timedelta(seconds=job.every_seconds))
    return JobLine(job.name, job.label, every, state, running, took, next_at, quick)


def length_of(span: dt.timedelta) -> str:
    """A span of time in the largest unit that fits: 5 seconds, 10 minutes, 2 hours, 3 days."""
    seconds = int(span.total_seconds())
    if seconds < 60:
        return (
            ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)
            if seconds
            else _("under 1 second")
        )
    if seconds < 3600:
        return ngettext("{n} minute", "{n} minutes", seconds // 60).format(n=seconds // 60)
    if seconds < 86_400:
        return ngettext("{n} hour", "{n} hours", seconds // 3600).format(n=seconds // 3600)
    return ngettext("{n} day", "{n} days", seconds // 86_400).format(n=seconds // 86_400)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task with its kind in words and the looks of its state."""

    task: Task
    kind: Words
    icon: str
    tone: str
    stopping: bool


def task_line(task: Task) -> TaskLine:
    """The task as a page shows it; a kind whose module is gone is called by its bare name."""
    kind = task_kinds().get(task.kind)
    icon, tone = LOOKS[TaskState(task.state)]
    stopping = task.cancel_asked and task.state == TaskState.RUNNING
    return TaskLine(task, kind.label if kind else task.kind, icon, tone, stopping)


def live_workers(now: dt.datetime) -> list[Heartbeat]:
    """Workers that gave a sign of life in the last minutes, the longest running first."""
    return list(Heartbeat.objects.filter(seen_at__gte=now - SILENT_AFTER).order_by("started_at", "pk"))
