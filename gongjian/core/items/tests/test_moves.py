"""The loop's moves: who may, when, with what; and that nothing half-done remains."""

import contextlib
import datetime as dt

import pytest
from django.db import transaction

from gongjian.core.items.actions import add_note, make_move
from gongjian.core.items.models import Item, Step
from gongjian.core.items.opening import open_item
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.items.tests.flows import FLOW
from gongjian.core.notices.models import Notice
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow

LATER = TUESDAY + dt.timedelta(hours=2)


def move(item, name, actor, **inputs):
    return make_move(item.pk, name, actor=actor, now=LATER, **inputs)


def test_whole_loop_leaves_a_step_and_a_trail_row_each(item_at):
    item = item_at("shut")
    assert item.phase == "closed"
    assert item.result == "done"
    assert item.closed_at
    assert list(item.steps.values_list("move", flat=True)) == ["open", "send", "take", "submit", "pass"]
    assert TrailRow.objects.filter(item=item).count() == 5


@pytest.mark.parametrize("state", list(FLOW.states))
@pytest.mark.parametrize("name", [one.name for one in FLOW.moves])
def test_pair_by_pair_only_the_table_permits(item_at, state, name):
    item = item_at("work")
    Item.objects.filter(pk=item.pk).update(state=state, phase=FLOW.states[state].phase)
    permitted = state in FLOW.move(name).source
    expected = contextlib.nullcontext() if permitted else pytest.raises(Refused, match="办理")
    with expected:
        make_move(item.pk, name, now=LATER, note="x", unit=item.unit, result="done")
    item.refresh_from_db()
    assert item.state == (FLOW.move(name).target if permitted else state)


def test_whoever_did_the_work_cannot_check_it(item_at, trial):
    from tests.cast import give

    give(trial.head, role="checker", area=trial.office)
    item = item_at("check")
    with pytest.raises(Refused, match="别人"):
        move(item, "pass", trial.head, result="done")
    item.refresh_from_db()
    assert item.state == "check"


def test_another_unit_cannot_take_the_item(item_at, trial):
    item = item_at("sent")
    with pytest.raises(Refused):
        move(item, "take", trial.second_head)


def test_twin_offices_dispatcher_has_no_say(item_at, trial):
    with pytest.raises(Refused) as refused:
        move(item_at("new"), "send", trial.outsider, unit=trial.city_unit)
    assert refused.value.code == "not_allowed"


def test_unit_of_another_office_is_refused_by_field(item_at, trial):
    with pytest.raises(Refused) as refused:
        move(item_at("new"), "send", trial.dispatcher, unit=trial.twin.city_unit)
    assert refused.value.field == "unit"


def test_outside_unit_is_not_dispatched_to(item_at, trial):
    with pytest.raises(Refused) as refused:
        move(item_at("new"), "send", trial.dispatcher, unit=trial.power)
    assert refused.value.field == "unit"


def test_handler_must_be_of_the_unit(item_at, trial):
    with pytest.raises(Refused) as refused:
        move(item_at("new"), "send", trial.dispatcher, unit=trial.city_unit, handler=trial.clerk)
    assert refused.value.field == "handler"


def test_refused_move_leaves_no_step_no_trail_no_clock(item_at, trial):
    item = item_at("work")
    before = (item.steps.count(), TrailRow.objects.count(), item.clocks.count())
    with pytest.raises(Refused), transaction.atomic():
        move(item, "submit", trial.head, note="  ")
    assert (item.steps.count(), TrailRow.objects.count(), item.clocks.count()) == before


def test_returned_item_loses_its_unit_and_keeps_the_reason(item_at, trial):
    item = item_at("work")
    step = move(item, "back", trial.head, note="不归本科室")
    item.refresh_from_db()
    assert item.unit is None
    assert item.handler is None
    assert step.note == "不归本科室"


def test_reopened_item_counts_it_and_tells_the_unit(item_at, trial):
    item = item_at("shut")
    from tests.cast import give

    give(trial.checker, role="secretary", area=trial.office)
    move(item, "again", trial.checker, note="没修好")
    item.refresh_from_db()
    assert item.reopened == 1
    assert item.closed_at is None
    assert item.result == ""
    assert Notice.objects.filter(person=trial.head, kind="reopened").count() == 1


def test_stand_in_acts_for_the_absent_handler_and_the_step_says_so(item_at, trial):
    item = item_at("work")
    trial.head.stand_in = trial.clerk
    trial.head.away_from = dt.date(2026, 3, 1)
    trial.head.save()
    step = move(item, "submit", trial.clerk, note="代办完成")
    assert step.behalf == trial.head
    assert step.actor == trial.clerk


def test_numbers_count_up_by_month_and_office(trial):
    def open_one(now):
        return open_item(FLOW, office=trial.office, area=trial.community, title="灯", now=now).number

    assert [open_one(TUESDAY), open_one(TUESDAY)] == ["T2603-0001", "T2603-0002"]
    assert open_one(TUESDAY + dt.timedelta(days=31)) == "T2604-0001"


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"opened_at": TUESDAY + dt.timedelta(days=1)}, "opened_at"),
        ({"due_at": TUESDAY - dt.timedelta(days=1)}, "due_at"),
    ],
)
def test_bad_opening_names_the_field(trial, inputs, field):
    with pytest.raises(Refused) as refused:
        open_item(
            FLOW,
            **({"office": trial.office, "area": trial.community, "title": "灯", "now": TUESDAY} | inputs),
        )
    assert refused.value.field == field
    assert not Item.objects.exists()


def test_place_of_another_office_is_refused(trial):
    with pytest.raises(Refused) as refused:
        open_item(FLOW, office=trial.office, area=trial.twin_community, title="灯", now=TUESDAY)
    assert refused.value.field == "area"


def test_telephone_numbers_in_notes_are_masked(item_at, trial):
    item = item_at("work")
    add_note(item, "居民电话 13812345678，晚上在家", actor=trial.head, now=LATER)
    assert "13812345678" not in Step.objects.latest("pk").note
