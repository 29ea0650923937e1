"""Two workers at the same run at once: each row is done once."""

from functools import partial

import pytest
from django.http import QueryDict
from django.utils import timezone

from gongjian.core.bulk import actions
from gongjian.core.bulk.actions import begin_run, fill_in
from gongjian.core.bulk.models import BulkRun, BulkRunQuerySet, RowState, RunState
from gongjian.core.bulk.offer import act_named
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.question import read_question
from gongjian.core.people.access import access_of
from gongjian.modules.reports.ledgers import REPORTS
from tests.cast import Cast
from tests.journeys.scene import Scene
from tests.racing import Answers, at_once, broken_off, hold_open, unlock

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
    hold_open(monkeypatch, WORKERS, (actions, "given_of"))


def work(run: BulkRun, *, locking: bool) -> Answers:
    return at_once([partial(actions.work_off, run.pk, now=timezone.now())] * WORKERS, locking=locking)


def test_each_row_is_done_once(run: BulkRun, all_look_before_one_writes: None) -> None:
    assert work(run, locking=True) == [None] * WORKERS
    assert set(run.rows.values_list("state", flat=True)) == {RowState.DONE}
    assert [row.item.steps.filter(move="dispatch").count() for row in run.rows.all()] == [1, 1, 1]


def test_with_the_lock_off_the_race_shows(
    run: BulkRun, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL: a late one writes “refused” over what was done; SQLite breaks off with an error."""
    unlock(monkeypatch, BulkRunQuerySet)
    answers = work(run, locking=False)
    assert broken_off(answers) or set(run.rows.values_list("state", flat=True)) != {RowState.DONE}
