"""The background worker is killed outright in the middle of an act on many, or of the file of a large export: each row is
done exactly once, each file is there once and whole."""

import datetime as dt
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gongjian.core.bulk.actions import start_run
from gongjian.core.bulk.models import BulkRow, BulkRun, RowState, RunState
from gongjian.core.bulk.tests.test_bulk import begin, filled
from gongjian.core.items.models import Item, Step
from gongjian.core.jobs.leases import is_quick
from gongjian.core.jobs.models import JobState, Task, TaskState
from gongjian.core.jobs.runner import all_jobs
from gongjian.core.ledgers.later import folder, path_of, sweep_exports
from gongjian.core.ledgers.models import LedgerFile
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports import actions as reports
from tests.cast import Cast
from tests.faults.conftest import Serving
from tests.faults.hands import Desk
from tests.faults.served import Caller, Served, browser, tell, wait_for
from tests.faults.whole import halves

pytestmark = pytest.mark.django_db(transaction=True)
Desks = Callable[[Served], Desk]
FEW = 60


def reported(cast: Cast, rows: int) -> None:
    """So many reports."""
    with transaction.atomic():
        for number in range(rows):
            told = reports.Told(area=cast.community, text=f"文化路{number}号门口的路灯不亮", place="门口")
            reports.report_publicly(told, now=timezone.now())


def begun(cast: Cast, rows: int) -> BulkRun:
    """So many reports are dispatched in one act; it waits for a worker."""
    reported(cast, rows)
    run = start_run(
        filled(begin(cast.dispatcher), unit=cast.city_unit.pk).pk, actor=cast.dispatcher, now=timezone.now()
    )
    assert run.task is not None
    return run


def kill_until_done(served: Served, run: BulkRun, *, kills: int, seed: int, done: Callable[[], bool]) -> int:
    """Start a worker, kill it once it has got a little further, start the next; the last one is left to finish."""
    rng, killed = random.Random(seed), 0
    end = time.monotonic() + 300
    while not done() and time.monotonic() < end:
        served.begin()
        if killed < kills:
            before = worked(run)
            while worked(run) == before and not done() and time.monotonic() < end:
                time.sleep(0.005)
            time.sleep(rng.uniform(0.0, 0.15))
            served.end()
            killed += 1
        else:
            time.sleep(0.05)
    connection.close()
    return killed


def worked(run: BulkRun) -> int:
    """How many rows have left the queue."""
    return BulkRow.objects.filter(run=run).exclude(state=RowState.WAITING).count()


def is_done(run: BulkRun) -> bool:
    """Whether it has come to its end."""
    return BulkRun.objects.filter(pk=run.pk, state=RunState.DONE).exists()


@pytest.mark.parametrize(("rows", "kills"), [(FEW, 2), pytest.param(1000, 40, marks=pytest.mark.long)])
def test_a_worker_killed_in_the_middle_does_each_row_once(
    serving: Serving, make_desk: Desks, cast: Cast, rows: int, kills: int
) -> None:
    served = serving(off="leases", worker=False)
    make_desk(served)
    run = begun(cast, rows)
    killed = kill_until_done(served, run, kills=kills, seed=4, done=lambda: is_done(run))
    tell(f"{killed} workers killed while {rows} rows were moved")
    assert is_done(run) and killed
    assert set(BulkRow.objects.filter(run=run).values_list("state", flat=True)) == {RowState.DONE}
    steps: Counter[Any] = Counter(Step.objects.filter(move="dispatch").values_list("item_id", flat=True))
    assert (len(steps), steps.total()) == (rows, rows)
    assert set(BulkRow.objects.filter(run=run).values_list("step_id", flat=True)) == set(
        Step.objects.filter(move="dispatch").values_list("pk", flat=True)
    )
    assert TrailRow.objects.filter(action="bulk.run").count() == 1, "its end was written down twice"
    assert halves() == []


def test_without_transactions_rows_are_half_done(serving: Serving, make_desk: Desks, cast: Cast) -> None:
    served = serving(off="leases,transactions", worker=False)
    make_desk(served)
    run = begun(cast, FEW)
    kill_until_done(served, run, kills=8, seed=4, done=lambda: is_done(run) or halves_stay(run))
    served.end()
    assert halves_of(run)


def halves_stay(run: BulkRun) -> bool:
    """Whether what is half done is so a little later too: the worker was killed there, or now fails at it each time."""
    found = halves_of(run)
    if found:
        time.sleep(0.3)
    return bool(set(found) & set(halves_of(run)))


def halves_of(run: BulkRun) -> list[int]:
    """Rows that were moved and whose run does not know it, or the other way round."""
    moved = set(Step.objects.filter(move="dispatch").values_list("item_id", flat=True))
    known = set(BulkRow.objects.filter(run=run, state=RowState.DONE).values_list("item_id", flat=True))
    return sorted(moved ^ known)


EXPORT = "/desk/reports/?export=csv&columns=number"


def drafts() -> int:
    """How many files are being written, or were when their worker died."""
    return len(list(folder().glob(".*")))


def written_down() -> int:
    """How many exports the trail knows of."""
    return TrailRow.objects.filter(action="ledgers.exported").count()


Mark = tuple[Callable[[], int], float]
"""What grows while an export is written, and how many seconds later at most its worker is killed."""
MARKS: list[Mark] = [(drafts, 0.15), (drafts, 0.3), (LedgerFile.objects.count, 0.03)]


def nothing_else_due() -> None:
    """The worker has other tasks that it begins by itself, such as a backup; they were done just now."""
    now = timezone.now()
    done = [JobState(name=job.name, began_at=now, ended_at=now) for job in all_jobs() if not is_quick(job)]
    JobState.objects.bulk_create(done)


def asked_for(clerk: Caller) -> Task:
    """The task of an export that is too large to wait for."""
    answer = clerk.call("GET", EXPORT)
    assert answer.status == 302, answer.text[:300]
    return Task.objects.get(uid=answer.headers["location"].rstrip("/").rpartition("/")[2])


def is_written(task: Task) -> bool:
    """Whether the task has come to its end."""
    return not Task.objects.live().filter(pk=task.pk).exists()


def kill_while_written(served: Served, task: Task, marks: list[Mark], *, rng: random.Random) -> int:
    """Up to three workers die over the file, the next one may finish it (a task at which five died is given up); how many
    died before it was done."""
    killed = 0
    for mark, longest in marks:
        before = mark()
        served.begin()
        wait_for(lambda mark=mark, before=before: mark() > before or is_written(task))  # type: ignore[misc]
        time.sleep(rng.uniform(0.0, longest))
        served.kill_worker()
        killed += not is_written(task)
    served.begin()
    wait_for(lambda: is_written(task))
    return killed


def rows_of(clerk: Caller, task: Task) -> list[str]:
    """The numbers in the file that the task's page leads to."""
    task.refresh_from_db()
    assert (task.state, task.error) == (TaskState.DONE, "")
    answer = clerk.call("GET", task.url)
    assert answer.status == 200
    return sorted(line.partition(",")[0] for line in answer.text.splitlines()[1:])


@pytest.mark.parametrize("exports", [2, pytest.param(12, marks=pytest.mark.long)])
def test_a_worker_killed_over_a_large_export_leaves_one_file_and_it_is_whole(
    serving: Serving, make_desk: Desks, cast: Cast, exports: int
) -> None:
    served = serving(off="leases,large,slow", worker=False)
    desk, rng = make_desk(served), random.Random(6)
    reported(cast, FEW)
    nothing_else_due()
    shutil.rmtree(folder(), ignore_errors=True)
    with browser(desk.port, desk.sessions["dispatcher"]) as clerk:
        tasks, killed = list[Task](), 0
        for _export in range(exports):
            tasks.append(asked_for(clerk))
            killed += kill_while_written(served, tasks[-1], MARKS, rng=rng)
        tell(
            f"{killed} workers killed while {exports} exports of {FEW} rows were written; {drafts()} drafts left"
        )
        assert killed >= exports
        numbers = sorted(Item.objects.values_list("number", flat=True))
        assert [rows_of(clerk, task) for task in tasks] == [numbers] * exports
    connection.close()
    assert {kept.rows for kept in LedgerFile.objects.all()} == {FEW}
    assert (LedgerFile.objects.count(), written_down()) == (exports, exports)
    sweep_exports(timezone.now() + dt.timedelta(days=2))
    assert {path.name for path in folder().iterdir()} == {
        path_of(kept).name for kept in LedgerFile.objects.all()
    }
    assert halves() == []


def test_without_one_transaction_an_export_is_written_down_twice(
    serving: Serving, make_desk: Desks, cast: Cast
) -> None:
    served = serving(off="leases,large,slow", worker=False)
    desk, rng = make_desk(served), random.Random(6)
    reported(cast, FEW)
    nothing_else_due()
    with browser(desk.port, desk.sessions["dispatcher"]) as clerk:
        task, served.off = asked_for(clerk), "leases,large,slow,chunks"
        kill_while_written(served, task, [(written_down, 0.02)] * 2, rng=rng)
    connection.close()
    assert LedgerFile.objects.count() == 1 and written_down() > 1
