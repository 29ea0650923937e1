"""Rates that cannot be flattered: worked out by hand on ten reports, and what is left out only by a second person's word."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongjian.core.measures.scope import Scope
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import RateExclusion, RateWeight, Report
from gongjian.modules.reports.rating.exclusions import ask_exclusion, decide_exclusion
from gongjian.modules.reports.rating.rates import RATES
from gongjian.modules.reports.rating.table import days_of, table_of
from gongjian.modules.reports.rating.weighing import Method, method_of, set_weights
from gongjian.modules.reports.tests.ten import LATER, MARCH, at, make_ten
from tests.cast import give, join

NONE = Method()
BY_HAND = {
    "response": (6, 9), "resolution": (5, 9), "satisfaction": (2, 5), "on_time": (5, 9), "reopen": (2, 8), "repeat": (3, 9),
}  # fmt: skip


@pytest.fixture
def ten(office):
    return make_ten(office)


def march(cast, *, by: str = "unit", method: Method = NONE, now: dt.datetime = LATER, span=MARCH, area=None):
    first, last = span
    scope = Scope(now=now, paths=((area or cast.office).path,), since=first, until=last)
    return table_of(scope, by, method=method)


def counts(line) -> dict[str, tuple[int, int]]:
    return {cell.rate.name.value: (cell.numerator, cell.denominator) for cell in line.cells}


def cell(line, rate: str):
    return next(one for one in line.cells if one.rate.name == rate)


def leave_out(cast, report: Report, *rates: str, grant: bool = True) -> list[RateExclusion]:
    rows = ask_exclusion(
        report.pk, rates=rates, reason="停水抢修，主管网单位到 28 日才进场", actor=cast.dispatcher, now=LATER
    )
    for row in rows:
        decide_exclusion(row.pk, grant=grant, answer="看过材料", actor=cast.checker, now=LATER)
    return rows


@pytest.mark.parametrize("by", ["unit", "category", "area", "month"])
def test_ten_reports_give_the_rates_worked_out_by_hand(cast, ten, by):
    assert counts(march(cast, by=by).total) == BY_HAND


def test_the_unit_is_judged_by_what_it_had_in_hand(cast, ten):
    """The joined one (10) and the one from a file (9) were never given to a unit."""
    lines = {line.label: counts(line) for line in march(cast).lines}
    assert lines[str(cast.city_unit)] == BY_HAND | {
        "response": (5, 8), "resolution": (4, 8), "on_time": (4, 8), "reopen": (2, 7), "repeat": (3, 8),
    }  # fmt: skip
    assert len(lines) == 2


def test_overdue_and_still_open_is_late_and_stays_in_the_month_of_its_deadline(cast, ten):
    number = ten.reports[5].item.number
    rows = RATES[3].rows("missed", LATER).values_list("item__number", flat=True)
    assert number in rows
    april = march(cast, span=(dt.date(2026, 4, 1), dt.date(2026, 4, 30)))
    assert counts(april.total)["on_time"] == (0, 0)


def test_a_deadline_counts_once_it_has_passed_not_before(cast, ten):
    assert counts(march(cast, now=at(20, 1)).total)["on_time"] == (0, 0)


def test_those_that_meet_a_rate_and_those_that_do_not_are_all_that_count(ten):
    for rate in RATES:
        together = rate.rows("in", LATER).count() + rate.rows("missed", LATER).count()
        assert together == rate.rows("of", LATER).count(), rate.name


def test_a_late_report_joined_with_another_does_not_disappear(cast, ten):
    """Left lying past its deadline, then joined with one that is done much later: it was late, and is told so."""
    late, other = ten.tell(11, at(1)), ten.tell(12, at(18))
    actions.merge_report(late.pk, into=other.pk, actor=cast.dispatcher, note="同一处", now=at(25))
    ten.dispatch(12, at(25))
    ten.close(12, at(28))
    told = counts(march(cast).total)
    assert told["response"] == (6, 10)
    assert told["on_time"] == (5, 10)
    assert told["resolution"] == (6, 10)


def test_a_report_is_left_out_of_a_rate_by_two_people_and_shown_as_left_out(cast, ten):
    leave_out(cast, ten.reports[8], "on_time")
    leave_out(cast, ten.reports[2], "on_time", "response", grant=False)
    total = march(cast).total
    assert counts(total) == BY_HAND | {"on_time": (5, 8)}
    assert [one.excluded for one in total.cells] == [0, 0, 0, 1, 0, 0]


def test_a_request_alone_changes_nothing(cast, ten):
    ask_exclusion(ten.reports[8].pk, rates=["on_time"], reason="停水抢修", actor=cast.head, now=LATER)
    assert counts(march(cast).total) == BY_HAND


def test_what_was_approved_later_did_not_hold_before(cast, ten):
    leave_out(cast, ten.reports[8], "on_time")
    before = march(cast, now=LATER - dt.timedelta(days=1))
    assert counts(before.total)["on_time"] == (5, 9)


def test_who_asked_does_not_approve(cast, ten):
    give(cast.dispatcher, role="checker", area=cast.office)
    (row,) = ask_exclusion(
        ten.reports[8].pk, rates=["on_time"], reason="停水抢修", actor=cast.dispatcher, now=LATER
    )
    with pytest.raises(Refused, match="本人"):
        decide_exclusion(row.pk, grant=True, answer="同意", actor=cast.dispatcher, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        RateExclusion.objects.filter(pk=row.pk).update(decided_by=cast.dispatcher)


def test_somebody_with_the_same_role_does_not_approve(cast, ten):
    give(cast.dispatcher, role="checker", area=cast.office)
    (row,) = ask_exclusion(
        ten.reports[8].pk, rates=["on_time"], reason="停水抢修", actor=cast.dispatcher, now=LATER
    )
    with pytest.raises(Refused, match="角色"):
        decide_exclusion(row.pk, grant=True, answer="同意", actor=cast.checker, now=LATER)
    decide_exclusion(row.pk, grant=True, answer="同意", actor=cast.secretary, now=LATER)


def test_the_unit_judged_does_not_approve(cast, ten):
    join(cast.checker, unit=cast.city_unit)
    (row,) = ask_exclusion(
        ten.reports[8].pk, rates=["on_time"], reason="停水抢修", actor=cast.dispatcher, now=LATER
    )
    with pytest.raises(Refused, match="单位"):
        decide_exclusion(row.pk, grant=True, answer="同意", actor=cast.checker, now=LATER)


def test_a_handler_decides_nothing_and_an_outsider_asks_nothing(cast, ten):
    (row,) = ask_exclusion(
        ten.reports[8].pk, rates=["on_time"], reason="停水抢修", actor=cast.dispatcher, now=LATER
    )
    with pytest.raises(Refused):
        decide_exclusion(row.pk, grant=True, answer="同意", actor=cast.head, now=LATER)
    with pytest.raises(Refused):
        ask_exclusion(ten.reports[8].pk, rates=["response"], reason="停水", actor=cast.outsider, now=LATER)


@pytest.mark.parametrize(("rates", "reason"), [([], "停水"), (["nothing"], "停水"), (["on_time"], " ")])
def test_a_request_names_rates_and_a_reason(cast, ten, rates, reason):
    with pytest.raises(Refused):
        ask_exclusion(ten.reports[8].pk, rates=rates, reason=reason, actor=cast.head, now=LATER)


def test_nothing_is_asked_or_decided_twice_but_what_was_refused_may_be_asked_again(cast, ten):
    (row,) = leave_out(cast, ten.reports[2], "on_time", grant=False)
    with pytest.raises(Refused):
        decide_exclusion(row.pk, grant=True, answer="再想想", actor=cast.secretary, now=LATER)
    leave_out(cast, ten.reports[2], "on_time")
    with pytest.raises(Refused):
        leave_out(cast, ten.reports[2], "on_time")
    done = TrailRow.objects.filter(action__in=("reports.ask_exclusion", "reports.decide_exclusion"))
    assert done.count() == 4


def test_below_five_cases_there_is_no_percentage(cast, ten):
    lines = {line.label: line for line in march(cast).lines}
    nobody = next(line for line in lines.values() if line.key is None)
    assert cell(nobody, "response").few
    assert cell(nobody, "response").value is None
    assert cell(nobody, "response").interval is None
    assert cell(march(cast).total, "response").value == 66.67
    assert cell(march(cast).total, "response").interval == (35.4, 87.9)


HOTLINE = {"response": 20, "resolution": 40, "satisfaction": 40}


def weigh(cast, since: dt.date, weights=HOTLINE, source: str = "考核办法（示例）", actor=None):
    return set_weights(
        cast.office, weights=weights, since=since, source=source, actor=actor or cast.secretary, now=LATER
    )


def test_without_weights_there_is_no_overall_number_and_no_ranking(cast, ten):
    method = method_of(cast.office, since=MARCH[0], until=MARCH[1])
    assert not method.weights
    assert all(line.number is None and line.rank is None for line in march(cast, method=method).lines)


def test_weights_make_one_number_as_the_document_says(cast, ten):
    """(20 × 5/8 + 40 × 4/8 + 40 × 2/5) ÷ 100 in per cent."""
    weigh(cast, dt.date(2026, 1, 1))
    method = method_of(cast.office, since=MARCH[0], until=MARCH[1])
    first = march(cast, method=method).lines[0]
    assert (first.label, first.number, first.rank) == (str(cast.city_unit), 48.5, 1)


def test_of_a_rate_that_is_good_when_low_the_rest_counts(cast, ten):
    weigh(cast, dt.date(2026, 1, 1), {"reopen": 1})
    table = march(cast, method=method_of(cast.office, since=MARCH[0], until=MARCH[1]))
    assert table.total.number == 75


def test_one_rate_with_too_few_cases_leaves_no_overall_number(cast, ten):
    weigh(cast, dt.date(2026, 1, 1))
    table = march(cast, method=method_of(cast.office, since=MARCH[0], until=MARCH[1]))
    assert table.lines[-1].number is None
    assert table.lines[-1].rank is None


def test_a_change_of_weights_within_the_days_gives_no_number_but_says_when(cast):
    weigh(cast, dt.date(2026, 1, 1))
    weigh(cast, dt.date(2026, 3, 15), {"on_time": 1}, "新办法（示例）")
    assert "2026-03-15" in method_of(cast.office, since=MARCH[0], until=MARCH[1]).problem
    assert method_of(cast.office, since=MARCH[0], until=dt.date(2026, 3, 14)).weights == HOTLINE
    assert method_of(cast.office, since=dt.date(2026, 3, 15), until=MARCH[1]).weights == {"on_time": 1}
    assert RateWeight.objects.count() == 4


def test_weights_that_began_within_the_days_do_not_hold_for_all_of_them(cast):
    weigh(cast, dt.date(2026, 3, 15))
    assert "2026-03-15" in method_of(cast.office, since=MARCH[0], until=MARCH[1]).problem


def test_weights_are_set_by_the_secretary_with_a_document_and_never_backwards(cast):
    weigh(cast, dt.date(2026, 3, 1))
    for bad in (
        {"actor": cast.dispatcher}, {"source": " "}, {"weights": {"nothing": 1}}, {"weights": {"on_time": -1}},
        {"since": dt.date(2026, 2, 1)},
    ):  # fmt: skip
        with pytest.raises(Refused):
            weigh(cast, **{"since": dt.date(2026, 4, 1)} | bad)
    weigh(cast, dt.date(2026, 4, 1), dict.fromkeys(HOTLINE, 0), "停止考核（示例）")
    assert not method_of(cast.office, since=dt.date(2026, 4, 1), until=dt.date(2026, 4, 2)).weights


def test_several_offices_have_no_weights_in_common(cast):
    assert method_of(None, since=MARCH[0], until=MARCH[1]).problem


@pytest.mark.parametrize("by", ["unit", "category", "area", "month"])
def test_queries_do_not_grow_with_the_lines(cast, office, ten, by):
    with CaptureQueriesContext(connection) as few:
        march(cast, by=by, area=cast.sector)
    for number in range(20, 26):
        ten.tell(number, at(5), area=cast.second_community)
        unit = cast.community_unit if number % 2 else cast.committee
        actions.sort_report(
            ten.reports[number].pk, category=office.lighting, unit=unit, actor=cast.dispatcher, now=at(5)
        )
    with CaptureQueriesContext(connection) as many:
        assert len(march(cast, by=by, area=cast.sector).lines) >= (1 if by == "month" else 2)
    assert len(few) == len(many) <= 7


def test_without_asking_three_months_are_shown():
    assert days_of(dt.date(2026, 4, 30)) == (dt.date(2026, 2, 1), dt.date(2026, 4, 30))
    assert days_of(dt.date(2026, 1, 31)) == (dt.date(2025, 11, 1), dt.date(2026, 1, 31))
