import datetime as dt
import threading
import time
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from gongjian.core.jobs import runner
from gongjian.core.jobs.kinds import TaskKind, task_kinds
from gongjian.core.jobs.leases import LEASE
from gongjian.core.jobs.models import JobState, Task
from gongjian.core.jobs.runner import Worker, all_jobs, run_forever
from gongjian.core.jobs.tasks import enqueue
from gongjian.core.manifest import Job

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class Counter:
    """A job that counts its runs, and fails when told to."""

    def __init__(self) -> None:
        self.runs: list[dt.datetime] = []
        self.trouble: Exception | None = None
        self.act: Callable[[], None] = lambda: None

    def __call__(self, now: dt.datetime) -> None:
        self.runs.append(now)
        self.act()
        if self.trouble:
            raise self.trouble

    def job(self, *, every: int = 3600, name: str = "count") -> Job:
        return Job(name, "Count", every, self)


@pytest.fixture
def counter(db: None) -> Counter:
    return Counter()


def test_a_job_runs_when_it_is_due_and_not_before(counter: Counter) -> None:
    worker = Worker((counter.job(),))
    assert worker.run_due(NOW) == ["count"]
    assert worker.run_due(NOW + HOUR / 2) == []
    assert worker.run_due(NOW + HOUR) == ["count"]
    assert counter.runs == [NOW, NOW + HOUR]


def test_a_missed_run_is_made_up_for_at_once_and_only_once(counter: Counter) -> None:
    Worker((counter.job(),)).run_due(NOW)
    late = NOW + 50 * HOUR
    worker = Worker((counter.job(),))
    assert worker.run_due(late) == ["count"]
    assert worker.run_due(late) == []


def test_two_workers_do_not_run_the_same_job(counter: Counter) -> None:
    for _worker in range(2):
        Worker((counter.job(), counter.job(every=1, name="quick"))).run_due(NOW)
    assert len(counter.runs) == 2


def test_a_job_under_way_is_left_to_its_worker_however_long_it_takes_but_not_for_ever(
    counter: Counter,
) -> None:
    other = Worker((counter.job(every=60),))
    seen: list[list[str]] = []
    counter.act = lambda: (
        seen.append(other.run_due(NOW + dt.timedelta(minutes=5))) if len(counter.runs) == 1 else None
    )
    Worker((counter.job(every=60),)).run_due(NOW)
    assert seen == [[]]


def test_a_dead_workers_job_is_taken_over_when_its_lease_is_out(counter: Counter) -> None:
    def killed() -> None:
        raise SystemExit

    counter.act = killed
    with pytest.raises(SystemExit):
        Worker((counter.job(every=60),)).run_due(NOW)
    counter.act = lambda: None
    heir = Worker((counter.job(every=60),))
    assert heir.run_due(NOW + LEASE - dt.timedelta(seconds=1)) == []
    assert heir.run_due(NOW + LEASE) == ["count"]


def test_an_error_is_kept_and_stops_nothing_else(counter: Counter, caplog: pytest.LogCaptureFixture) -> None:
    broken, fine = Counter(), counter
    broken.trouble = ValueError("no answer, call 13812345678")
    worker = Worker((broken.job(name="broken"), fine.job(name="fine")))
    assert worker.run_due(NOW) == ["broken", "fine"]
    kept = JobState.objects.get(pk="broken")
    assert kept.error.startswith("ValueError: no answer")
    assert "13812345678" not in kept.error
    assert "broken" in caplog.text
    broken.trouble = None
    worker.run_due(NOW + HOUR)
    assert JobState.objects.get(pk="broken").error == ""


def test_a_clock_that_was_set_back_does_not_put_a_job_to_sleep(counter: Counter) -> None:
    Worker((counter.job(),)).run_due(NOW)
    assert Worker((counter.job(),)).run_due(NOW - 1000 * HOUR) == ["count"]


def test_a_quick_job_writes_only_now_and_then(counter: Counter, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    worker = Worker((counter.job(every=1),))
    worker.run_due(NOW)
    with django_assert_num_queries(0):
        for second in (1, 2):
            worker.run_due(NOW + dt.timedelta(seconds=second))
    for second in range(3, 20):
        worker.run_due(NOW + dt.timedelta(seconds=second))
    assert len(counter.runs) == 20
    assert Worker((counter.job(every=1),)).run_due(NOW + dt.timedelta(seconds=20)) == []


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_the_same_instant_run_a_job_once(counter: Counter) -> None:
    assert parallel(lambda: Worker((counter.job(),)).run_due(NOW)) == []
    assert len(counter.runs) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lease_they_all_run_it(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "take", lambda job, **_: True)
    monkeypatch.setattr(runner, "due_names", lambda jobs, **_: [job.name for job in jobs])
    parallel(lambda: Worker((counter.job(),)).run_due(NOW))
    assert len(counter.runs) == 8


def parallel(work: Callable[[], object]) -> list[Exception]:
    start, trouble = threading.Barrier(8), []

    def one() -> None:
        start.wait()
        try:
            work()
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


@pytest.mark.django_db(transaction=True)
def test_the_worker_goes_on_through_a_lost_database_and_stops_when_asked(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Counter()
    monkeypatch.setattr(runner, "AFTER_TROUBLE", 0.05)
    monkeypatch.setattr(runner, "PAUSE", 0.02)
    monkeypatch.setattr(runner, "all_jobs", lambda: (counter.job(every=1), slow.job(name="slow")))
    looks: list[int] = []
    due_names = runner.due_names

    def failing(*args: object, **kwargs: object) -> list[str]:
        looks.append(1)
        if len(looks) <= 3:
            raise OperationalError("the database is gone")
        return due_names(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "due_names", failing)
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(stop,))
    thread.start()
    end = time.monotonic() + 10
    while (not counter.runs or not slow.runs) and time.monotonic() < end:
        time.sleep(0.02)
    stop.set()
    thread.join(timeout=10)
    assert counter.runs
    assert slow.runs
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_long_work_keeps_neither_sealing_nor_reminders_waiting(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task and a job with a lane of its own hang; the quick and the slow jobs go on all the same."""
    slow, hanging, let_go = Counter(), Counter(), threading.Event()

    def hang() -> None:
        let_go.wait(20)

    hanging.act = hang
    kind = TaskKind("test.long", "Long", lambda turn: hanging(turn.now))
    monkeypatch.setitem(task_kinds(), "test.long", kind)
    monkeypatch.setattr(runner, "PAUSE", 0.02)
    mail = Job("mail", "Mail", 3600, hanging, lane="mail")
    jobs = (counter.job(every=1), slow.job(name="slow"), mail)
    monkeypatch.setattr(runner, "all_jobs", lambda: jobs)
    enqueue("test.long", payload={}, now=NOW)
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(stop,))
    thread.start()
    wait_for(lambda: len(hanging.runs) == 2 and len(slow.runs) == 1 and len(counter.runs) > 1)
    let_go.set()
    stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert Task.objects.get().state == "done"


def wait_for(done: Callable[[], bool], *, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def test_the_jobs_of_the_product_have_names_of_their_own() -> None:
    names = [job.name for job in all_jobs()]
    assert len(names) == len(set(names))
    assert "trail.seal" in names
