import datetime as dt
import random
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from gongjian.core.jobs import queue, turn
from gongjian.core.jobs.kinds import TaskKind, task_kinds
from gongjian.core.jobs.models import Task, TaskState
from gongjian.core.jobs.queue import FIRST_PAUSE, TaskWorker, pause_after
from gongjian.core.jobs.tasks import Cancelled, LostLease, Turn, cancel, enqueue, run_tasks, try_again
from gongjian.core.jobs.tidying import tidy
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast

from .test_runner import parallel

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


class Work:
    """What a task does in these tests; `act` is changed by each."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.act: Callable[[Turn], None] = lambda turn: None

    def __call__(self, turn: Turn) -> None:
        self.turns.append(turn)
        self.act(turn)


@pytest.fixture
def work(db: None, monkeypatch: pytest.MonkeyPatch) -> Work:
    found = Work()
    monkeypatch.setitem(task_kinds(), "test.work", TaskKind("test.work", "Work", found, attempts=3))
    monkeypatch.setattr(turn, "TELL_EVERY", 0.0)
    return found


def put(**more: object) -> Task:
    return enqueue("test.work", **({"payload": {"file": 7}, "now": NOW} | more))  # type: ignore[arg-type]


def fails(turn: Turn) -> None:
    raise ValueError("no answer, call 13812345678")


def dies(turn: Turn) -> None:
    raise SystemExit


def test_a_task_runs_once_and_keeps_what_came_of_it(work: Work, cast: Cast) -> None:
    def act(turn: Turn) -> None:
        turn.progress(3, 10, "reading")
        turn.result["rows"] = 10
        turn.url = "/desk/there/"

    work.act = act
    task = put(person=cast.clerk, label="导入")
    assert [one.pk for one in run_tasks(NOW)] == [task.pk]
    assert run_tasks(NOW + MINUTE) == []
    task.refresh_from_db()
    assert (task.state, task.done, task.total, task.result) == ("done", 10, 10, {"rows": 10})
    assert (task.url, task.office, work.turns[0].payload) == ("/desk/there/", cast.office, {"file": 7})


def test_a_task_stands_or_falls_with_the_callers_transaction(work: Work) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        put()
        raise KeyError
    assert not Task.objects.exists()


def test_a_task_waits_until_its_hour(work: Work) -> None:
    put(run_at=NOW + MINUTE)
    assert run_tasks(NOW) == []
    assert len(run_tasks(NOW + MINUTE)) == 1


def test_the_same_key_is_one_task_while_it_lives(work: Work) -> None:
    first = put(key="file:7")
    assert put(key="file:7").pk == first.pk
    assert put(key="").pk != put(key="").pk
    run_tasks(NOW)
    assert put(key="file:7").pk != first.pk


def test_nobody_can_ask_for_work_that_is_not_there(db: None) -> None:
    with pytest.raises(KeyError):
        enqueue("test.unknown", payload={}, now=NOW)


def test_a_failing_task_is_tried_later_and_later_and_then_given_up(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    work.act = fails
    task, now, pauses = put(), NOW, []
    for _attempt in range(3):
        run_tasks(now)
        task.refresh_from_db()
        pauses.append(task.next_at - now)
        now = task.next_at
    assert FIRST_PAUSE * 0.7 < pauses[0] < FIRST_PAUSE * 1.3 < pauses[1]
    assert (task.state, task.attempts) == ("failed", 3)
    assert (
        task.error.startswith("连续失败 3 次")
        and "no answer" in task.error
        and "13812345678" not in task.error
    )
    assert run_tasks(now + 100 * MINUTE) == []


def test_the_pauses_grow_to_an_hour_and_differ_by_chance() -> None:
    rng = random.Random(1)
    assert pause_after(1, rng=rng) != pause_after(1, rng=rng)
    assert dt.timedelta(minutes=45) <= pause_after(99, rng=rng) <= dt.timedelta(minutes=75)


def test_a_turn_that_got_further_does_not_count_as_vain(work: Work) -> None:
    def act(turn: Turn) -> None:
        turn.progress(turn.task.furthest + 1, 100)
        fails(turn)

    work.act = act
    task, now = put(), NOW
    for _attempt in range(8):
        run_tasks(now)
        now += 100 * MINUTE
    task.refresh_from_db()
    assert (task.state, task.furthest, task.attempts) == ("waiting", 8, 1)


def test_a_refusal_is_told_and_not_tried_again(work: Work) -> None:
    def act(turn: Turn) -> None:
        raise Refused("这个文件已经删除。")

    work.act = act
    put()
    [task] = run_tasks(NOW)
    assert (task.state, task.error) == ("failed", "这个文件已经删除。")


def test_a_failed_task_is_begun_again_when_somebody_asks(work: Work, cast: Cast) -> None:
    work.act = fails
    task, now = put(person=cast.clerk, key="k"), NOW
    for _attempt in range(3):
        run_tasks(now)
        now += 100 * MINUTE
    work.act = lambda turn: None
    try_again(task.pk, by=cast.administrator, now=now)
    assert [one.state for one in run_tasks(now)] == ["done"]
    assert TrailRow.objects.get(action="jobs.try_again").actor == cast.administrator
    with pytest.raises(Refused):
        try_again(task.pk, by=cast.administrator, now=now)


def test_a_task_done_anew_meanwhile_is_not_begun_again(work: Work, cast: Cast) -> None:
    task = put(key="k")
    Task.objects.update(state=TaskState.FAILED)
    put(key="k")
    with pytest.raises(Refused):
        try_again(task.pk, by=cast.administrator, now=NOW)


def test_a_dead_workers_task_is_taken_up_again_when_its_lease_is_out(work: Work) -> None:
    put()
    work.act = dies
    with pytest.raises(SystemExit):
        run_tasks(NOW)
    work.act = lambda turn: None
    assert run_tasks(NOW + turn.LEASE / 2) == []
    assert [task.state for task in run_tasks(NOW + turn.LEASE)] == ["done"]


def test_a_task_that_kills_its_workers_is_given_up(work: Work) -> None:
    task, now = put(), NOW
    work.act = dies
    for _death in range(3):
        with pytest.raises(SystemExit):
            run_tasks(now)
        now += turn.LEASE
    assert run_tasks(now) == []
    task.refresh_from_db()
    assert task.state == "failed" and "3" in task.error


def test_a_clock_set_back_does_not_hold_a_task_for_ever(work: Work) -> None:
    put()
    work.act = dies
    with pytest.raises(SystemExit):
        run_tasks(NOW)
    work.act = lambda turn: None
    Task.objects.update(leased_until=NOW + 100 * MINUTE)
    assert len(run_tasks(NOW)) == 1


def test_a_cancelled_waiting_task_never_starts(work: Work, cast: Cast) -> None:
    task = put(person=cast.clerk)
    assert cancel(task.pk, by=cast.clerk, now=NOW)
    assert run_tasks(NOW) == []
    assert not cancel(task.pk, by=cast.clerk, now=NOW)
    task.refresh_from_db()
    assert (task.state, task.ended_at) == ("cancelled", NOW)
    assert TrailRow.objects.get(action="jobs.cancel").actor == cast.clerk


def test_a_running_task_stops_at_its_next_word_of_progress(work: Work, cast: Cast) -> None:
    def act(turn: Turn) -> None:
        for number in range(10):
            turn.progress(number, 10)
            if number == 4:
                cancel(turn.task.pk, by=cast.clerk, now=NOW)

    work.act = act
    put(person=cast.clerk)
    [task] = run_tasks(NOW)
    assert (task.state, task.done) == ("cancelled", 5)


def test_a_dead_workers_task_that_was_to_stop_is_not_taken_up_again(work: Work, cast: Cast) -> None:
    task = put()
    work.act = dies
    with pytest.raises(SystemExit):
        run_tasks(NOW)
    cancel(task.pk, by=cast.administrator, now=NOW)
    assert run_tasks(NOW + turn.LEASE) == []
    task.refresh_from_db()
    assert task.state == "cancelled"


def test_a_worker_that_lost_its_task_learns_it_and_writes_nothing(work: Work) -> None:
    seen: list[type] = []

    def act(turn: Turn) -> None:
        Task.objects.update(holder="another")
        for words in (lambda: turn.progress(1), lambda: turn.chunk().__enter__()):
            with pytest.raises(LostLease) as lost:
                words()
            seen.append(lost.type)
        raise LostLease

    work.act = act
    put()
    [task] = run_tasks(NOW)
    assert (task.state, task.holder, task.done, len(seen)) == ("running", "another", 0, 2)


def test_a_chunk_is_not_begun_when_the_task_was_cancelled(work: Work, cast: Cast) -> None:
    def act(turn: Turn) -> None:
        cancel(turn.task.pk, by=cast.clerk, now=NOW)
        with pytest.raises(Cancelled), turn.chunk():
            raise AssertionError("begun")
        raise Cancelled

    work.act = act
    put()
    [task] = run_tasks(NOW)
    assert task.state == "cancelled"


def test_a_worker_that_is_stopped_puts_its_task_back_without_counting_it(work: Work) -> None:
    stop = threading.Event()

    def act(turn: Turn) -> None:
        turn.progress(0, 10)
        stop.set()
        turn.progress(0, 10)

    work.act = act
    task = put()
    TaskWorker(task_kinds(), "w", stop=stop).run_one(NOW)
    task.refresh_from_db()
    assert (task.state, task.attempts, task.holder) == ("waiting", 0, "")


def test_progress_is_written_at_most_twice_a_second(
    work: Work, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[..., object]
) -> None:
    monkeypatch.setattr(turn, "TELL_EVERY", 0.5)
    counted: list[int] = []

    def act(turn: Turn) -> None:
        turn.progress(0, 1000)
        with django_assert_max_num_queries(0):  # type: ignore[attr-defined]
            for number in range(200):
                turn.progress(number, 1000)
        counted.append(1)

    work.act = act
    put()
    run_tasks(NOW)
    assert counted


def test_what_ended_a_month_ago_is_forgotten(work: Work) -> None:
    put()
    run_tasks(NOW)
    waiting = put(run_at=NOW + 365 * 24 * 60 * MINUTE)
    assert tidy(NOW + dt.timedelta(days=29)) == 0
    assert tidy(NOW + dt.timedelta(days=31)) == 1
    assert Task.objects.get() == waiting


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_the_same_instant_run_each_task_once(work: Work) -> None:
    for _task in range(12):
        put()
    assert parallel(lambda: run_tasks(NOW)) == []
    assert len(work.turns) == 12
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("key", "made"), [("file:7", 1), ("", 8)])
def test_eight_presses_at_the_same_instant_are_one_task_if_they_name_the_same_work(
    work: Work, key: str, made: int
) -> None:
    """Without a key, as the control shows, each press is work of its own."""
    assert parallel(lambda: put(key=key)) == []
    assert Task.objects.count() == made


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_some_run_twice(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: everybody looks before anybody takes."""
    together = threading.Barrier(8)

    def look(due: object) -> Task | None:
        if connection.vendor == "sqlite":
            connection.cursor().execute("COMMIT")
        found = due.first()  # type: ignore[attr-defined]
        together.wait(timeout=20)
        if connection.vendor == "sqlite":
            connection.cursor().execute("BEGIN IMMEDIATE")
        return found

    monkeypatch.setattr(queue, "lock_first", look)
    put()
    workers = [TaskWorker(task_kinds(), f"w{number}") for number in range(8)]
    parallel(lambda: workers.pop().run_one(NOW))
    assert len(work.turns) == 8
