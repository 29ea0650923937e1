"""Beside the lead: helpers, hand-over to outside units, urging, reminders, inbox."""

import datetime as dt

import pytest

from gongjian.core.items import inbox, side
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.items.reminders import remind
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.notices.models import Notice
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused

NOON = TUESDAY + dt.timedelta(hours=2)
TODAY = NOON.date()


def access(person):
    return access_of(person, today=TODAY)


def test_helper_sees_the_item_and_the_lead_stays(item_at, trial):
    item = item_at("work")
    assert not Item.objects.visible_to(access(trial.clerk)).filter(
        unit=trial.city_unit, pk=item.pk, area=trial.second_community
    )
    helper = side.ask_help(
        item.pk, actor=trial.head, unit=trial.second_committee, request="请通知住户", now=NOON
    )
    assert Item.objects.visible_to(access(trial.second_clerk)).filter(pk=item.pk).exists()
    side.answer_help(helper.pk, actor=trial.second_clerk, answer="已通知", now=NOON)
    item.refresh_from_db()
    assert item.handler == trial.head
    assert Notice.objects.filter(person=trial.head, kind="help_answered").exists()


def test_only_the_one_asked_answers(item_at, trial):
    helper = side.ask_help(
        item_at("work").pk, actor=trial.head, unit=trial.committee, request="看看", now=NOON
    )
    with pytest.raises(Refused):
        side.answer_help(helper.pk, actor=trial.second_clerk, answer="好", now=NOON)


def test_unanswered_hand_over_is_stuck_after_its_time(item_at, trial):
    item = item_at("work")
    side.hand_over(item.pk, actor=trial.head, unit=trial.power, request="换变压器", now=NOON)
    item.refresh_from_db()
    assert item.state == "away"
    assert not inbox.stuck_hand_overs(access(trial.head), NOON).exists()
    assert inbox.stuck_hand_overs(access(trial.head), NOON + dt.timedelta(days=7)).get() == item


def test_item_with_an_outside_unit_cannot_be_handed_over_again(item_at, trial):
    item = item_at("work")
    side.hand_over(item.pk, actor=trial.head, unit=trial.power, request="换", now=NOON)
    with pytest.raises(Refused):
        side.hand_over(item.pk, actor=trial.head, unit=trial.partner, request="换", now=NOON)


def test_partner_contact_sees_and_answers_what_was_handed_over_only(item_at, trial):
    item, other = item_at("work"), item_at("work")
    live = side.hand_over(item.pk, actor=trial.head, unit=trial.partner, request="借会议室", now=NOON)
    seen = Item.objects.visible_to(access(trial.partner_contact))
    assert list(seen) == [item]
    assert other not in seen
    side.accept_hand_over(live.pk, actor=trial.partner_contact, now=NOON)
    side.end_hand_over(live.pk, actor=trial.partner_contact, outcome="done", answer="可以", now=NOON)
    item.refresh_from_db()
    assert item.state == "work"


def test_urging_must_be_answered_before_closing(item_at, trial):
    item = item_at("check")
    urging = side.urge(item.pk, actor=trial.secretary, text="今天答复", now=NOON)
    with pytest.raises(Refused) as refused:
        make_move(item.pk, "pass", actor=trial.checker, result="done", now=NOON)
    assert refused.value.code == "urging_open"
    side.answer_urging(urging.pk, actor=trial.head, answer="已办", now=NOON)
    make_move(item.pk, "pass", actor=trial.checker, result="done", now=NOON)


def test_only_who_may_press_urges(item_at, trial):
    with pytest.raises(Refused):
        side.urge(item_at("work").pk, actor=trial.clerk, text="快", now=NOON)


def test_missed_run_of_reminders_catches_up_and_tells_once(item_at, trial):
    item = item_at("work")
    week_later = TUESDAY + dt.timedelta(days=7)
    assert remind(week_later) > 0
    late = Notice.objects.filter(person=trial.head, kind="late", item=item)
    assert late.count() == 1
    assert remind(week_later + dt.timedelta(minutes=1)) == 0
    assert late.count() == 1


def test_reminder_of_an_absent_handler_reaches_the_stand_in(item_at, trial):
    item_at("work")
    trial.head.stand_in, trial.head.away_from = trial.clerk, dt.date(2026, 3, 1)
    trial.head.save()
    remind(TUESDAY + dt.timedelta(days=7))
    assert Notice.objects.filter(person=trial.clerk, kind="late").exists()


def test_undispatched_item_reminds_the_dispatcher(item_at, trial):
    item_at("new")
    remind(TUESDAY + dt.timedelta(minutes=50))
    assert Notice.objects.filter(person=trial.dispatcher, kind="soon").exists()


@pytest.mark.parametrize(
    ("state", "whose"), [("new", "dispatcher"), ("sent", "head"), ("work", "head"), ("check", "checker")]
)
def test_inbox_shows_the_item_to_whom_it_waits_for(item_at, trial, state, whose):
    item = item_at(state)
    waiting = {name for name, one in trial.home.people.items() if item in inbox.waiting_for_me(access(one))}
    assert whose in waiting
    assert item not in inbox.waiting_for_me(access(trial.outsider))
    assert "auditor" not in waiting
    assert "administrator" not in waiting


def test_submitted_item_waits_for_others_in_the_handlers_inbox(item_at, trial):
    item = item_at("check")
    assert item in inbox.waiting_for_others(access(trial.head))
    assert item not in inbox.waiting_for_me(access(trial.head))
