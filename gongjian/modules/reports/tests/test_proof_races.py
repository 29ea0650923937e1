"""Two callers at one resident, two inspectors at one report, two draws of one plan: one does it, the other is told so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gongjian.core.asking.actions import calling, record_call
from gongjian.core.asking.actions.drawing_due import draw_due
from gongjian.core.asking.models import Call, Sample
from gongjian.core.asking.models.sample import RespondentQuerySet
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import InspectionPlan
from gongjian.modules.reports.models.proof import InspectionPlanQuerySet, InspectionQuerySet
from gongjian.modules.reports.proving import actions
from gongjian.modules.reports.tests.conftest import Office
from gongjian.modules.reports.tests.proof import AFTER, announced_call, announced_inspection, march
from tests.racing import at_once, hold_open, unlock

HANDS = 3
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = ((calling, "may_call_entry"), (actions, "_demand_inspector"), (actions, "why_not_drawn"))
    hold_open(monkeypatch, HANDS, *looks)


def one_was_done(answers: list[Exception | None]) -> bool:
    return answers.count(None) == 1 and all(isinstance(answer, Refused) for answer in answers if answer)


def called(office: Office) -> Callable[[], object]:
    announced_call(office)
    march(office)
    draw_due(AFTER)
    one = Sample.objects.get().respondents.drawn()[0]
    told = {"outcome": "not", "note": "井盖还是响", "confirmed": True}
    return lambda: record_call(one, by=office.cast.dispatcher, now=timezone.now(), **told)


def inspected(office: Office) -> Callable[[], object]:
    announced_inspection(office)
    march(office)
    actions.draw_due_inspections(AFTER)
    row = InspectionPlan.objects.get().inspections.drawn()[0]
    told = {"outcome": "not", "note": "没有动过", "pictures": [office.picture]}
    return lambda: actions.record_inspection(row, by=office.cast.dispatcher, now=timezone.now(), **told)


def test_a_resident_answers_once_and_her_report_reopens_once(
    office: Office, all_look_before_one_writes: None
) -> None:
    assert one_was_done(at_once([called(office)] * HANDS, locking=True))
    assert Call.objects.count() == 1
    assert Call.objects.get().respondent.item.reopened == 1


def test_a_report_is_seen_once(office: Office, all_look_before_one_writes: None) -> None:
    assert one_was_done(at_once([inspected(office)] * HANDS, locking=True))
    assert TrailRow.objects.filter(action="reports.inspect").count() == 1


def test_a_plan_is_drawn_once(office: Office, all_look_before_one_writes: None) -> None:
    plan = announced_inspection(office)
    march(office)
    draw = lambda: actions.draw_inspection(plan, by=office.cast.checker, now=AFTER)  # noqa: E731
    assert one_was_done(at_once([draw] * HANDS, locking=True))
    assert TrailRow.objects.filter(action="reports.draw_inspection").count() == 1


@pytest.mark.parametrize("prepare", [called, inspected])
def test_with_the_locks_off_somebody_gets_no_word_or_it_is_done_twice(
    office: Office, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch, prepare: Any
) -> None:
    """The control: without the row's lock the other hands are not refused in words."""
    act = prepare(office)
    unlock(monkeypatch, RespondentQuerySet, InspectionQuerySet, InspectionPlanQuerySet)
    assert not one_was_done(at_once([act] * HANDS, locking=False))
