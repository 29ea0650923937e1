"""The year's work, played by the cast."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from gongjian.core.files.models import Attachment
from gongjian.core.items.actions import make_move
from gongjian.core.items.more_time import ask_extension, decide
from gongjian.core.measures.registry import value_of
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.workplan import actions
from gongjian.modules.workplan.ledgers import TASKS
from gongjian.modules.workplan.models import Plan, ProgressNote, Task, Theme
from gongjian.modules.workplan.tree import tree_of
from tests.cast import Cast

CHINA = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 3, 5, 10, 20, tzinfo=CHINA)
DUE = dt.date(2026, 6, 30)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return actions.start_plan(cast.office, year=2026, title="四项重点", actor=cast.secretary, now=NOW)


@pytest.fixture
def theme(cast: Cast, plan: Plan) -> Theme:
    return actions.add_theme(plan.pk, title="老旧小区提升", actor=cast.secretary, now=NOW)


@pytest.fixture
def task(cast: Cast, theme: Theme) -> Task:
    return actions.add_task(
        theme.pk, title="6 个楼院加装车棚", unit=cast.city_unit, handler=cast.head, due_on=DUE, actor=cast.secretary,
        evidence_needed="改造前后照片", now=NOW,
    )  # fmt: skip


def later(days: float) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def refused(action: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value


def test_secretary_plans_and_head_carries_it_out_and_checker_confirms(cast: Cast, task: Task) -> None:
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    actions.report_progress(task.pk, percent=60, text="三个楼院完工。", actor=cast.head, now=later(30))
    actions.add_evidence(task.pk, text="验收单", link="https://example.org/1", actor=cast.head, now=later(60))
    make_move(task.pk, "submit", actor=cast.head, note="全部完工", now=later(61))
    make_move(task.pk, "confirm", actor=cast.checker, now=later(62))
    task.refresh_from_db()
    assert (task.item.state, task.item.phase, task.item.result, task.progress) == (
        "done",
        "closed",
        "done",
        100,
    )
    acts = set(TrailRow.objects.filter(item=task.item).values_list("action", flat=True))
    assert {
        "workplan.add_task",
        "workplan.report_progress",
        "workplan.add_evidence",
        "workplan.confirm",
    } <= acts


def test_a_task_is_due_at_the_close_of_its_planned_day(cast: Cast, task: Task) -> None:
    assert timezone.localtime(task.item.due_at) == dt.datetime(2026, 6, 30, 18, tzinfo=CHINA)


def test_head_cannot_confirm_what_she_handed_in(cast: Cast, task: Task) -> None:
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    actions.add_evidence(task.pk, text="照片在档案柜", actor=cast.head, now=later(2))
    make_move(task.pk, "submit", actor=cast.head, note="完工", now=later(2))
    assert refused(make_move, task.pk, "confirm", actor=cast.head, now=later(3)).code == "not_allowed"
    task.item.refresh_from_db()
    assert task.item.state == "submitted"


def test_a_task_that_asks_for_proof_is_not_handed_in_without(cast: Cast, task: Task) -> None:
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    no = refused(make_move, task.pk, "submit", actor=cast.head, note="完工", now=later(2))
    assert no.field == "pictures"
    assert "改造前后照片" in str(no.reason)
    assert not Attachment.objects.exists()


def test_progress_is_reported_by_the_owning_unit_only_and_while_under_way(cast: Cast, task: Task) -> None:
    assert (
        refused(actions.report_progress, task.pk, percent=5, text="…", actor=cast.head, now=later(1)).code
        == "wrong_state"
    )
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    for somebody in (cast.second_head, cast.checker, cast.secretary, cast.outsider):
        assert refused(
            actions.report_progress, task.pk, percent=5, text="…", actor=somebody, now=later(2)
        ).code == "not_allowed"  # fmt: skip
    assert (
        refused(actions.report_progress, task.pk, percent=101, text="…", actor=cast.head, now=later(2)).field
        == "percent"
    )
    assert (
        refused(actions.report_progress, task.pk, percent=5, text="  ", actor=cast.head, now=later(2)).field
        == "text"
    )
    assert not ProgressNote.objects.exists()


def test_every_word_of_progress_stays(cast: Cast, task: Task) -> None:
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    for percent in (30, 60, 50):
        actions.report_progress(task.pk, percent=percent, text="进展", actor=cast.head, now=later(percent))
    assert sorted(ProgressNote.objects.values_list("percent", flat=True)) == [30, 50, 60]
    task.refresh_from_db()
    assert task.progress == 50


def test_secretary_grants_the_head_more_time(cast: Cast, task: Task) -> None:
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    clock = task.item.clocks.get(name="due")
    asked = ask_extension(
        clock.pk, actor=cast.head, amount=10, unit="calendar_days", reason="雨期停工", now=later(100)
    )
    decide(asked, actor=cast.secretary, grant=True, answer="同意", now=later(101))
    task.item.refresh_from_db()
    assert timezone.localtime(task.item.due_at).date() > DUE


def test_dropping_needs_a_reason_and_a_secretary(cast: Cast, task: Task) -> None:
    assert refused(make_move, task.pk, "drop", actor=cast.secretary, now=later(1)).field == "note"
    assert (
        refused(make_move, task.pk, "drop", actor=cast.head, note="不做了", now=later(1)).code
        == "not_allowed"
    )
    make_move(task.pk, "drop", actor=cast.secretary, note="并入市里统一改造", now=later(2))
    task.item.refresh_from_db()
    assert (task.item.state, task.item.result, task.item.due_at) == ("dropped", "dropped", None)


def test_what_was_put_off_can_be_taken_up_again(cast: Cast, task: Task) -> None:
    make_move(task.pk, "put_off", actor=cast.secretary, note="资金未到位", now=later(1))
    make_move(task.pk, "take_up", actor=cast.secretary, note="资金到位", now=later(9))
    task.item.refresh_from_db()
    assert (task.item.state, task.item.reopened, task.item.handler) == ("running", 1, cast.head)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"due_on": dt.date(2027, 1, 1)}, "due_on"),
        ({"due_on": dt.date(2026, 3, 4)}, "due_on"),
        ({"target": "长" * 201}, "target"),
    ],
)
def test_bad_tasks_are_refused_in_words(cast: Cast, theme: Theme, change: dict[str, Any], field: str) -> None:
    given = {
        "title": "修路",
        "unit": cast.city_unit,
        "due_on": DUE,
        "actor": cast.secretary,
        "now": NOW,
    } | change
    assert refused(actions.add_task, theme.pk, **given).field == field
    assert not Task.objects.exists()


def test_owners_are_of_the_office(cast: Cast, theme: Theme) -> None:
    given = {"title": "修路", "due_on": DUE, "actor": cast.secretary, "now": NOW}
    for unit in (cast.power, cast.twin.city_unit):
        assert refused(actions.add_task, theme.pk, unit=unit, **given).field == "unit"
    no = refused(actions.add_task, theme.pk, unit=cast.city_unit, handler=cast.second_head, **given)
    assert no.field == "handler"


def test_plans_are_made_for_ones_own_office_once_and_near_in_time(cast: Cast, plan: Plan) -> None:
    given = {"year": 2026, "title": "四项重点", "now": NOW}
    assert refused(actions.start_plan, cast.office, actor=cast.secretary, **given).code == "twice"
    assert refused(actions.start_plan, cast.office, actor=cast.outsider, **given).code == "not_allowed"
    assert refused(actions.start_plan, cast.office, actor=cast.dispatcher, **given).code == "not_allowed"
    assert refused(
        actions.start_plan, cast.office, actor=cast.secretary, **(given | {"year": 2031})
    ).field == "year"  # fmt: skip


def test_themes_have_two_levels(cast: Cast, plan: Plan, theme: Theme) -> None:
    below = actions.add_theme(plan.pk, title="加装车棚", parent=theme, actor=cast.secretary, now=NOW)
    no = refused(actions.add_theme, plan.pk, title="再下一层", parent=below, actor=cast.secretary, now=NOW)
    assert no.field == "parent"
    again = refused(actions.add_theme, plan.pk, title="加装车棚", parent=theme, actor=cast.secretary, now=NOW)
    assert again.code == "twice"


def test_the_tree_adds_up_and_leaves_out_what_was_dropped(
    cast: Cast, plan: Plan, theme: Theme, task: Task
) -> None:
    dropped = actions.add_task(
        theme.pk, title="停做的事", unit=cast.city_unit, due_on=DUE, actor=cast.secretary, now=NOW
    )
    make_move(dropped.pk, "drop", actor=cast.secretary, note="并入", now=later(1))
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    actions.report_progress(task.pk, percent=40, text="进展", actor=cast.head, now=later(2))
    root = tree_of(plan, access_of(cast.secretary), now=later(200))
    assert (len(root.all_tasks), len(root.counted), root.progress, root.done, root.late) == (2, 1, 40, 0, 1)


def test_nobody_of_another_office_sees_plan_or_task(cast: Cast, plan: Plan, task: Task) -> None:
    client = cast.client_for(cast.outsider)
    for address in (f"/desk/workplan/{task.pk}/", f"/desk/workplan/plans/{plan.pk}/",
                    f"/desk/workplan/{task.pk}/progress/", f"/desk/workplan/plans/{plan.pk}/tasks/new/"):  # fmt: skip
        assert client.get(address).status_code == 404
    assert "6 个楼院" not in client.get("/desk/workplan/tasks/").content.decode()
    assert "四项重点" not in client.get("/desk/workplan/").content.decode()


@pytest.mark.parametrize(("handed_in", "late"), [(later(100), False), (later(150), True)])
def test_what_was_done_late_stays_late_in_list_and_rate(
    cast: Cast, task: Task, handed_in: dt.datetime, late: bool
) -> None:
    make_move(task.pk, "start", actor=cast.head, now=later(1))
    actions.add_evidence(task.pk, text="照片在档案柜", actor=cast.head, now=later(2))
    make_move(task.pk, "submit", actor=cast.head, note="完工", now=handed_in)
    make_move(task.pk, "confirm", actor=cast.checker, now=handed_in)
    (row,) = TASKS.queryset(access_of(cast.secretary))
    assert row.closed_late is late
    rate = value_of("workplan.on_time_rate", area=cast.office, now=later(160))
    assert (rate.numerator, rate.denominator) == (int(not late), 1)
    assert value_of("workplan.done_rate", area=cast.office).value == 100
    assert value_of("workplan.tasks", area=cast.twin_office).value == 0


def test_an_open_task_past_its_day_counts_as_late(cast: Cast, task: Task) -> None:
    assert value_of("workplan.late", area=cast.office, now=later(100)).value == 0
    assert value_of("workplan.late", area=cast.office, now=later(150)).value == 1
    rate = value_of("workplan.on_time_rate", area=cast.office, now=later(150))
    assert (rate.numerator, rate.denominator) == (0, 1)
