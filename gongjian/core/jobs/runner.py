"""Running the periodic jobs and the one-off tasks: what is due runs at once, however long ago it should have run."""

import datetime as dt
import logging
import os
import secrets
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from django.db import connection
from django.utils import timezone

from gongjian.core.jobs.heartbeat import Heart
from gongjian.core.jobs.kinds import lanes, task_kinds
from gongjian.core.jobs.leases import QUICK_LEASE, due_names, finish, is_quick, take
from gongjian.core.jobs.queue import TaskWorker
from gongjian.core.manifest import Job, manifests
from gongjian.lib.masks import mask_text

logger = logging.getLogger(__name__)
PAUSE = 0.5  # seconds between looks at the quick jobs
SLOW_PAUSE = 5.0
TASK_PAUSE = 1.0
AFTER_TROUBLE = 5.0
LONGEST_ERROR = 500


@dataclass
class Worker:
    """One process's share of the work. Quick jobs keep their lease in memory, so that they write only now and then."""

    jobs: tuple[Job, ...]
    holder: str = field(default_factory=lambda: _new_name())
    leased: dict[str, dt.datetime] = field(default_factory=dict)
    last: dict[str, dt.datetime] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def pause(self) -> float:
        """Seconds between two looks for due jobs."""
        return PAUSE if any(is_quick(job) for job in self.jobs) else SLOW_PAUSE

    def run_due(self, now: dt.datetime) -> list[str]:
        """Run every due job that no other worker holds; returns their names. An error stops its own job only."""
        kept = [job.name for job in self.jobs if self._keeps(job, now)]
        others = tuple(job for job in self.jobs if job.name not in kept)
        names = {*kept, *due_names(others, holder=self.holder, now=now)}
        return [
            job.name
            for job in self.jobs
            if job.name in names and self._take(job, now) and self._run(job, now)
        ]

    def _keeps(self, job: Job, now: dt.datetime) -> bool:
        """Whether more than half of the lease is still to come: then nobody needs to be asked."""
        until = self.leased.get(job.name)
        return until is not None and QUICK_LEASE / 2 < until - now <= QUICK_LEASE

    def _take(self, job: Job, now: dt.datetime) -> bool:
        last = self.last.get(job.name)
        if (
            is_quick(job)
            and last is not None
            and last <= now < last + dt.timedelta(seconds=job.every_seconds)
        ):
            return False
        if not self._keeps(job, now):
            self.leased.pop(job.name, None)
            if not take(job, holder=self.holder, now=now):
                return False
            if is_quick(job):
                self.leased[job.name] = now + QUICK_LEASE
        self.last[job.name] = now
        return True

    def _run(self, job: Job, now: dt.datetime) -> bool:
        error = ""
        try:
            job.run(now)
        except Exception as trouble:
            logger.exception("The job %s failed; it is tried again when it is next due.", job.name)
            error = mask_text(f"{type(trouble).__name__}: {trouble}").text[:LONGEST_ERROR]
        if not is_quick(job) or error != self.errors.get(job.name):
            finish(job, holder=self.holder, now=timezone.now(), error=error)
        self.errors[job.name] = error
        return True


def _new_name() -> str:
    """A worker's name, which no other bears on any machine."""
    return f"{os.getpid()}-{secrets.token_hex(8)}"


def run_due(now: dt.datetime) -> list[str]:
    """Run every job that is due, once, in this process; returns their names."""
    return Worker(all_jobs()).run_due(now)


def run_forever(stop: threading.Event | None = None) -> None:
    """Run jobs and tasks until `stop` is set, or without one until SIGTERM or SIGINT.

    A running job is let finish, a running task goes back to the queue at its next word of progress. Quick jobs have a
    lane of their own, and so has each lane of tasks, so that a long one keeps neither the trail unsealed nor reminders
    waiting.
    """
    stop = stop or _stop_on_signal()
    name = _new_name()
    quick, others = _by_lane(all_jobs(), name=name)
    workers = [_task_worker(lane, name=name, stop=stop) for lane in lanes()]
    heart = Heart(name, workers)
    threads = [
        threading.Thread(target=_lane, args=(one.run_due, stop, one.pause), name="jobs") for one in others
    ]
    threads += [
        threading.Thread(target=_lane, args=(_all_of(worker), stop, TASK_PAUSE), name="tasks")
        for worker in workers
    ]
    beating = threading.Event()  # the heart beats on until the last task has been put back
    pulse = threading.Thread(target=_lane, args=(heart.beat, beating, heart.pause), name="heart")
    for thread in (pulse, *threads):
        thread.start()
    _lane(quick.run_due, stop, quick.pause)
    for thread in threads:
        thread.join()
    beating.set()
    pulse.join()
    heart.rest()


def _by_lane(jobs: tuple[Job, ...], *, name: str) -> tuple[Worker, list[Worker]]:
    """The worker of the quick jobs, and those of the slow ones and of each lane that jobs name."""
    lanes: dict[str, list[Job]] = {"quick": [], "slow": []}
    for job in jobs:
        lanes.setdefault(job.lane or ("quick" if is_quick(job) else "slow"), []).append(job)
    quick, *others = (Worker(tuple(found), holder=name) for found in lanes.values())
    return quick, others


def _task_worker(lane: str, *, name: str, stop: threading.Event) -> TaskWorker:
    kinds = {kind.name: kind for kind in task_kinds().values() if kind.lane == lane}
    return TaskWorker(kinds, name=name, stop=stop)


def _all_of(worker: TaskWorker) -> Callable[[dt.datetime], None]:
    """Run the lane's tasks until none is due, each with the time at which it begins."""

    def run(now: dt.datetime) -> None:
        while not (worker.stop and worker.stop.is_set()) and worker.run_one(timezone.now()):
            connection.close_if_unusable_or_obsolete()

    return run


def all_jobs() -> tuple[Job, ...]:
    """The jobs that the manifests declare."""
    return tuple(job for found in manifests() for job in found.jobs)


def _lane(run: Callable[[dt.datetime], object], stop: threading.Event, pause: float) -> None:
    while not stop.is_set():
        try:
            run(timezone.now())
            connection.close_if_unusable_or_obsolete()
            stop.wait(pause)
        except Exception:
            logger.exception(
                "The worker could not look for due jobs; it tries again in %.0f s.", AFTER_TROUBLE
            )
            connection.close()
            stop.wait(AFTER_TROUBLE)
    connection.close()


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, asked)
        signal.signal(signal.SIGINT, asked)
    return stop
