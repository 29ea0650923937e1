"""The worker is killed outright while an import is being written, and while it is taken back: each row comes in once."""

import datetime as dt
import random
import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from gongjian.core.intake.actions import confirm
from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.intake.tests.conftest import DAY, NOW
from gongjian.core.intake.undoing import take_back
from gongjian.core.items.models import Item, Step
from gongjian.core.trail.models import TrailRow
from gongjian.modules.workplan.models import Task
from tests.children import child, wait_until

CHUNK, COUNT = 5, 60
ROWS = [["四项重点", f"任务{number}", "城市管理办", DAY, "完工"] for number in range(COUNT)]
Brings = Callable[..., Batch]
WORKER = f"""
import datetime as dt, time, django
django.setup()
from gongjian.core.intake import course, undoing
from gongjian.core.jobs import runner, turn
from gongjian.modules.workplan.taking import TaskTaker

turn.LEASE, runner.TASK_PAUSE = dt.timedelta(seconds=0.5), 0.05
runner.all_jobs = lambda: ()
course.CHUNK = undoing.CHUNK = {CHUNK}
added, withdrawn = TaskTaker.add, TaskTaker.withdraw

def slowly(work):
    def run(*args, **how):
        found = work(*args, **how)
        time.sleep(0.05)
        return found
    return run

TaskTaker.add, TaskTaker.withdraw = slowly(added), slowly(withdrawn)
print("ready", flush=True)
runner.run_forever()
"""


def through_kills(written: Callable[[], int], end: str) -> None:
    """Three workers are killed further and further on, a fourth gets to the end; no chunk is ever half written."""
    rng = random.Random(5)
    for wanted in (1, 15, 35):
        with child(WORKER):
            wait_until(lambda wanted=wanted: written() >= wanted)  # type: ignore[misc]
            time.sleep(rng.uniform(0.0, 0.08))
        assert written() % CHUNK == 0, "a chunk was half written"
        assert written() < COUNT, "it was killed too late to show anything"
    with child(WORKER) as process:
        wait_until(lambda: Batch.objects.get().state == end)
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.django_db(transaction=True)
def test_an_import_survives_the_killing_of_its_worker_and_so_does_taking_it_back(checked: Brings) -> None:
    batch = checked(ROWS)
    confirm(batch, person=batch.person, now=NOW)
    through_kills(Task.objects.count, Batch.State.DONE)
    batch = Batch.objects.get()
    assert batch.counts == {"new": COUNT, "changed": 0, "same": 0, "bad": 0}
    assert Task.objects.count() == BatchRow.objects.count() == COUNT
    assert Task.objects.values("item__title").distinct().count() == COUNT
    assert TrailRow.objects.filter(action="workplan.add_task").count() == COUNT

    later = timezone.now() + dt.timedelta(milliseconds=1)
    take_back(batch, reason="拿错了文件", person=batch.person, now=later)
    through_kills(Item.objects.filter(state="withdrawn").count, Batch.State.UNDONE)
    assert Batch.objects.get().undo["back"] == COUNT
    assert Step.objects.filter(move="withdraw").count() == COUNT
