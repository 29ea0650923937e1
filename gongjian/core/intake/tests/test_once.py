"""A killed worker goes on where it was, one bad row costs only itself, and nobody's double work adds a row twice."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from gongjian.core.intake import course as courses
from gongjian.core.intake import writing
from gongjian.core.intake.actions import confirm, go_on, receive, set_columns, stop
from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.intake.spec import Entry, Place
from gongjian.core.intake.steps import take_step
from gongjian.core.intake.tests.books import book_bytes
from gongjian.core.intake.tests.conftest import DAY, NOW, YEAR
from gongjian.core.jobs.tasks import run_tasks
from gongjian.core.refusal import Refused
from gongjian.modules.workplan.models import Task
from gongjian.modules.workplan.taking import TaskTaker
from tests.cast import Cast

ROWS = [["四项重点", f"任务{number}", "城市管理办", DAY, "完工"] for number in range(12)]
Brings = Callable[..., Batch]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses, "CHUNK", 4)


class Killed(BaseException):
    """What no net catches, as if the process were gone."""


@pytest.mark.django_db(transaction=True)
def test_after_a_crash_between_chunks_only_the_rest_is_written(
    checked: Brings, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = confirm(checked(ROWS), person=None, now=NOW, queued=False)
    added = TaskTaker.add
    chunks: list[list[int]] = []

    def counted(self: TaskTaker, entries: Sequence[Entry], place: Place) -> Any:
        chunks.append([entry.row for entry in entries])
        if len(chunks) == 2:
            raise Killed
        return added(self, entries, place)

    monkeypatch.setattr(TaskTaker, "add", counted)
    with pytest.raises(Killed):
        take_step(batch, now=NOW)
    assert Task.objects.count() == 4 and Batch.objects.get().position == 5
    take_step(Batch.objects.select_related("office", "person").get(), now=NOW)
    assert [rows[0] for rows in chunks] == [2, 6, 6, 10]
    assert Task.objects.count() == 12 and Batch.objects.get().counts["new"] == 12


@pytest.mark.django_db
def test_one_row_that_fails_unforeseen_is_named_and_the_others_come_in(
    imported: Brings, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = TaskTaker.add

    def stumbles(self: TaskTaker, entries: Sequence[Entry], place: Place) -> Any:
        if any(entry.values["title"] == "任务6" for entry in entries):
            raise ZeroDivisionError("13800138000")
        return added(self, entries, place)

    monkeypatch.setattr(TaskTaker, "add", stumbles)
    batch = imported(ROWS)
    assert batch.counts == {"new": 11, "changed": 0, "same": 0, "bad": 1}
    bad = BatchRow.objects.get(outcome="bad")
    assert bad.row == 8 and "13800138000" not in bad.reason


@pytest.mark.django_db
def test_a_database_that_is_away_leaves_the_chunk_for_the_next_try(
    checked: Brings, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = confirm(checked(ROWS), person=None, now=NOW, queued=False)

    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(TaskTaker, "known", away)
        with pytest.raises(OperationalError):
            take_step(batch, now=NOW)
    assert Batch.objects.get().counts.get("bad", 0) == 0
    take_step(Batch.objects.select_related("office", "person").get(), now=NOW)
    assert Task.objects.count() == 12


@pytest.mark.django_db
def test_a_stopped_import_keeps_what_is_in_and_goes_on_later(
    checked: Brings, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = confirm(checked(ROWS), person=None, now=NOW)

    def stops(done: int, total: int | None, note: str = "") -> None:
        if done == 4:
            stop(batch, person=batch.person, now=NOW)

    batch = Batch.objects.select_related("office", "person").get()
    take_step(batch, now=NOW, tell=stops)
    assert Batch.objects.get().state == Batch.State.CANCELLED and Task.objects.count() == 4
    run_tasks(timezone.now())  # the task that waited finds nothing to do
    assert Task.objects.count() == 4
    go_on(batch, person=batch.person, now=NOW)
    run_tasks(timezone.now())
    assert Batch.objects.get().state == Batch.State.DONE and Task.objects.count() == 12


@pytest.mark.django_db
def test_somebody_whose_role_ended_meanwhile_brings_nothing_in(cast: Cast, checked: Brings) -> None:
    batch = confirm(checked(ROWS), person=cast.secretary, now=NOW)
    cast.secretary.holdings.all().delete()
    run_tasks(timezone.now())
    batch = Batch.objects.get()
    assert batch.state == Batch.State.CANCELLED and batch.problem and not Task.objects.exists()
    with pytest.raises(Refused):
        go_on(batch, person=cast.secretary, now=NOW)


def race(cast: Cast) -> list[Batch]:
    """Two people import the same file at the same moment."""
    batches = []
    for person in (cast.secretary, cast.head):
        batch, _new = receive(
            "tasks", office=cast.office, name="x.xlsx", chunks=[book_bytes(ROWS)], person=person, now=NOW
        )
        batch = take_step(batch, now=NOW)
        mapping = {int(place): name for place, name in batch.mapping.items()}
        batch = set_columns(
            batch, mapping=mapping, options={"year": str(YEAR), "plan": "p"}, person=person, now=NOW
        )
        batches.append(confirm(take_step(batch, now=NOW), person=person, now=NOW, queued=False))
    start = threading.Barrier(2)

    def work(pk: int) -> None:
        try:
            batch = Batch.objects.select_related("office", "person").get(pk=pk)
            start.wait()
            take_step(batch, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(batch.pk,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(Batch.objects.order_by("pk"))


@pytest.mark.django_db(transaction=True)
def test_two_people_who_import_the_same_file_at_once_add_each_row_once(cast: Cast) -> None:
    first, second = race(cast)
    assert first.state == second.state == Batch.State.DONE
    assert Task.objects.count() == 12
    assert first.counts["new"] + second.counts["new"] == 12
    assert first.counts["same"] + second.counts["same"] == 12


@pytest.mark.django_db(transaction=True)
def test_without_the_gate_the_same_rows_come_in_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what is known is looked up before the lock, as it would be without one."""
    meeting = threading.Barrier(2, timeout=20)
    met: set[int] = set()
    held = writing._held

    def too_early(course: Any) -> Any:
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            meeting.wait()
        return held(course)

    monkeypatch.setattr(courses, "CHUNK", 50)
    monkeypatch.setattr(writing, "hold_gate", lambda batch: None)
    monkeypatch.setattr(writing, "known_of", lambda course, entries: {})
    monkeypatch.setattr(writing, "_held", too_early)
    race(cast)
    assert Task.objects.count() == 24
