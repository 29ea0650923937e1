"""Signs of life: each worker process says every few seconds that it is there, and keeps the leases of its tasks."""

import datetime as dt
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.utils import timezone

from gongjian.core.jobs.models import Heartbeat
from gongjian.core.jobs.queue import TaskWorker, renew

BEAT_EVERY = 10.0  # seconds; a task's lease outlasts several of them
SILENT_AFTER = dt.timedelta(minutes=3)


@dataclass
class Heart:
    """One process's heart, in a thread of its own, so that a long step of a task does not stop it."""

    holder: str
    workers: Sequence[TaskWorker]
    pause: float = BEAT_EVERY

    def beat(self, now: dt.datetime) -> None:
        """Say that the process is alive, and renew the leases of what it is doing."""
        facts = {"host": socket.gethostname()[:80], "pid": os.getpid(), "seen_at": now}
        Heartbeat.objects.update_or_create(
            holder=self.holder, defaults=facts, create_defaults=facts | {"started_at": now}
        )
        if holders := [holder for worker in self.workers for holder in tuple(worker.turns)]:
            renew(holders, now=now)

    def rest(self) -> None:
        """Take the sign away when the process stops in order."""
        try:
            Heartbeat.objects.filter(pk=self.holder).delete()
        except DatabaseError:
            return  # the database is gone; the sign grows old by itself
        finally:
            connection.close()


def is_any_worker_alive(now: dt.datetime | None = None) -> bool:
    """Whether some worker has given a sign of life in the last minutes."""
    since = (now or timezone.now()) - SILENT_AFTER
    return Heartbeat.objects.filter(seen_at__gte=since).exists()
