"""Residents whose reports were closed in a month are drawn by lot and called back by people of other units."""

import datetime as dt

import pytest
from django.utils import timezone

from gongjian.core.asking.actions import (
    Entry,
    add_respondents,
    call_off,
    draw_sample,
    record_call,
    reveal_phone,
)
from gongjian.core.asking.actions.drawing_due import draw_due
from gongjian.core.asking.actions.spans import Span
from gongjian.core.asking.models import Sample
from gongjian.core.asking.policy import entries_for, judged_in
from gongjian.core.asking.summary import summaries_of, summary_of
from gongjian.core.asking.verifying import repeat
from gongjian.core.items.actions import make_move
from gongjian.core.notices.models import Notice
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.proving.ended import CLOSED_REPORTS
from gongjian.modules.reports.tests.conftest import NOW, Office
from gongjian.modules.reports.tests.proof import AFTER, SINCE, UNTIL, announced_call, day, march
from tests.cast import give, join

pytestmark = pytest.mark.django_db
NOT = {"outcome": "not", "note": "井盖还是响", "confirmed": True}


@pytest.fixture
def drawn(office: Office) -> Sample:
    announced_call(office)
    march(office)
    assert draw_due(AFTER) == 1
    return Sample.objects.get()


def test_the_product_lists_who_left_a_number_and_draws_by_itself_when_the_month_is_over(
    office: Office,
) -> None:
    sample = announced_call(office)
    made = march(office)
    assert draw_due(day(31, hour=23)) == 0
    assert draw_due(AFTER) == 1
    sample.refresh_from_db()
    assert sample.population == 8
    listed = set(sample.respondents.values_list("key", flat=True))
    assert listed == {report.item.number for report in made[:8]}
    assert {name: one.drawn for name, one in summaries_of(sample)} == {"城市管理办": 3, "社区办": 1}
    assert repeat(sample).holds
    assert draw_due(AFTER) == 0


def test_only_the_number_of_whoever_was_drawn_is_copied(drawn: Sample) -> None:
    assert not drawn.respondents.filter(place__isnull=True, phone_sealed__isnull=False).exists()
    assert drawn.respondents.drawn().filter(phone_sealed__isnull=False).count() == 4


def test_a_reopened_report_is_not_asked_about(office: Office) -> None:
    sample = announced_call(office)
    first, *_others = march(office)
    make_move(first.pk, "reopen", actor=office.cast.secretary, note="还有一处没修", now=day(30))
    draw_due(AFTER)
    assert not sample.respondents.filter(item=first.item).exists()


@pytest.mark.parametrize(
    ("span", "field"),
    [
        (Span(CLOSED_REPORTS, dt.date(2026, 3, 5), UNTIL), "since"),
        (Span(CLOSED_REPORTS, dt.date(2026, 3, 1), UNTIL), "since"),
        (Span(CLOSED_REPORTS, UNTIL, SINCE), "until"),
        (Span(CLOSED_REPORTS, SINCE, SINCE), "until"),
        (Span(CLOSED_REPORTS, SINCE, dt.date(2028, 1, 1)), "until"),
        (Span("reports.unheard", SINCE, UNTIL), "source"),
    ],
)
def test_a_span_that_has_begun_or_is_none_is_refused(office: Office, span: Span, field: str) -> None:
    with pytest.raises(Refused) as refused:
        announced_call(office, span=span)
    assert refused.value.field == field
    assert not Sample.objects.exists()


@pytest.mark.parametrize("size", [0, -1, 5_001])
def test_a_number_out_of_range_is_refused(office: Office, size: int) -> None:
    with pytest.raises(Refused):
        announced_call(office, size=size)


def test_days_are_announced_once_so_that_nobody_chooses_among_seeds(office: Office) -> None:
    sample = announced_call(office)
    with pytest.raises(Refused):
        announced_call(office, span=Span(CLOSED_REPORTS, dt.date(2026, 3, 20), dt.date(2026, 5, 1)))
    call_off(sample, why="月份写错了", by=office.cast.checker, now=NOW)
    announced_call(office)
    announced_call(office, span=Span(CLOSED_REPORTS, UNTIL, dt.date(2026, 5, 1)))


def test_more_than_there_are_means_all(office: Office) -> None:
    sample = announced_call(office, size=500)
    march(office)
    draw_due(AFTER)
    assert sample.respondents.drawn().count() == 8


def test_a_month_without_anybody_to_ask_ends_with_that_reason(office: Office) -> None:
    sample = announced_call(office)
    assert draw_due(AFTER) == 0
    sample.refresh_from_db()
    assert sample.is_called_off
    assert sample.called_off_why


def test_nobody_puts_somebody_on_the_products_list_or_draws_early_or_twice(office: Office) -> None:
    sample, checker = announced_call(office), office.cast.checker
    with pytest.raises(Refused):
        add_respondents(sample, entries=[Entry("1", "熟人")], by=checker, now=NOW)
    with pytest.raises(Refused):
        draw_sample(sample, by=checker, now=day(20))
    march(office)
    draw_sample(sample, by=checker, now=AFTER)
    with pytest.raises(Refused):
        draw_sample(sample, by=checker, now=AFTER)


def test_an_unsatisfied_answer_takes_the_report_up_again_with_the_words(
    office: Office, drawn: Sample
) -> None:
    one = drawn.respondents.drawn()[0]
    record_call(one, by=office.cast.dispatcher, now=AFTER, **NOT)
    item = one.item
    item.refresh_from_db()
    assert (item.state, item.reopened) == ("handling", 1)
    step = item.steps.get(move="reopen_by_proof")
    assert "井盖还是响" in step.note
    assert step.actor is None
    assert Notice.objects.filter(person=office.cast.checker, kind="reopened", item=item).exists()


@pytest.mark.parametrize("less", [{"note": ""}, {"confirmed": False}])
def test_without_words_or_confirmation_nothing_is_taken_up_again(
    office: Office, drawn: Sample, less: dict
) -> None:
    one = drawn.respondents.drawn()[0]
    with pytest.raises(Refused):
        record_call(one, by=office.cast.dispatcher, now=AFTER, **NOT | less)
    one.refresh_from_db()
    assert (one.outcome, one.tried) == ("", 0)
    assert not one.item.steps.filter(move="reopen_by_proof").exists()


def test_partly_satisfied_reopens_nothing_and_what_is_open_already_stays_as_it_is(
    office: Office, drawn: Sample
) -> None:
    first, second, *_others = drawn.respondents.drawn()
    record_call(first, outcome="partly", note="慢了些", by=office.cast.checker, now=AFTER)
    assert first.item.steps.filter(move="reopen_by_proof").count() == 0
    make_move(second.item_id, "reopen", actor=office.cast.secretary, note="还有一处没修", now=AFTER)
    record_call(second, by=office.cast.checker, now=AFTER + dt.timedelta(hours=1), **NOT)
    second.item.refresh_from_db()
    assert second.item.reopened == 1


def test_tries_are_planned_and_an_answer_is_given_once(office: Office, drawn: Sample) -> None:
    one, caller = drawn.respondents.drawn()[0], office.cast.dispatcher
    for attempt in range(3):
        record_call(one, outcome="unreached", by=caller, now=AFTER + dt.timedelta(hours=attempt))
    one.refresh_from_db()
    assert (one.outcome, one.tried) == ("unreached", 3)
    with pytest.raises(Refused):
        record_call(one, outcome="satisfied", by=caller, now=AFTER)


def test_whoever_is_of_the_unit_neither_asks_nor_sees_her_own(office: Office, drawn: Sample) -> None:
    caller = office.cast.dispatcher
    join(caller, unit=office.cast.community_unit)
    own = drawn.respondents.drawn().get(stratum="社区办")
    assert judged_in(drawn, caller)
    assert own not in entries_for(drawn, caller)
    assert entries_for(drawn, caller).drawn().count() == 3
    for act in (
        lambda: record_call(own, by=caller, now=AFTER, **NOT),
        lambda: reveal_phone(own, by=caller, now=AFTER),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_allowed"


def test_the_head_of_a_judged_unit_calls_nothing_off_even_with_the_permission(office: Office) -> None:
    sample = announced_call(office)
    march(office)
    give(office.cast.head, role="checker", area=office.cast.office)
    with pytest.raises(Refused):
        call_off(sample, why="结果不会好看", by=office.cast.head, now=AFTER)


def test_a_number_shown_to_the_caller_leaves_a_row(office: Office, drawn: Sample) -> None:
    one = drawn.respondents.drawn()[0]
    assert reveal_phone(one, by=office.cast.dispatcher, now=AFTER).startswith("13")
    assert TrailRow.objects.filter(action="privacy.reveal", actor=office.cast.dispatcher).count() == 1


def test_the_rate_is_told_for_the_whole_and_unit_by_unit(office: Office, drawn: Sample) -> None:
    for one in drawn.respondents.drawn():
        told = NOT if one.stratum == "社区办" else {"outcome": "satisfied"}
        record_call(one, by=office.cast.dispatcher, now=AFTER, **told)
    drawn.refresh_from_db()
    assert drawn.is_finished
    assert summary_of(drawn).share == 0.75
    units = dict(summaries_of(drawn))
    assert units["城市管理办"].share == 1
    low, high = units["社区办"].interval
    assert (low, round(high, 2)) == (0, 0.79)


def test_the_seed_is_the_one_that_was_announced(office: Office, drawn: Sample) -> None:
    import hashlib

    told = hashlib.sha256(b"gongjian draw\0" + bytes.fromhex(drawn.seed)).hexdigest()
    assert told == drawn.commitment
    assert timezone.localtime(drawn.committed_at).date() < SINCE
