"""One-off tasks as other packages use them: declare a kind, put a task into the queue, stop it, try it again."""

import datetime as dt
import random
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.core.jobs.kinds import TaskKind, task_kinds
from gongjian.core.jobs.models import Task, TaskState
from gongjian.core.jobs.queue import TaskWorker
from gongjian.core.jobs.turn import Cancelled, LostLease, Stopping, Turn, TurnEnded
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person

__all__ = ["Cancelled", "LostLease", "Stopping", "Task", "TaskKind", "TaskState", "Turn", "TurnEnded", "cancel",
           "enqueue", "run_tasks", "try_again"]  # fmt: skip


@transaction.atomic
def enqueue(
    name: str,
    *,
    payload: Mapping[str, Any],
    now: dt.datetime,
    key: str = "",
    person: "Person | None" = None,
    office: "Area | None" = None,
    label: str = "",
    run_at: dt.datetime | None = None,
    url: str = "",
) -> Task:
    """Put a task of the kind `name` into the queue, in the caller's transaction: it stands or falls with it.

    While one of the same kind and non-empty `key` waits or runs, that one is returned and nothing is added. `payload`
    is JSON and names nothing personal in clear. Raises KeyError for an unknown kind.
    """
    kind = task_kinds()[name]
    facts = {
        "kind": kind.name, "payload": dict(payload), "key": key, "person": person, "label": label[:200], "url": url,
        "office": office or (person.office if person else None), "made_at": now, "next_at": run_at or now,
    }  # fmt: skip
    while True:
        if key and (live := Task.objects.live().filter(kind=name, key=key).first()):
            return live
        try:
            with transaction.atomic():
                return Task.objects.create(**facts)
        except IntegrityError:
            # Somebody else's was committed meanwhile, or has ended since: look again.
            if not key:
                raise


@transaction.atomic
def cancel(task_id: int, *, by: "Person | None", now: dt.datetime) -> bool:
    """A waiting task never starts; a running one stops at its next word of progress. False when it has ended."""
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None or not task.is_live:
        return False
    if task.state == TaskState.WAITING:
        task.state, task.ended_at = TaskState.CANCELLED, now
    else:
        task.cancel_asked = True
    task.save(update_fields=["state", "ended_at", "cancel_asked"])
    _record("jobs.cancel", task, by=by, now=now)
    return True


@transaction.atomic
def try_again(task_id: int, *, by: "Person | None", now: dt.datetime) -> Task:
    """Put a failed task back into the queue. Raises Refused when it has not failed, or another one is in its place."""
    task = Task.objects.select_for_update().get(pk=task_id)
    if task.state != TaskState.FAILED:
        raise Refused(_("This task has not failed, so it is not begun again."))
    if task.key and Task.objects.live().filter(kind=task.kind, key=task.key).exists():
        raise Refused(_("The same work was begun anew already; look at that one."))
    task.state, task.next_at, task.attempts, task.ended_at = TaskState.WAITING, now, 0, None
    task.save(update_fields=["state", "next_at", "attempts", "ended_at"])
    _record("jobs.try_again", task, by=by, now=now)
    return task


def run_tasks(now: dt.datetime, *, rng: random.Random | None = None) -> list[Task]:
    """Run everything that is due in this process, for tests and the command line; returns what was run, in order."""
    worker = TaskWorker(task_kinds(), name=f"here-{secrets.token_hex(8)}", rng=rng or random.Random(0))
    ran: list[Task] = []
    while task := worker.run_one(now):
        task.refresh_from_db()
        ran.append(task)
    return ran


def _record(act: str, task: Task, *, by: "Person | None", now: dt.datetime) -> None:
    office = task.office or (by.office if by else None)
    if office is not None:
        record(act, actor=by, obj=task, office=office, label=task, now=now, changes={"kind": task.kind})
