"""Two workers at the same run at once: each row is done once."""

import contextlib
import threading
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import QueryDict
from django.utils import timezone

from gongjian.core.bulk import actions
from gongjian.core.bulk.actions import begin_run, fill_in
from gongjian.core.bulk.models import BulkRun, BulkRunQuerySet, RowState, RunState
from gongjian.core.bulk.offer import act_named
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.question import read_question
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.modules.reports.ledgers import REPORTS
from tests.cast import Cast
from tests.journeys.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def run(cast: Cast) -> BulkRun:
    """Three new reports, and the unit to give them to."""
    scene = Scene(cast, now=timezone.now())
    for number in range(3):
        scene.reported(text=f"第{number}处井盖破了")
    asked = Asked(access_of(cast.dispatcher), REPORTS.permission, timezone.now())
    act = act_named(REPORTS, "move-dispatch")
    assert act is not None
    made = begin_run(
        read_question(REPORTS, QueryDict(), asked), act, rows=None, actor=cast.dispatcher, now=timezone.now()
    )
    fill_in(made.pk, act, data={"unit": str(cast.city_unit.pk)})
    BulkRun.objects.filter(pk=made.pk).update(state=RunState.RUNNING)
    return made


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widen the gap between looking at the run and writing it."""
    meeting, read = threading.Barrier(WORKERS), actions.given_of

    def read_and_wait(*args: Any) -> Any:
        found = read(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.5)
        return found

    monkeypatch.setattr(actions, "given_of", read_and_wait)


def work(run: BulkRun, *, locking: bool) -> list[Exception | None]:
    start, answers = threading.Barrier(WORKERS), []

    def one() -> None:
        connection.ensure_connection()
        if not locking and connection.vendor == "sqlite":
            connection.transaction_mode = None
        start.wait()
        try:
            actions.work_off(run.pk, now=timezone.now())
            answers.append(None)
        except (Refused, OperationalError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_each_row_is_done_once(run: BulkRun, all_look_before_one_writes: None) -> None:
    assert work(run, locking=True) == [None] * WORKERS
    assert set(run.rows.values_list("state", flat=True)) == {RowState.DONE}
    assert [row.item.steps.filter(move="dispatch").count() for row in run.rows.all()] == [1, 1, 1]


def test_with_the_lock_off_the_race_shows(
    run: BulkRun, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL: a late one writes “refused” over what was done; SQLite breaks off with an error."""
    monkeypatch.setattr(BulkRunQuerySet, "select_for_update", lambda rows, **_options: rows)
    answers = work(run, locking=False)
    broken_off = any(isinstance(answer, OperationalError) for answer in answers)
    assert broken_off or set(run.rows.values_list("state", flat=True)) != {RowState.DONE}
