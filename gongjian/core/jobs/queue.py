"""Taking tasks out of the queue, running them, and what becomes of them: done, tried again, failed or cancelled."""

import datetime as dt
import logging
import random
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.core.jobs import turn as turns
from gongjian.core.jobs.kinds import TaskKind, task_kinds
from gongjian.core.jobs.models import Task, TaskState
from gongjian.core.jobs.turn import Cancelled, LostLease, Stopping, Turn
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_text

logger = logging.getLogger(__name__)
FIRST_PAUSE = dt.timedelta(seconds=10)
LONGEST_PAUSE = dt.timedelta(hours=1)
LONGEST_ERROR = 500


def pause_after(attempts: int, *, rng: random.Random) -> dt.timedelta:
    """How long to wait after so many vain attempts: twice as long each time up to an hour, a quarter more or less."""
    times: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * times, LONGEST_PAUSE) * rng.uniform(0.75, 1.25)


@dataclass
class TaskWorker:
    """Does the tasks of some kinds, one after another. `turns` are the holders of those under way."""

    kinds: dict[str, TaskKind]
    name: str
    rng: random.Random = field(default_factory=random.Random)
    stop: threading.Event | None = None
    turns: set[str] = field(default_factory=set)

    def run_one(self, now: dt.datetime) -> Task | None:
        """Take and run the task that has waited longest; None when none is due."""
        task = take(self.kinds, holder=f"{self.name}.{secrets.token_hex(4)}", now=now)
        if task is None:
            return None
        self.turns.add(task.holder)
        try:
            with translation.override(_language_of(task)):
                self._run(Turn(task, now, self.stop))
        finally:
            self.turns.discard(task.holder)
        return task

    def _run(self, turn: Turn) -> None:
        task, kind = turn.task, self.kinds[turn.task.kind]
        try:
            kind.run(turn)
        except LostLease:
            logger.warning("The task %s (%s) was taken over by another worker.", task.uid, task.kind)
        except Cancelled:
            _end(turn, TaskState.CANCELLED)
        except Stopping:
            _give_back(turn)
        except Refused as refused:
            _end(turn, TaskState.FAILED, error=str(refused.reason))
        except Exception as trouble:
            logger.exception("The task %s (%s) failed.", task.uid, task.kind)
            self._after_trouble(turn, kind, trouble)
        else:
            task.done = task.total if task.total is not None else task.done
            _end(turn, TaskState.DONE)

    def _after_trouble(self, turn: Turn, kind: TaskKind, trouble: Exception) -> None:
        told = mask_text(f"{type(trouble).__name__}: {trouble}").text[:LONGEST_ERROR]
        if turn.task.attempts >= kind.attempts:
            words = _("It failed {count} times in a row and is not tried again by itself. Reason: {why}")
            _end(turn, TaskState.FAILED, error=words.format(count=turn.task.attempts, why=told))
        else:
            pause = pause_after(turn.task.attempts, rng=self.rng)
            _put(turn, state=TaskState.WAITING, next_at=turn.moment() + pause, error=told)


def take(kinds: Iterable[str], *, holder: str, now: dt.datetime) -> Task | None:
    """Take the lease of the task that has waited longest; each is given to one worker only.

    A task whose worker fell silent is taken over; after too many of these it has failed, and the next one is looked at.
    """
    due = Task.objects.due(now, kinds=kinds, lease=turns.LEASE).order_by("next_at", "pk")
    while due.exists():  # a look without a lock: on SQLite a transaction would keep all writers out
        with transaction.atomic():
            task = lock_first(due)
            if task is None:
                return None
            if _is_lost(task, now=now):
                continue
            task.state, task.holder, task.began_at = TaskState.RUNNING, holder, now
            task.attempts, task.leased_until = task.attempts + 1, now + turns.LEASE
            task.save(update_fields=["state", "holder", "began_at", "attempts", "leased_until"])
            return task
    return None


def lock_first(due: Any) -> Task | None:
    """The first row that no other worker is just taking, locked until the transaction ends."""
    found: Task | None = due.select_for_update(skip_locked=True).first()
    return found


def renew(holders: Iterable[str], *, now: dt.datetime) -> None:
    """Keep the leases of turns that are under way."""
    mine = Task.objects.filter(holder__in=list(holders), state=TaskState.RUNNING)
    mine.update(leased_until=now + turns.LEASE)


def _is_lost(task: Task, *, now: dt.datetime) -> bool:
    """Whether a task left by a dead worker is not to be run again; its end is written then."""
    if task.state != TaskState.RUNNING:
        return False
    if task.cancel_asked:
        task.state = TaskState.CANCELLED
    elif task.attempts >= task_kinds()[task.kind].attempts:
        task.state = TaskState.FAILED
        task.error = _("The worker died {count} times while doing this.").format(count=task.attempts)
    else:
        return False
    task.holder, task.leased_until, task.ended_at = "", None, now
    task.save(update_fields=["state", "error", "holder", "leased_until", "ended_at"])
    return True


def _end(turn: Turn, state: TaskState, *, error: str = "") -> None:
    facts = {"url": turn.url or turn.task.url, "result": turn.result}
    _put(turn, state=state, ended_at=turn.moment(), error=error, cancel_asked=False, **facts)


def _give_back(turn: Turn) -> None:
    _put(turn, state=TaskState.WAITING, next_at=turn.moment(), attempts=max(0, turn.task.attempts - 1))


def _put(turn: Turn, **facts: Any) -> None:
    """Write the outcome and let the lease go, unless another worker has the task by now."""
    task = turn.task
    facts |= {"done": task.done, "total": task.total, "note": task.note, "holder": "", "leased_until": None}
    told = Task.objects.filter(pk=task.pk, holder=task.holder, state=TaskState.RUNNING).update(**facts)
    if not told:
        logger.warning("The task %s (%s) ended after it was taken over.", task.uid, task.kind)


def _language_of(task: Task) -> str:
    return (task.person.language if task.person else "") or settings.LANGUAGE_CODE
