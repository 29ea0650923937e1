"""One turn of a worker at a task: how `run` tells its progress and learns that it must stop."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gongjian.core.jobs.models import Task, TaskState

LEASE = dt.timedelta(seconds=60)
TELL_EVERY = 0.5  # seconds between two writes of the progress


class TurnEnded(BaseException):
    """The turn is over for a reason from outside. No `Exception`, so that no net for a row's errors catches it."""


class Cancelled(TurnEnded):
    """Somebody asked for the task to be stopped."""


class LostLease(TurnEnded):
    """Another worker took the task over; whatever is not committed must not be."""


class Stopping(TurnEnded):
    """The worker is being stopped; the task goes back to the queue and counts no attempt."""


@dataclass(slots=True)
class Turn:
    """Handed to `run`. What stands in `result` and `url` at the end is kept with the task.

    `now` is when the turn began.
    """

    task: Task
    now: dt.datetime
    stop: threading.Event | None = None
    result: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    _began: float = field(default_factory=time.monotonic)
    _told: float = float("-inf")

    @property
    def payload(self) -> dict[str, Any]:
        """What was given to `enqueue`."""
        given: dict[str, Any] = self.task.payload
        return given

    def moment(self) -> dt.datetime:
        """The time it is now, counted from the beginning of the turn."""
        return self.now + dt.timedelta(seconds=time.monotonic() - self._began)

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far the work is; written at most twice a second. Call it between transactions, and often.

        Raises Cancelled, LostLease or Stopping: let them pass.
        """
        self.task.done, self.task.total, self.task.note = done, total, note[:200]
        instant = time.monotonic()
        if instant - self._told >= TELL_EVERY or self._asked_to_stop():
            self._told = instant
            self._tell()

    @contextmanager
    def chunk(self) -> Iterator[None]:
        """A transaction that holds the task itself: what is written inside is committed by the one worker that has it.

        Raises LostLease or Cancelled before anything is done.
        """
        with transaction.atomic():
            held = self._mine().select_for_update().values_list("cancel_asked", flat=True).first()
            self._demand(held)
            yield

    def _tell(self) -> None:
        task = self.task
        facts: dict[str, Any] = {"done": task.done, "total": task.total, "note": task.note}
        if task.done > task.furthest:
            task.furthest, task.attempts = task.done, 1
            facts |= {"furthest": task.furthest, "attempts": 1}
        told = self._mine().update(**facts, leased_until=self.moment() + LEASE)
        self._demand(self._mine().values_list("cancel_asked", flat=True).first() if told else None)
        if self._asked_to_stop():
            raise Stopping

    def _demand(self, cancel_asked: bool | None) -> None:
        if cancel_asked is None:
            raise LostLease
        if cancel_asked:
            raise Cancelled

    def _mine(self) -> Any:
        return Task.objects.filter(pk=self.task.pk, holder=self.task.holder, state=TaskState.RUNNING)

    def _asked_to_stop(self) -> bool:
        return self.stop is not None and self.stop.is_set()
