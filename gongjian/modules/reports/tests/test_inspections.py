"""A share of closed reports is drawn by lot and seen again by people who neither did the work nor passed it as done."""

import datetime as dt

import pytest

from gongjian.core.asking.verifying import repeat
from gongjian.core.measures.scope import Scope
from gongjian.core.refusal import Refused
from gongjian.modules.reports.measures import MEASURES
from gongjian.modules.reports.models import Inspection, InspectionPlan
from gongjian.modules.reports.proving.actions import (
    announce_inspection,
    call_off_inspection,
    draw_due_inspections,
    draw_inspection,
    record_inspection,
)
from gongjian.modules.reports.proving.policy import inspections_for
from gongjian.modules.reports.proving.showing import inspection_rates
from gongjian.modules.reports.tests.conftest import NOW, Office
from gongjian.modules.reports.tests.proof import AFTER, SINCE, UNTIL, announced_inspection, day, march
from tests.cast import give

pytestmark = pytest.mark.django_db
FALSE_CLOSURE = next(one for one in MEASURES if one.name == "reports.false_closure_rate")


@pytest.fixture
def drawn(office: Office) -> InspectionPlan:
    announced_inspection(office)
    march(office)
    assert draw_due_inspections(AFTER) == 1
    return InspectionPlan.objects.get()


def see(office: Office, row: Inspection, outcome: str, **more: object) -> Inspection:
    told = {
        "note": "去看了，没有动过",
        "pictures": [office.picture],
        "by": office.cast.dispatcher,
        "now": AFTER,
    }
    return record_inspection(row, outcome=outcome, **told | more)


def test_the_product_draws_the_share_when_the_month_is_over_each_unit_giving_its_own(office: Office) -> None:
    plan = announced_inspection(office)
    march(office)
    assert draw_due_inspections(day(31)) == 0
    assert draw_due_inspections(AFTER) == 1
    plan.refresh_from_db()
    assert (plan.population, plan.size) == (9, 5)
    assert {rate.name: rate.drawn for rate in inspection_rates(plan)} == {"": 5, "城市管理办": 4, "社区办": 1}
    assert repeat(plan).holds
    assert draw_due_inspections(AFTER) == 0


def test_what_is_not_done_is_taken_up_again_with_picture_and_words(
    office: Office, drawn: InspectionPlan
) -> None:
    row = see(office, drawn.inspections.drawn()[0], "not")
    item = row.report.item
    item.refresh_from_db()
    assert item.state == "handling"
    assert "没有动过" in item.steps.get(move="reopen_by_proof").note
    step = item.steps.get(move="inspected")
    assert step.actor == office.cast.dispatcher
    assert [one.stage for one in step.attachments.all()] == ["seen"]
    assert row.picture == step.attachments.get()


@pytest.mark.parametrize("outcome", ["done", "partly", "unseen"])
def test_anything_else_leaves_the_report_closed(office: Office, drawn: InspectionPlan, outcome: str) -> None:
    row = see(office, drawn.inspections.drawn()[0], outcome)
    row.report.item.refresh_from_db()
    assert row.report.item.state == "closed"


@pytest.mark.parametrize(
    ("outcome", "less", "field"),
    [
        ("fine", {}, "outcome"), ("", {}, "outcome"), ("not", {"note": " "}, "note"), ("partly", {"note": "差"}, "note"),
        ("unseen", {"note": ""}, "note"), ("done", {"pictures": []}, "pictures"), ("not", {"pictures": []}, "pictures"),
    ],
)  # fmt: skip
def test_what_was_seen_needs_a_picture_and_what_is_missing_words(
    office: Office, drawn: InspectionPlan, outcome: str, less: dict, field: str
) -> None:
    row = drawn.inspections.drawn()[0]
    with pytest.raises(Refused) as refused:
        see(office, row, outcome, **less)
    assert refused.value.field == field
    row.refresh_from_db()
    assert row.outcome == ""
    assert not row.report.item.steps.filter(move="inspected").exists()


def test_it_is_seen_once(office: Office, drawn: InspectionPlan) -> None:
    row = see(office, drawn.inspections.drawn()[0], "done")
    with pytest.raises(Refused) as refused:
        see(office, row, "not", by=office.cast.secretary)
    assert refused.value.code == "twice"


def test_what_was_not_drawn_is_not_seen(office: Office, drawn: InspectionPlan) -> None:
    with pytest.raises(Refused):
        see(office, drawn.inspections.filter(place__isnull=True)[0], "not")


def test_neither_the_unit_nor_whoever_passed_it_looks(office: Office, drawn: InspectionPlan) -> None:
    cast = office.cast
    assert not inspections_for(drawn, cast.checker).exists()
    assert set(inspections_for(drawn, cast.head).values_list("stratum", flat=True)) == {"社区办"}
    assert set(inspections_for(drawn, cast.second_head).values_list("stratum", flat=True)) == {"城市管理办"}
    assert inspections_for(drawn, cast.secretary).count() == 5
    own = drawn.inspections.drawn().filter(stratum="城市管理办")[0]
    for person in (cast.head, cast.checker, cast.clerk, cast.outsider):
        with pytest.raises(Refused) as refused:
            see(office, own, "done", by=person)
        assert refused.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"share": 0}, "share"), ({"share": 101}, "share"), ({"share": -5}, "share"), ({"since": dt.date(2026, 3, 5)}, "since"),
        ({"until": SINCE}, "until"), ({"until": dt.date(2030, 1, 1)}, "until"),
    ],
)  # fmt: skip
def test_a_plan_out_of_range_is_refused(office: Office, facts: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        announced_inspection(office, **facts)
    assert refused.value.field == field


def test_days_are_announced_once_and_a_plan_is_drawn_once_and_not_early(office: Office) -> None:
    plan, checker = announced_inspection(office), office.cast.checker
    with pytest.raises(Refused):
        announce_inspection(
            office.cast.office,
            since=dt.date(2026, 3, 31),
            until=dt.date(2026, 5, 1),
            share=5,
            by=checker,
            now=NOW,
        )
    with pytest.raises(Refused):
        draw_inspection(plan, by=checker, now=day(30))
    march(office)
    draw_inspection(plan, by=checker, now=AFTER)
    for again in (
        lambda: draw_inspection(plan, by=checker, now=AFTER),
        lambda: call_off_inspection(plan, why="结果不好看", by=checker, now=AFTER),
    ):
        with pytest.raises(Refused):
            again()


def test_a_month_without_closed_reports_ends_with_that_reason_and_a_called_off_one_frees_its_days(
    office: Office,
) -> None:
    plan = announced_inspection(office)
    assert draw_due_inspections(AFTER) == 0
    plan.refresh_from_db()
    assert plan.is_called_off
    other = announced_inspection(office)
    with pytest.raises(Refused):
        call_off_inspection(other, why="错", by=office.cast.checker, now=NOW)
    call_off_inspection(other, why="月份写错了", by=office.cast.checker, now=NOW)
    announced_inspection(office)


@pytest.mark.parametrize("who", ["head", "clerk", "dispatcher", "auditor", "outsider"])
def test_others_announce_nothing(office: Office, who: str) -> None:
    with pytest.raises(Refused) as refused:
        announced_inspection(office, by=getattr(office.cast, who))
    assert refused.value.code == "not_allowed"


def test_false_closures_are_counted_by_unit_once_all_were_seen(office: Office, drawn: InspectionPlan) -> None:
    cast = office.cast
    scope = Scope(now=AFTER + dt.timedelta(days=1))
    rows = list(drawn.inspections.drawn())
    outcomes = iter(["not", "done", "partly", "unseen"])
    for row in rows[:-1]:
        see(office, row, next(outcomes) if row.stratum == "城市管理办" else "done")
    assert FALSE_CLOSURE.answer(scope).value is None
    see(office, rows[-1], next(outcomes) if rows[-1].stratum == "城市管理办" else "done", by=cast.secretary)
    found = FALSE_CLOSURE.answer(Scope(now=AFTER + dt.timedelta(days=1)))
    assert (found.numerator, found.denominator, found.value) == (1, 4, 25)
    whole, city, community = inspection_rates(InspectionPlan.objects.get())
    assert (whole.false, city.false, community.false) == (25, 33.33, 0)
    assert city.unseen == 1
    assert whole.low is not None
    assert whole.high is not None
    assert whole.low < 25 < whole.high


def test_a_role_gives_nothing_in_another_office(office: Office, drawn: InspectionPlan) -> None:
    give(office.cast.stranger, role="checker", area=office.cast.twin_office)
    with pytest.raises(Refused):
        see(office, drawn.inspections.drawn()[0], "done", by=office.cast.stranger)


def test_the_span_holds_whole_days(office: Office, drawn: InspectionPlan) -> None:
    assert (drawn.since, drawn.last_day, drawn.until) == (SINCE, dt.date(2026, 3, 31), UNTIL)
