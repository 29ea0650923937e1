"""Several clocks on one item, more time by an approver, and a due date anybody can check."""

import datetime as dt

import pytest

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items import more_time
from gongjian.core.items.actions import make_move, recategorise
from gongjian.core.items.clocks import clocks_with_reasons, recompute
from gongjian.core.items.explain import face_of
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.refusal import Refused
from gongjian.lib.worktime import SHANGHAI

NOON = TUESDAY + dt.timedelta(hours=2)


def at(day, hour, minute=0):
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def clock_of(item, name):
    return item.clocks.get(name=name, stopped_at__isnull=True)


def test_item_is_due_when_its_earliest_clock_is(item_at):
    item = item_at("new")
    assert item.due_at == at(3, 10)
    assert {clock.name for clock in item.clocks.all()} == {"dispatch", "whole"}


def test_dispatching_stops_one_clock_and_starts_another(item_at):
    item = item_at("sent")
    assert item.clocks.get(name="dispatch").stopped_at == at(3, 9, 10)
    assert clock_of(item, "handle").due_at == at(6, 9, 10)
    assert item.due_at == at(6, 9, 10)


def test_a_machine_set_back_makes_no_clock_begin_or_end_before_its_time(item_at, trial):
    item = item_at("new")
    early = item.opened_at - dt.timedelta(days=1)
    make_move(item.pk, "send", now=early, actor=trial.dispatcher, unit=trial.city_unit)
    item.refresh_from_db()
    dispatch = item.clocks.get(name="dispatch")
    assert dispatch.stopped_at == dispatch.started_at == item.opened_at
    assert clock_of(item, "handle").started_at == item.opened_at < item.due_at


def test_closing_stops_every_clock(item_at):
    item = item_at("shut")
    assert not item.clocks.filter(stopped_at__isnull=True).exists()
    assert item.due_at is None


def test_extension_moves_the_date_only_once_it_is_granted(item_at, trial):
    item = item_at("work")
    clock = clock_of(item, "handle")
    asked = more_time.ask_extension(
        clock.pk, actor=trial.head, amount=8, unit="work_hours", reason="等配件", now=NOON
    )
    item.refresh_from_db()
    assert item.due_at == at(6, 9, 10)
    more_time.decide(asked, actor=trial.secretary, grant=True, answer="同意", now=NOON)
    item.refresh_from_db()
    assert item.due_at == at(9, 9, 10)
    face = face_of(clocks_with_reasons(item)[-1], "handle", now=NOON)
    assert any("等配件" in line.text and trial.secretary.name in line.text for line in face.explanation)


def test_nobody_decides_her_own_request(item_at, trial):
    from tests.cast import give

    give(trial.head, role="secretary", area=trial.office)
    clock = clock_of(item_at("work"), "handle")
    asked = more_time.ask_extension(
        clock.pk, actor=trial.head, amount=8, unit="work_hours", reason="等", now=NOON
    )
    with pytest.raises(Refused):
        more_time.decide(asked, actor=trial.head, grant=True, answer="", now=NOON)


@pytest.mark.parametrize(
    ("amount", "unit"), [(0, "work_hours"), (241, "work_hours"), (5, "moons"), (-3, "work_days")]
)
def test_senseless_amounts_are_refused(item_at, trial, amount, unit):
    clock = clock_of(item_at("work"), "handle")
    with pytest.raises(Refused):
        more_time.ask_extension(clock.pk, actor=trial.head, amount=amount, unit=unit, reason="x", now=NOON)


def test_second_request_waits_for_the_first_answer(item_at, trial):
    clock = clock_of(item_at("work"), "handle")
    more_time.ask_pause(clock.pk, actor=trial.head, reason="等", now=NOON)
    with pytest.raises(Refused):
        more_time.ask_extension(clock.pk, actor=trial.head, amount=1, unit="work_days", reason="等", now=NOON)


def test_pause_stops_the_clock_until_it_is_resumed(item_at, trial):
    item = item_at("work")
    clock = clock_of(item, "handle")
    pause = more_time.ask_pause(clock.pk, actor=trial.head, reason="等声控灯座", now=at(4, 11, 30))
    more_time.decide(pause, actor=trial.secretary, grant=True, answer="", now=at(4, 11, 30))
    clock.refresh_from_db()
    assert clock.paused
    more_time.resume(pause.pk, actor=trial.head, now=at(4, 14, 30))
    clock.refresh_from_db()
    assert clock.due_at == at(6, 10, 40)


def test_every_due_date_can_be_recomputed(item_at, trial):
    item = item_at("work")
    for clock in item.clocks.all():
        kept = (clock.warn_at, clock.due_at)
        clock.warn_at = clock.due_at = None
        recompute(clock)
        assert (clock.warn_at, clock.due_at) == kept


def test_explanation_names_limit_and_sum(item_at):
    item = item_at("sent")
    face = next(
        face_of(clock, clock.name, now=NOON) for clock in clocks_with_reasons(item) if clock.name == "handle"
    )
    assert face.limit_text.startswith("24")
    assert "2026-03-06 09:10" in face.explanation[-1].value


def test_other_category_other_limit_from_the_same_start(item_at, trial):
    TimeLimit.objects.create(
        kind="trial",
        name="handle",
        category="light",
        amount=16,
        unit="work_hours",
        since=dt.date(2020, 1, 1),
        source="t",
    )
    item = recategorise(item_at("work").pk, "light", actor=trial.dispatcher, now=NOON)
    assert clock_of(item, "handle").due_at == at(5, 9, 10) == item.due_at


def test_work_done_anew_gets_a_new_clock(item_at, trial):
    item = item_at("check")
    make_move(item.pk, "fail", actor=trial.checker, note="还漏水", now=at(3, 15))
    assert item.clocks.filter(name="handle").count() == 2
