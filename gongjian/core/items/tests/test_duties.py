"""Several duties on one matter: each begins, is kept and runs on by its own rule, with a light of its own."""

import datetime as dt

import pytest

from gongjian.core.clock.duties import add_duty, end_duty
from gongjian.core.clock.limits import add_limit
from gongjian.core.items import duty_acts
from gongjian.core.items.actions import make_move, recategorise
from gongjian.core.items.bulk import Draft, open_items
from gongjian.core.items.clocks import clocks_with_reasons
from gongjian.core.items.explain import face_of
from gongjian.core.items.models import Clock, Step
from gongjian.core.items.opening import open_item
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.items.tests.flows import FLOW
from gongjian.core.items.undo import take_back
from gongjian.core.refusal import Refused
from gongjian.lib.worktime import SHANGHAI

HOUR = dt.timedelta(hours=1)
SINCE = dt.date(2020, 1, 1)


def at(day, hour, minute=0):
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def live(item):
    return {clock.name: clock for clock in item.clocks.filter(duty__isnull=False, stopped_at__isnull=True)}


@pytest.fixture
def demand(trial):
    """`demand("hotline", amount=7, unit="calendar_days")`: a duty that the trial kind is under."""

    def make(code, **given):
        values = {
            "label": code,
            "source": "办法第三条",
            "since": SINCE,
            "office": None,
            "unit": "calendar_days",
        }
        return add_duty(
            FLOW.kind, code=code, trail_office=trial.office, actor=None, now=TUESDAY, **(values | given)
        )

    return make


def test_duty_without_a_hand_begins_with_the_matter_and_ends_with_it(demand, trial, item_at):
    demand("city", amount=3)
    demand("told", amount=60, unit="minutes", end="told")
    item = item_at("work")
    assert set(live(item)) == {"city", "told"}
    assert item.due_at == at(3, 10), "of all clocks the earliest is the matter's own date"
    make_move(item.pk, "submit", actor=trial.head, note="换好了", public_note="已更换", now=TUESDAY + HOUR)
    assert set(live(item)) == {"city"}, "a word was given: that duty is kept"
    make_move(item.pk, "pass", actor=trial.checker, result="done", now=TUESDAY + 2 * HOUR)
    assert not live(item)


def test_category_decides_where_only_some_have_a_limit(demand, trial):
    demand("city", when="")
    add_limit(
        FLOW.kind, name="city", category="c02", amount=1, unit="work_days", since=SINCE, source="城市管理部件事件时限",
        office=None, trail_office=trial.office, actor=None, now=TUESDAY,
    )  # fmt: skip

    def opened(category):
        return open_item(
            FLOW, office=trial.office, area=trial.community, title="暴露垃圾", category=category, now=TUESDAY
        )

    assert not live(opened("c01"))
    item = opened("c02-07")
    assert live(item)["city"].due_at == at(4, 18)
    recategorise(item.pk, "c01", actor=None, now=TUESDAY + HOUR)
    assert not live(item)
    recategorise(item.pk, "c02", actor=None, now=TUESDAY + 2 * HOUR)
    again = live(item)["city"]
    assert (again.started_at, again.due_at) == (TUESDAY, at(4, 18)), (
        "time runs from the beginning, not from the change"
    )


def test_circumstances_decide_and_the_shortest_of_a_choice_holds(demand, trial, monkeypatch):
    monkeypatch.setattr(
        FLOW.__class__, "circumstances", {"order": "Order", "urgent_order": "Urgent"}, raising=False
    )
    object.__setattr__(FLOW, "circumstances", {"order": "Order", "urgent_order": "Urgent"})
    demand("seven", when="order", choice="12345", amount=7)
    demand("two", when="urgent_order", choice="12345", amount=120, unit="minutes")

    def opened(*facts):
        return open_item(
            FLOW, office=trial.office, area=trial.community, title="停水", now=TUESDAY, facts=frozenset(facts)
        )

    assert not live(opened())
    assert set(live(opened("order"))) == {"seven"}
    assert set(live(opened("order", "urgent_order"))) == {"two"}


def test_coming_back_from_checking_gains_no_time(demand, trial, item_at):
    demand("done", amount=2, end="checking")
    item = item_at("check")
    stopped = item.clocks.get(name="done")
    assert stopped.stopped_at is not None
    make_move(item.pk, "fail", actor=trial.checker, note="还缺一块", now=TUESDAY + 5 * HOUR)
    stopped.refresh_from_db()
    assert stopped.stopped_at is None
    assert item.clocks.filter(name="done").count() == 1


def test_duty_of_a_later_phase_begins_there_once(demand, trial, item_at):
    demand("go", amount=1, start="dispatched", end="handling")
    item = item_at("new")
    assert not live(item)
    make_move(item.pk, "send", actor=trial.dispatcher, unit=trial.city_unit, now=TUESDAY + HOUR)
    assert live(item)["go"].started_at == TUESDAY + HOUR
    make_move(item.pk, "take", actor=trial.head, now=TUESDAY + 2 * HOUR)
    assert not live(item)
    make_move(item.pk, "back", actor=trial.head, note="不归我们", now=TUESDAY + 3 * HOUR)
    make_move(item.pk, "send", actor=trial.dispatcher, unit=trial.city_unit, now=TUESDAY + 4 * HOUR)
    assert item.clocks.filter(name="go").count() == 1, "sending it round again starts nothing anew"


def test_reopened_matter_has_new_time_under_the_same_choice(demand, trial, item_at):
    demand("seven", choice="12345", amount=7)
    fifteen = demand("fifteen", choice="12345", when="hand", amount=15)
    item = item_at("work")
    duty_acts.put_on(item.pk, duty=fifteen, reason="疑难", actor=trial.dispatcher, now=TUESDAY + HOUR)
    assert set(live(item)) == {"fifteen"}
    make_move(item.pk, "submit", actor=trial.head, note="好了", now=at(4, 9))
    make_move(item.pk, "pass", actor=trial.checker, result="done", now=at(4, 10))
    make_move(item.pk, "again", actor=trial.secretary, note="又坏了", now=at(10, 9))
    assert set(live(item)) == {"fifteen"}
    assert live(item)["fifteen"].started_at == at(10, 9)


def test_another_of_the_choice_takes_place_and_start(demand, trial, item_at):
    demand("seven", choice="12345", amount=7)
    one_day = demand("one_day", choice="12345", when="hand", amount=1)
    item = item_at("work")
    clock = duty_acts.put_on(
        item.pk, duty=one_day, reason="咨询类", actor=trial.dispatcher, now=TUESDAY + HOUR
    )
    assert clock.started_at == TUESDAY
    assert set(live(item)) == {"one_day"}
    assert item.clocks.get(name="seven").dropped_at == TUESDAY + HOUR
    shown = {one.name for one in clocks_with_reasons(item)}
    assert "seven" not in shown, "what counts for nothing is not shown as a clock"
    step = Step.objects.filter(item=item, move="set_duty").get()
    assert step.note == "one_day: 咨询类"


def test_what_is_late_stays_late(demand, trial, item_at):
    two_hours = demand("two", choice="12345", amount=120, unit="minutes")
    fifteen = demand("fifteen", choice="12345", when="hand", amount=15)
    item = item_at("work")
    late = TUESDAY + 5 * HOUR
    with pytest.raises(Refused, match="已经超期"):
        duty_acts.put_on(item.pk, duty=fifteen, reason="其实是疑难", actor=trial.dispatcher, now=late)
    clock = item.clocks.get(duty=two_hours)
    with pytest.raises(Refused, match="已经超期"):
        duty_acts.take_off(clock.pk, reason="误加", actor=trial.dispatcher, now=late)
    assert live(item)["two"].pk == clock.pk


def test_notice_sets_a_day_of_its_own(demand, trial, item_at):
    notice = demand("fire", when="hand", by_date=True, unit="")
    item = item_at("work")

    def put(**given):
        return duty_acts.put_on(
            item.pk, duty=notice, reason="责令限期改正", actor=trial.dispatcher, now=TUESDAY, **given
        )

    for given, words in (
        ({}, "规定的日期"),
        ({"due_on": dt.date(2026, 3, 9)}, "文号"),
        ({"due_on": dt.date(2026, 3, 2), "paper": "消责改字〔2026〕第15号"}, "已经过去"),
        ({"due_on": dt.date(2066, 3, 2), "paper": "消责改字〔2026〕第15号"}, "十年"),
    ):
        with pytest.raises(Refused, match=words):
            put(**given)
    clock = put(due_on=dt.date(2026, 3, 9), paper="消责改字〔2026〕第15号")
    item.refresh_from_db()
    assert item.due_at == min(one.due_at for one in item.clocks.filter(stopped_at__isnull=True))
    face = face_of(clock, clock.label, now=TUESDAY)
    assert any("消责改字〔2026〕第15号" in line.text for line in face.explanation)
    assert face.source == "办法第三条"


def test_those_who_keep_it_do_not_choose_it(demand, trial, item_at):
    fifteen = demand("fifteen", when="hand", amount=15)
    item = item_at("work")
    for person in (trial.head, trial.clerk, trial.auditor, trial.outsider):
        with pytest.raises(Refused, match="角色"):
            duty_acts.put_on(item.pk, duty=fifteen, reason="请求", actor=person, now=TUESDAY)


def test_taking_a_move_back_lets_duties_run_as_if_it_had_not_been(demand, trial, item_at):
    demand("done", amount=2, end="checking")
    item = item_at("work")
    step = make_move(item.pk, "submit", actor=trial.head, note="好了", now=TUESDAY + HOUR)
    assert not live(item)
    take_back(step.pk, actor=trial.head, now=TUESDAY + HOUR)
    assert set(live(item)) == {"done"}


def test_ended_duty_spares_new_matters_and_runs_on_old_ones(demand, trial, item_at):
    duty = demand("city", amount=3)
    old = item_at("new")
    end_duty(duty.pk, until=dt.date(2026, 3, 4), trail_office=trial.office, actor=None, now=TUESDAY)
    new = item_at("new", start=at(5, 9))
    assert set(live(old)) == {"city"}
    assert not live(new)
    with pytest.raises(Refused, match="已经停用"):
        end_duty(duty.pk, until=dt.date(2026, 3, 4), trail_office=trial.office, actor=None, now=TUESDAY)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"label": " "}, "名称"),
        ({"label": "长" * 41, "amount": 1}, "40"),
        ({"source": " ", "amount": 1}, "依据"),
        ({"when": "moon", "amount": 1}, "列表"),
        ({"start": "handling", "end": "dispatched", "amount": 1}, "早于"),
        ({"by_date": True}, "由人"),
        ({"when": "hand", "by_date": True, "amount": 1}, "留空"),
        ({"when": "hand"}, "期限"),
        ({"amount": 0}, "大于 0"),
        ({"amount": 90_000}, "十年"),
        ({"amount": 1, "unit": "moons"}, "单位"),
    ],
)  # fmt: skip
def test_senseless_duties_are_refused(demand, given, words):
    with pytest.raises(Refused, match=words):
        demand("odd", **given)


def test_name_of_a_clock_or_of_a_duty_in_force_is_taken(demand):
    demand("city", amount=1)
    with pytest.raises(Refused, match="同名"):
        demand("whole", label="又一个", amount=1)
    with pytest.raises(Refused, match="正在生效"):
        demand("city2", label="city", amount=1)


def test_matters_opened_by_the_hundred_come_under_the_same_duties(demand, trial):
    demand("city", amount=3)
    demand("short", choice="c", amount=1)
    demand("long", choice="c", amount=9)
    drafts = [
        Draft(area=trial.community, title=f"第{n}件", opened_at=TUESDAY, search_text=None) for n in range(3)
    ]
    for item in open_items(FLOW, drafts, office=trial.office, now=TUESDAY):
        assert set(live(item)) == {"city", "short"}
        assert live(item)["city"].due_at == Clock.objects.filter(name="city").first().due_at
