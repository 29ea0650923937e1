"""The worker itself, killed outright again and again while it does a task: nothing is lost, nothing is done twice."""

import random
import time

import pytest
from django.utils import timezone

from gongjian.core.jobs.kinds import TaskKind, task_kinds
from gongjian.core.jobs.models import Heartbeat, Task
from gongjian.core.jobs.tasks import enqueue
from gongjian.core.once.models import Done
from tests.children import child, wait_until

ROWS, CHUNK = 200, 5
WORKER = """
import datetime as dt, time, django
django.setup()
from django.utils import timezone
from gongjian.core.jobs import heartbeat, runner, turn
from gongjian.core.jobs.kinds import TaskKind, task_kinds
from gongjian.core.once.models import Done

turn.LEASE, runner.TASK_PAUSE = dt.timedelta(seconds=0.5), 0.05
runner.all_jobs = lambda: ()

def run(turn):
    total = turn.payload["rows"]
    while (begin := Done.objects.filter(act="bring").count()) < total:
        with turn.chunk():
            for number in range(begin, begin + turn.payload["chunk"]):
                Done.objects.create(key=f"row-{number}", act="bring", at=timezone.now())
                time.sleep(0.001)
        turn.progress(begin, total)

task_kinds()["test.bring"] = TaskKind("test.bring", "Bring", run)
print("ready", flush=True)
runner.run_forever()
"""


def written() -> int:
    return Done.objects.filter(act="bring").count()


@pytest.mark.django_db(transaction=True)
def test_a_task_survives_the_killing_of_its_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(task_kinds(), "test.bring", TaskKind("test.bring", "Bring", lambda turn: None))
    rng = random.Random(3)
    task = enqueue("test.bring", payload={"rows": ROWS, "chunk": CHUNK}, now=timezone.now())
    for kill in range(4):
        with child(WORKER):
            wait_until(lambda kill=kill: written() >= kill * 30)  # type: ignore[misc]
            time.sleep(rng.uniform(0.0, 0.1))
        assert written() % CHUNK == 0, "a chunk was half written"
    with child(WORKER) as process:
        wait_until(lambda: Task.objects.get().state == "done")
        wait_until(Heartbeat.objects.exists)
        process.terminate()
        process.wait(timeout=20)
    task.refresh_from_db()
    assert (written(), task.error, task.done) == (ROWS, "", ROWS)
    # The killed ones left their signs of life behind; the one that was stopped in order took its own away.
    assert not Heartbeat.objects.filter(pid=process.pid).exists()
